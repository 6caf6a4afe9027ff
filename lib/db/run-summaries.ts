import { sql } from "kysely";

import type { Transaction } from "./database";
import type { RunStatus } from "./runs";

/** How an automation's runs of the last 30 days went. */
export interface RunSummary {
  readonly succeeded: number;
  readonly failed: number;
  /** Under way, or waiting for a person's look. */
  readonly open: number;
  readonly lastAt: Date | null;
}

/** By automation id; one without runs is absent. */
export async function runSummaries(
  trx: Transaction,
  workspaceId: string,
): Promise<Map<string, RunSummary>> {
  const { rows } = await sql<RunSummary & { id: string }>`
    select automation_id as id, count(*) filter (where status = 'succeeded')::int as succeeded,
      count(*) filter (where status = 'failed')::int as failed,
      count(*) filter (where finished_at is null)::int as open, max(created_at) as "lastAt"
    from public.runs where workspace_id = ${workspaceId} and created_at > now() - interval '30 days'
    group by automation_id`.execute(trx);
  return new Map(rows.map(({ id, ...summary }) => [id, summary]));
}

/** Why runs that ended well did nothing: the reason of the first step of each run whose steps that act were all skipped. */
export async function skippedReasons(
  trx: Transaction,
  runs: readonly string[],
): Promise<Map<string, string>> {
  if (runs.length === 0) return new Map();
  const { rows } = await sql<{ id: string; reason: string }>`
    select run_id as id, (array_agg(reason order by position))[1] as reason from public.steps
    where run_id = any(${[...runs]}::uuid[]) and kind in ('use', 'http', 'publish')
    group by run_id having bool_and(status = 'skipped') and bool_or(reason is not null)`.execute(
    trx,
  );
  return new Map(rows.map(({ id, reason }) => [id, reason]));
}

/** How many runs of an automation could be retried or cancelled together; each counts to `most` and stops there. */
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

/** An automation's oldest runs in these statuses. */
export async function oldestRuns(
  trx: Transaction,
  workspaceId: string,
  automationId: string,
  statuses: readonly RunStatus[],
  limit: number,
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

/** How many runs of a workspace have failed since a moment; counts to `most` and stops there. */
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
