import { webhookResponse } from "@/app/_server/webhook";

export const dynamic = "force-dynamic";

export async function POST(
  request: Request,
  { params }: RouteContext<"/api/webhooks/[provider]/[endpoint]">,
) {
  const { provider, endpoint } = await params;
  return webhookResponse(request, provider, endpoint);
}
