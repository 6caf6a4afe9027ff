import { sql } from "kysely";

import type { Transaction } from "./database";
import { BASE_COLUMNS, BASE_JOINS, type RunBase } from "./run-leases";

/**
 * Wakes runs: a worker claims them once the transaction is committed. A run that a worker has leased is claimed again
 * after that worker is done with it; a wake-up too many does nothing. Service role only.
 */
export async function wakeRuns(trx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    with due as (
      select id from public.runs where id = any (${[...ids]}::uuid[]) and finished_at is null and status <> 'indeterminate'
      order by id for no key update)
    update public.runs r set claim_order = 0, wake_at = clock_timestamp() from due where r.id = due.id`.execute(
    trx,
  );
}

/**
 * Locks runs that wait for a worker, at most so many, those that wait for longest first; runs that another worker is about
 * to claim are left out. Service role only.
 */
export async function lockDueRuns(trx: Transaction, limit: number): Promise<RunBase[]> {
  const isFree = sql`finished_at is null and status <> 'indeterminate' and (lease_until is null or lease_until < now())`;
  const { rows } = await sql<RunBase>`
    with timed as materialized (
      select id, 0 as claim_order, wake_at from public.runs where claim_order is null and wake_at <= now() and ${isFree}
      order by wake_at limit ${limit} for no key update skip locked),
    ready as materialized (
      select id, claim_order, wake_at from public.runs where claim_order is not null and ${isFree}
      order by claim_order, wake_at limit ${limit} for no key update skip locked),
    due as materialized (
      select id, claim_order, wake_at from (select * from timed union all select * from ready) d
      order by claim_order, wake_at limit ${limit})
    select ${BASE_COLUMNS} from due join public.runs r on r.id = due.id ${BASE_JOINS}
    order by due.claim_order, due.wake_at`.execute(trx);
  return rows;
}

/** Tells whether a run waits for a worker, or is being executed by one. */
export async function areRunsDue(trx: Transaction): Promise<boolean> {
  const { rows } = await sql`
    select from public.runs where finished_at is null and status <> 'indeterminate'
      and (claim_order is not null or wake_at <= now() or lease_until >= now()) limit 1`.execute(
    trx,
  );
  return rows.length > 0;
}
