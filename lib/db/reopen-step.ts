import { sql } from "kysely";

import type { Transaction } from "./database";

/**
 * Lets what failed or was cancelled be tried again, with its key and what its first attempt sent. What was done because
 * of the failure is forgotten. Service role only.
 */
export async function reopenStep(trx: Transaction, runId: string): Promise<void> {
  await trx
    .deleteFrom("steps")
    .where("run_id", "=", runId)
    .where("key", "like", "onFailure:%")
    .execute();
  // Never sent: it is planned anew.
  await trx
    .deleteFrom("steps")
    .where("run_id", "=", runId)
    .where("status", "in", ["failed", "cancelled"])
    .where("request_hash", "is", null)
    .execute();
  // Cancelled while its request was under way, which nobody saw end: as if its worker had stopped.
  await sql`
    update public.steps s set not_before = clock_timestamp(), reason = null, finished_at = null,
      status = case when s.status = 'cancelled' and exists (
        select from public.step_attempts a
        where a.run_id = s.run_id and a.key = s.key and a.attempt = s.attempt and a.finished_at is null
      ) then 'running' else 'waiting' end
    where s.run_id = ${runId} and s.status in ('failed', 'cancelled')`.execute(trx);
}

/** Ends a step whose outcome a person has looked up, or lets it be sent again. Service role only. */
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
