import { requestContext } from "@/app/_server/context";
import { jsonRoute } from "@/app/_server/respond";
import { revealEvent } from "@/lib/verbs/events/reveal";

/** One stored event with its personal data. The call is written to the audit log. */
export function POST(request: Request, { params }: RouteContext<"/api/events/[seq]/reveal">) {
  return jsonRoute(request, async () => revealEvent.run(await requestContext(), await params));
}
