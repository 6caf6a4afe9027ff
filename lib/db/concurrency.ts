import { sql } from "kysely";

import type { Transaction } from "./database";

/**
 * Returns true when fewer than `limit` runs with the same concurrency key run or were queued earlier. Locks the key until
 * the transaction ends, so that two workers cannot both start a run. Service role only.
 */
export async function canStart(
  trx: Transaction,
  run: { id: string; automationId: string; concurrencyKey: string },
  limit: number,
): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${run.automationId}/${run.concurrencyKey}`}, 0))`.execute(
    trx,
  );
  const { rows } = await sql<{ ahead: number }>`
    select count(*)::int as ahead from (
      select from public.runs o join public.runs mine on mine.id = ${run.id}
      where o.automation_id = mine.automation_id and o.lane = mine.lane and o.finished_at is null and o.id <> mine.id
        and (o.status <> 'pending' or (o.created_at, o.id) < (mine.created_at, mine.id))
      limit ${limit}) before`.execute(trx);
  return (rows[0]?.ahead ?? 0) < limit;
}

/** Keeps a pending run queued until an earlier one ends. Service role only. */
export async function queueRun(trx: Transaction, id: string): Promise<void> {
  await trx
    .updateTable("runs")
    .set({ wake_at: null, claim_order: null })
    .where("id", "=", id)
    .where("status", "=", "pending")
    .execute();
}

/** Returns the oldest pending run for each concurrency key of these runs, without the runs themselves. */
export async function nextQueued(
  trx: Transaction,
  ...before: readonly string[]
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct on (next.automation_id, next.lane) next.id from public.runs own
    join public.runs next on next.automation_id = own.automation_id and next.lane = own.lane
    where own.id = any (${before}::uuid[]) and next.id <> all (${before}::uuid[])
      and next.finished_at is null and next.status = 'pending'
    order by next.automation_id, next.lane, next.created_at, next.id`.execute(trx);
  return rows.map(({ id }) => id);
}
