import { requestContext } from "@/app/_server/context";
import { jsonRoute } from "@/app/_server/respond";
import { listApprovalsVerb } from "@/lib/verbs/approvals/decide";

export function GET(request: Request) {
  return jsonRoute(request, async () =>
    listApprovalsVerb.run(await requestContext(), { pendingOnly: false }),
  );
}
