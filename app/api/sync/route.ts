import { requestContext } from "@/app/_server/context";
import { jsonRoute } from "@/app/_server/respond";
import { syncStatus } from "@/lib/verbs/sync/status";

/** How far the copy of each connected account is. */
export function GET(request: Request) {
  return jsonRoute(request, async () => syncStatus.run(await requestContext(), {}));
}
