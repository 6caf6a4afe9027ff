import { requestContext } from "@/app/_server/context";
import { jsonBody, jsonRoute } from "@/app/_server/respond";
import { publishUiEvents } from "@/lib/verbs/events/publish";

export function POST(request: Request) {
  return jsonRoute(request, async () =>
    publishUiEvents.run(await requestContext(), await jsonBody(request)),
  );
}
