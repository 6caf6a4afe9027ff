import { AppError } from "@/lib/core/errors";
import { uuidv7 } from "@/lib/core/ids";
import type { Transaction } from "@/lib/db/database";
import { insertRuns, type NewRun } from "@/lib/db/runs";

import type { RecordCall } from "../define";
import type { Context } from "../types";

/** A run that a person starts. */
export type RequestedRun = Omit<
  NewRun,
  "id" | "workspaceId" | "startedBy" | "skipped" | "isQueued"
>;

/** Reason why a run was not created. */
export const ALREADY_RAN = "This automation already ran for this event. Re-run that run instead.";

/** Creates a run on behalf of the caller. Returns its id, or `null` if the automation has a run with this key. */
export async function insertRequested(
  trx: Transaction,
  { workspaceId, user }: Context,
  run: RequestedRun,
): Promise<string | null> {
  const id = uuidv7();
  const made = await insertRuns(trx, [
    { ...run, id, workspaceId, startedBy: user.sub, isQueued: false, skipped: null },
  ]);
  return made.has(id) ? id : null;
}

/** Creates a run on behalf of the caller and wakes it. Throws "conflict" if the automation has a run with this key. */
export async function startNow(context: Context, run: RequestedRun, record: RecordCall) {
  const { services } = context;
  const started = await services.db.withService(async (trx) => {
    const id = await insertRequested(trx, context, run);
    if (id === null) throw new AppError("conflict", ALREADY_RAN);
    return record(trx, { id });
  });
  services.queue.nudge();
  return started;
}
