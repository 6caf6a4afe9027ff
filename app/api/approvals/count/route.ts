import { requestContext } from "@/app/_server/context";
import { failedSinceLook } from "@/app/_server/failures";
import { jsonRoute } from "@/app/_server/respond";
import { countApprovals } from "@/lib/verbs/approvals/decide";

/** The counts of the bell: approvals that wait, and runs that failed since this person looked. */
export function GET(request: Request) {
  return jsonRoute(request, async () => {
    const context = await requestContext();
    const { count } = await countApprovals.run(context, {});
    return { count, failed: await failedSinceLook(context) };
  });
}
