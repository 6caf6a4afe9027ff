import { sql } from "kysely";

import type { Transaction } from "./database";

/**
 * Reopens failed and cancelled steps with their key and first request. Deletes the steps of `onFailure`. Service role.
 */
export async function reopenStep(trx: Transaction, runId: string): Promise<void> {
  await trx
    .deleteFrom("steps")
    .where("run_id", "=", runId)
    .where("key", "like", "onFailure:%")
    .execute();
  // A step that was never sent is planned again.
  await trx
    .deleteFrom("steps")
    .where("run_id", "=", runId)
    .where("status", "in", ["failed", "cancelled"])
    .where("request_hash", "is", null)
    .execute();
  // A step that was cancelled during its request is treated as if its worker had stopped.
  await sql`
    update public.steps s set not_before = clock_timestamp(), reason = null, finished_at = null,
      status = case when s.status = 'cancelled' and exists (
        select from public.step_attempts a
        where a.run_id = s.run_id and a.key = s.key and a.attempt = s.attempt and a.finished_at is null
      ) then 'running' else 'waiting' end
    where s.run_id = ${runId} and s.status in ('failed', 'cancelled')`.execute(trx);
}

/** Resolves a step with an unknown outcome: marks it as done, or allows sending it again. Service role. */
export async function resolveStep(
  trx: Transaction,
  step: { runId: string; key: string; done: boolean },
): Promise<boolean> {
  const changed = await trx
    .updateTable("steps")
    .set(
      step.done
        ? { status: "succeeded", output: "{}", finished_at: sql<Date>`clock_timestamp()` }
        : {
            status: "waiting",
            not_before: sql<Date>`clock_timestamp()`,
            reason: null,
            first_at: null, // nothing arrived, so its key counts as new
          },
    )
    .where("run_id", "=", step.runId)
    .where("key", "=", step.key)
    .where("status", "=", "indeterminate")
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}
