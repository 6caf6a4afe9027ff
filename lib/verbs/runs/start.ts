import { AppError } from "@/lib/core/errors";
import { uuidv7 } from "@/lib/core/ids";
import { insertRuns, type NewRun } from "@/lib/db/runs";

import type { Context } from "../types";

/** Creates a run on behalf of the caller and wakes it. Throws "conflict" if the automation has a run with this key. */
export async function startNow(
  context: Context,
  run: Omit<NewRun, "id" | "workspaceId" | "startedBy" | "skipped" | "isQueued">,
): Promise<{ id: string }> {
  const { services, workspaceId, user } = context;
  const id = uuidv7();
  await services.db.withService(async (trx) => {
    const made = await insertRuns(trx, [
      { ...run, id, workspaceId, startedBy: user.sub, isQueued: false, skipped: null },
    ]);
    if (!made.has(id))
      throw new AppError(
        "conflict",
        "This automation already ran for this event. Re-run that run instead.",
      );
  });
  services.queue.nudge();
  return { id };
}
