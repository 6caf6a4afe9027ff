import { requestContext } from "@/app/_server/context";
import { jsonRoute } from "@/app/_server/respond";
import { countApprovals } from "@/lib/verbs/approvals/decide";

export function GET(request: Request) {
  return jsonRoute(request, async () => countApprovals.run(await requestContext(), {}));
}
