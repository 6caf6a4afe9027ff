import type { NextRequest } from "next/server";

import { requestContext } from "@/app/_server/context";
import { jsonRoute } from "@/app/_server/respond";
import { traceEvent } from "@/lib/verbs/events/trace";

export function GET(request: NextRequest) {
  return jsonRoute(request, async () => {
    const query = request.nextUrl.searchParams;
    const seq = query.get("event");
    return traceEvent.run(await requestContext(), {
      seq: seq === null ? undefined : Number(seq),
      run: query.get("run") ?? undefined,
    });
  });
}
