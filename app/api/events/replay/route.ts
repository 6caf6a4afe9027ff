import { requestContext } from "@/app/_server/context";
import { jsonBody, jsonRoute } from "@/app/_server/respond";
import { replayEvent } from "@/lib/verbs/events/replay";

export function POST(request: Request) {
  return jsonRoute(request, async () =>
    replayEvent.run(await requestContext(), await jsonBody(request, 16 * 1024)),
  );
}
