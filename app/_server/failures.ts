import "server-only";
import { cookies } from "next/headers";

import { failuresCookie } from "@/lib/core/server/session-cookie";
import { countFailedRuns } from "@/lib/verbs/runs/bulk";
import type { Context } from "@/lib/verbs/types";

/** How many runs failed since this person last looked at the failed ones. */
export async function failedSinceLook(context: Context): Promise<number> {
  const seen = (await cookies()).get(failuresCookie(context.workspaceId))?.value;
  const since = seen !== undefined && !Number.isNaN(Date.parse(seen)) ? seen : undefined;
  return (await countFailedRuns.run(context, { since })).count;
}
