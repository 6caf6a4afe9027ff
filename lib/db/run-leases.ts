import { sql } from "kysely";

import type { RunStatus } from "@/lib/contracts/run";
import { cutText } from "@/lib/core/storable";

import type { Transaction } from "./database";
import { asRun, RUN_COLUMNS, type RunRow } from "./runs";

/** A run that has not ended, with what decides whether it may continue. */
export interface RunBase {
  readonly id: string;
  readonly automationId: string;
  readonly version: number;
  readonly concurrencyKey: string;
  readonly status: RunStatus;
  /** Of the automation. */
  readonly name: string;
  readonly enabledBy: string | null;
  /** The role that this person has by now. */
  readonly role: string | null;
  /** Items of one list that it may send something without asking. */
  readonly allowedItems: number;
}

/** The columns of a {@link RunBase}; see {@link BASE_JOINS}. */
export const BASE_COLUMNS = sql`r.id, r.automation_id as "automationId", r.version, r.lane as "concurrencyKey", r.status, a.name,
  a.enabled_by as "enabledBy", m.role,
  case when a.allowed_version = r.version and o.role = 'owner' then coalesce(a.allowed_items, 0) else 0 end as "allowedItems"`;

/** Joins what decides whether a run may continue, to the table of runs as `r`. */
export const BASE_JOINS = sql`join public.automations a on a.id = r.automation_id
  left join public.memberships m on m.workspace_id = a.workspace_id and m.user_id = a.enabled_by
  left join public.memberships o on o.workspace_id = a.workspace_id and o.user_id = a.allowed_by`;

/** Reads a run's base. Returns `undefined` when the run has ended or was deleted. */
export async function findRunBase(trx: Transaction, id: string): Promise<RunBase | undefined> {
  const { rows } =
    await sql<RunBase>`select ${BASE_COLUMNS} from public.runs r ${BASE_JOINS} where r.id = ${id} and r.finished_at is null`.execute(
      trx,
    );
  return rows[0];
}

/**
 * Gives a worker the leases on runs for `leaseMs`. Leaves out those that have ended and those of which another worker has
 * the lease. Service role only.
 */
export async function acquireLeases(
  trx: Transaction,
  ids: readonly string[],
  leaseMs: number,
): Promise<RunRow[]> {
  if (ids.length === 0) return [];
  const rows = await trx
    .updateTable("runs as r")
    .set({
      fence: sql`r.fence + 1`,
      stalled_claims: sql`r.stalled_claims + 1`,
      status: "running",
      lease_until: sql`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`,
      started_at: sql`coalesce(r.started_at, clock_timestamp())`,
      wake_at: null,
      claim_order: null,
    })
    .where("r.id", "in", ids)
    .where("r.finished_at", "is", null)
    .where("r.status", "<>", "indeterminate")
    .where(sql<boolean>`(r.lease_until is null or r.lease_until < clock_timestamp())`)
    .returning(RUN_COLUMNS)
    .execute();
  return rows.map(asRun);
}

/**
 * Gives a worker the lease on one run, for tests; see {@link acquireLeases}.
 * @internal
 */
export async function acquireLease(
  trx: Transaction,
  id: string,
  leaseMs: number,
): Promise<RunRow | undefined> {
  const [run] = await acquireLeases(trx, [id], leaseMs);
  return run;
}

/** This worker lost the lease on a run: another worker acquired it, or the run was cancelled. */
export class FencedError extends Error {}

/** Renews this worker's lease and locks the run until the transaction ends. Throws FencedError when the lease is lost. */
export async function renewLease(
  trx: Transaction,
  run: { id: string; fence: number },
  leaseMs: number,
): Promise<void> {
  const held = await sql`
    update public.runs set lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond', stalled_claims = 0
    where id = ${run.id} and fence = ${run.fence} and finished_at is null returning id`.execute(
    trx,
  );
  if (held.rows.length === 0) throw new FencedError(`Run ${run.id} is no longer ours.`);
}

/**
 * Suspends a run and ends its lease. It resumes at `wakeAt`, or when something wakes it; a wake-up that came while the
 * lease lasted is kept. Service role only.
 */
export async function suspendRun(
  trx: Transaction,
  run: { id: string; fence: number },
  state: { status: "waiting" | "indeterminate"; wakeAt: Date | null; reason?: string | null },
): Promise<void> {
  await trx
    .updateTable("runs")
    .set({
      status: state.status,
      wake_at: sql<Date | null>`least(wake_at, ${state.wakeAt}::timestamptz)`,
      lease_until: null,
      reason: state.reason ? cutText(state.reason, 2000) : null,
    })
    .where("id", "=", run.id)
    .where("fence", "=", run.fence)
    .execute();
}

/** Ends the lease and keeps the run's state. It resumes after `delayMs`, or when something wakes it. Service role only. */
export async function releaseLease(
  trx: Transaction,
  run: { id: string; fence: number },
  delayMs = 0,
): Promise<void> {
  await trx
    .updateTable("runs")
    .set({
      lease_until: null,
      wake_at: sql<Date>`clock_timestamp() + ${delayMs} * interval '1 millisecond'`,
    })
    .where("id", "=", run.id)
    .where("fence", "=", run.fence)
    .where("finished_at", "is", null)
    .execute();
}

/** Ends a run. The caller must have the lease. Service role only. */
export async function finishRun(
  trx: Transaction,
  run: { id: string; fence: number },
  end: { status: RunStatus; reason: string | null; failedStep: string | null },
): Promise<void> {
  await trx
    .updateTable("runs")
    .set({
      status: end.status,
      reason: end.reason === null ? null : cutText(end.reason, 2000),
      failed_step: end.failedStep,
      finished_at: sql<Date>`clock_timestamp()`,
      lease_until: null,
      wake_at: null,
      claim_order: null,
    })
    .where("id", "=", run.id)
    .where("fence", "=", run.fence)
    .execute();
}

/**
 * Returns runs that are due for longer than the grace period and that no worker would claim, because their worker stopped
 * or their wake-up was lost, and the first queued run of each concurrency key. An extra wake-up does nothing. Service role
 * only.
 */
export async function overdueRuns(trx: Transaction, graceMs: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    (select id from public.runs
      where finished_at is null and status <> 'indeterminate' and claim_order is null
        and coalesce(lease_until, wake_at) < clock_timestamp() - ${graceMs} * interval '1 millisecond'
      order by wake_at limit 500)
    union
    (select distinct on (automation_id, lane) id from public.runs
      where finished_at is null and status = 'pending' and wake_at is null
      order by automation_id, lane, created_at limit 500)`.execute(trx);
  return rows.map(({ id }) => id);
}
