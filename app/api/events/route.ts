import type { NextRequest } from "next/server";

import { requestContext } from "@/app/_server/context";
import { jsonRoute } from "@/app/_server/respond";
import { listEvents } from "@/lib/verbs/events/list";

/** The newest events, for the debugger. */
export function GET(request: NextRequest) {
  return jsonRoute(request, async () => listEvents.run(await requestContext(), { limit: 200 }));
}
