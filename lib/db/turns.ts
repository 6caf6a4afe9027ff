import { sql } from "kysely";

import type { Transaction } from "./database";

/**
 * Whether a pending run may begin: fewer than `atOnce` of its lane are under way or came before it. Holds the lane until
 * the transaction ends, so that two workers cannot both say yes. Service role only.
 */
export async function hasTurn(
  trx: Transaction,
  run: { id: string; automationId: string; lane: string },
  atOnce: number,
): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${run.automationId}/${run.lane}`}, 0))`.execute(
    trx,
  );
  const { rows } = await sql<{ ahead: number }>`
    select count(*)::int as ahead from (
      select from public.runs o join public.runs mine on mine.id = ${run.id}
      where o.automation_id = mine.automation_id and o.lane = mine.lane and o.finished_at is null and o.id <> mine.id
        and (o.status <> 'pending' or (o.created_at, o.id) < (mine.created_at, mine.id))
      limit ${atOnce}) before`.execute(trx);
  return (rows[0]?.ahead ?? 0) < atOnce;
}

/** Leaves a pending run until one before it ends. Service role only. */
export async function waitForTurn(trx: Transaction, id: string): Promise<void> {
  await trx
    .updateTable("runs")
    .set({ wake_at: null })
    .where("id", "=", id)
    .where("status", "=", "pending")
    .execute();
}

/** The oldest pending run of each lane of these runs, themselves left out. */
export async function nextInLine(
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
