import type { NextRequest } from "next/server";

import { requestContext } from "@/app/_server/context";
import { jsonRoute } from "@/app/_server/respond";
import { widgetData } from "@/lib/verbs/widgets/data";

export function GET(request: NextRequest, { params }: RouteContext<"/api/widgets/[id]/data">) {
  return jsonRoute(request, async () => {
    const { id } = await params;
    const variables = Object.fromEntries(request.nextUrl.searchParams);
    return widgetData.run(await requestContext(), { id, variables });
  });
}
