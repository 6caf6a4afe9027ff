import { webhookResponse } from "@/app/_server/webhook";

export const dynamic = "force-dynamic";

export async function POST(request: Request, { params }: RouteContext<"/api/webhooks/[provider]">) {
  return webhookResponse(request, (await params).provider, null);
}
