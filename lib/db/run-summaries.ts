import { sql } from "kysely";

import type { RunStatus } from "@/lib/contracts/run";

import type { Transaction } from "./database";
import { asRun, RUN_COLUMNS, type RunRow } from "./runs";

/** Counts of an automation's runs in the last 30 days, limited to the newest {@link MAX_COUNTED}. */
export interface RunSummary {
  readonly succeeded: number;
  readonly failed: number;
  /** Under way, or waiting for a person. */
  readonly open: number;
  /** All of them, however they ended. */
  readonly total: number;
  /** There may be more runs than were counted. */
  readonly isCut: boolean;
  /** Runs of each two days, the oldest first, and how many of them failed. */
  readonly activity: readonly { readonly total: number; readonly failed: number }[];
}

const MAX_COUNTED = 1000;
const DAYS = 30;
/** Bars of the picture of an automation's runs. */
export const ACTIVITY_BARS = 15;

/** The summary of every automation of a workspace that has run in the last 30 days, by automation id. */
export async function runSummaries(
  trx: Transaction,
  workspaceId: string,
): Promise<Map<string, RunSummary>> {
  // Every column of a run stands in the index runs_recent.
  const { rows } = await sql<RunSummary & { id: string }>`
    select a.id, counted.* from public.automations a cross join lateral (
      with newest as materialized (
        select r.status, r.finished_at, r.created_at from public.runs r
        where r.automation_id = a.id and r.workspace_id = a.workspace_id and r.created_at > now() - ${DAYS} * interval '1 day'
        order by r.created_at desc limit ${MAX_COUNTED})
      select count(*) filter (where status = 'succeeded')::int as succeeded,
        count(*) filter (where status = 'failed')::int as failed,
        count(*) filter (where finished_at is null)::int as open, count(*)::int as total,
        count(*) >= ${MAX_COUNTED} as "isCut",
        (select jsonb_agg(jsonb_build_object('total', bar.total, 'failed', bar.failed) order by bar.age desc) from (
          select b.age, count(n.created_at) as total, count(*) filter (where n.status = 'failed') as failed
          from generate_series(0, ${ACTIVITY_BARS - 1}::int) b (age) left join newest n
            on floor(extract(epoch from now() - n.created_at) / (86400 * ${DAYS / ACTIVITY_BARS}::int)) = b.age
          group by b.age) bar) as activity
      from newest) counted
    where a.workspace_id = ${workspaceId} and counted.total > 0`.execute(trx);
  return new Map(rows.map(({ id, ...summary }) => [id, summary]));
}

/** Returns the newest run of each automation of a workspace. */
export async function lastRuns(trx: Transaction, workspaceId: string): Promise<RunRow[]> {
  const rows = await trx
    .selectFrom("automations as a")
    .innerJoinLateral(
      (from) =>
        from
          .selectFrom("runs")
          .whereRef("runs.automation_id", "=", "a.id")
          .whereRef("runs.workspace_id", "=", "a.workspace_id")
          .orderBy("runs.created_at", "desc")
          .limit(1)
          .selectAll()
          .as("r"),
      (join) => join.onTrue(),
    )
    .where("a.workspace_id", "=", workspaceId)
    .select(RUN_COLUMNS)
    .execute();
  return rows.map(asRun);
}

/** Returns the reason for successful runs that did nothing: that of the first step, if all steps of these kinds were skipped. */
export async function skippedReasons(
  trx: Transaction,
  runs: readonly string[],
  kinds: readonly string[],
): Promise<Map<string, string>> {
  if (runs.length === 0) return new Map();
  const { rows } = await sql<{ id: string; reason: string }>`
    select run_id as id, (array_agg(reason order by position))[1] as reason from public.steps
    where run_id = any(${[...runs]}::uuid[]) and kind = any(${[...kinds]}::text[])
    group by run_id having bool_and(status = 'skipped') and bool_or(reason is not null)`.execute(
    trx,
  );
  return new Map(rows.map(({ id, reason }) => [id, reason]));
}

/** Counts the runs of an automation that can be retried or cancelled, up to `most` each. */
export async function bulkCounts(
  trx: Transaction,
  workspaceId: string,
  automationId: string,
  most: number,
): Promise<{ failed: number; open: number }> {
  const { rows } = await sql<{ failed: number; open: number }>`
    select (select count(*)::int from (select from public.runs where workspace_id = ${workspaceId}
        and automation_id = ${automationId} and status = 'failed' limit ${most}) f) as failed,
      (select count(*)::int from (select from public.runs where workspace_id = ${workspaceId}
        and automation_id = ${automationId} and finished_at is null limit ${most}) o) as open`.execute(
    trx,
  );
  return rows[0] ?? { failed: 0, open: 0 };
}

/** Lists the oldest runs of an automation with these statuses. */
export async function oldestRuns(
  trx: Transaction,
  workspaceId: string,
  automationId: string,
  { statuses, limit }: { readonly statuses: readonly RunStatus[]; readonly limit: number },
): Promise<string[]> {
  const rows = await trx
    .selectFrom("runs")
    .where("workspace_id", "=", workspaceId)
    .where("automation_id", "=", automationId)
    .where("status", "in", statuses)
    .orderBy("created_at")
    .orderBy("id")
    .limit(limit)
    .select("id")
    .execute();
  return rows.map(({ id }) => id);
}

/** An automation with runs that failed. */
export interface FailingAutomation {
  readonly id: string;
  readonly name: string;
  readonly failures: number;
  /** The reason why the newest run failed; `null` if that is not known. */
  readonly reason: string | null;
}

/** Automations with failed runs. */
export interface FailingAutomations {
  /** Those with the most failures. */
  readonly failingAutomations: readonly FailingAutomation[];
  /** Automations with failures beside those. */
  readonly moreFailingAutomations: number;
  /** True if there are more failures than were counted. */
  readonly isFailuresCapped: boolean;
}

/** Counts the runs that failed since a time by automation, the most failures first. Counts the newest `most` failures. */
export async function failingAutomations(
  trx: Transaction,
  workspaceId: string,
  { since, most, limit }: { readonly since: Date; readonly most: number; readonly limit: number },
): Promise<FailingAutomations> {
  const { rows } = await sql<FailingAutomation & { all: number; counted: number }>`
    with failed as (
      select automation_id, finished_at, reason from public.runs where workspace_id = ${workspaceId}
        and status = 'failed' and finished_at > ${since} order by finished_at desc limit ${most})
    select a.id, a.name, count(*)::int as failures, (array_agg(f.reason order by f.finished_at desc))[1] as reason,
      count(*) over ()::int as "all", (select count(*)::int from failed) as counted
    from failed f join public.automations a on a.id = f.automation_id
    group by a.id, a.name order by 3 desc, a.name limit ${limit}`.execute(trx);
  const [first] = rows;
  return {
    failingAutomations: rows.map(({ all: _all, counted: _counted, ...one }) => one),
    moreFailingAutomations: (first?.all ?? 0) - rows.length,
    isFailuresCapped: first?.counted === most,
  };
}

/** Counts the runs of a workspace that failed since a time, up to `most`. */
export async function countFailed(
  trx: Transaction,
  workspaceId: string,
  since: Date,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (select from public.runs where workspace_id = ${workspaceId}
      and status = 'failed' and finished_at > ${since} limit ${most}) failed`.execute(trx);
  return rows[0]?.count ?? 0;
}
