import { sql } from "kysely";

import type { Transaction } from "./database";

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
