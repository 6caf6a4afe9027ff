import type { NextRequest } from "next/server";

import { requestContext } from "@/app/_server/context";
import { jsonRoute } from "@/app/_server/respond";
import { listRunsVerb } from "@/lib/verbs/runs/trace";

export function GET(request: NextRequest) {
  return jsonRoute(request, async () => {
    const query = request.nextUrl.searchParams;
    const [automationId, status, before, seq] = ["automation", "status", "before", "event"].map(
      (name) => query.get(name) ?? undefined,
    );
    return listRunsVerb.run(await requestContext(), {
      automationId,
      statuses: status === undefined ? undefined : [status],
      before,
      eventSeq: seq === undefined ? undefined : Number(seq),
    });
  });
}
