import { requestContext } from "@/app/_server/context";
import { jsonRoute } from "@/app/_server/respond";
import { traceRun } from "@/lib/verbs/runs/trace";

export function GET(request: Request, { params }: RouteContext<"/api/runs/[id]">) {
  return jsonRoute(request, async () => traceRun.run(await requestContext(), await params));
}
