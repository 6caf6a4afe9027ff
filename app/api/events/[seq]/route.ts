import { requestContext } from "@/app/_server/context";
import { jsonRoute } from "@/app/_server/respond";
import { getEvent } from "@/lib/verbs/events/get";

/** One stored event with its data, for a row of the list that is opened. */
export function GET(request: Request, { params }: RouteContext<"/api/events/[seq]">) {
  return jsonRoute(request, async () => getEvent.run(await requestContext(), await params));
}
