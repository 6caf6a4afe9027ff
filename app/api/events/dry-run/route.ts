import type { NextRequest } from "next/server";

import { requestContext } from "@/app/_server/context";
import { jsonRoute } from "@/app/_server/respond";
import { dryRunEvent } from "@/lib/verbs/events/replay";

export function GET(request: NextRequest) {
  return jsonRoute(request, async () =>
    dryRunEvent.run(await requestContext(), {
      seq: Number(request.nextUrl.searchParams.get("event")),
    }),
  );
}
