import { sql } from "kysely";

import { cutText, toJson } from "@/lib/core/storable";

import type { Transaction } from "./database";

/** A range that is still to be read of a type: objects created in [`from`, `to`), in unix seconds. */
export interface ImportRange {
  readonly from: number;
  readonly to: number;
  /** Cursor inside the range: the last object that was read. */
  readonly after?: string | undefined;
  /** The object whose own list is being read, and the last object of the pages before. */
  readonly owner?: { readonly id: string; readonly after: string } | undefined;
  /** How many owners were passed, those without a list and the one that is being read included. */
  readonly passed?: number | undefined;
}

export type ImportState = "waiting" | "running" | "done" | "refused";

export interface TypeImport {
  readonly type: string;
  readonly state: ImportState;
  readonly ranges: readonly ImportRange[];
  /** Objects that were read. */
  readonly rows: number;
  readonly requests: number;
  /** Time of creation of the oldest object that was read. */
  readonly oldest: Date | null;
  readonly problem: string | null;
  readonly updatedAt: Date;
}

/** `deleting`: the copy of an account that was disconnected is being removed. */
export type SyncState = "running" | "paused" | "deleting";

export interface ConnectionSync {
  readonly connectionId: string;
  readonly workspaceId: string;
  readonly state: SyncState;
  readonly startedAt: Date;
  readonly retryAt: Date | null;
  readonly problem: string | null;
  /** When the objects of the last 30 days were last compared with the provider. */
  readonly reconciledAt: Date | null;
  /** Objects that such comparisons found missing or different, and corrected. */
  readonly differences: number;
}

/** Adds what is missing for the import of these types. Service role. */
export async function prepareImports(
  trx: Transaction,
  connection: { readonly id: string; readonly workspaceId: string },
  types: readonly string[],
  range: ImportRange,
): Promise<void> {
  await sql`insert into public.object_syncs (connection_id, workspace_id)
    values (${connection.id}, ${connection.workspaceId}) on conflict do nothing`.execute(trx);
  const ranges = toJson([range]);
  await sql`insert into public.object_imports (connection_id, type, ranges)
    select ${connection.id}, t, ${ranges}::jsonb from unnest(${[...types]}::text[]) as t on conflict do nothing`.execute(
    trx,
  );
}

/** Lists the progress of a connection's import. */
export async function importsOf(trx: Transaction, connectionId: string): Promise<TypeImport[]> {
  const { rows } = await sql<TypeImport>`
    select type, state, ranges, rows, requests, oldest, problem, updated_at as "updatedAt"
    from public.object_imports where connection_id = ${connectionId}`.execute(trx);
  return rows;
}

const SYNC = sql`s.connection_id as "connectionId", s.workspace_id as "workspaceId", s.state, s.started_at as "startedAt",
  s.retry_at as "retryAt", s.problem, s.reconciled_at as "reconciledAt", s.differences`;

/** Types whose objects the copy of each connection has completely, by connection. A paused copy is kept up to date, too. */
export async function copiedTypes(
  trx: Transaction,
  workspaceId: string,
): Promise<Map<string, ReadonlySet<string>>> {
  const { rows } = await sql<{ id: string; types: string[] }>`
    select s.connection_id as id, array_agg(i.type) as types from public.object_syncs s
    join public.object_imports i on i.connection_id = s.connection_id and i.state = 'done'
    where s.workspace_id = ${workspaceId} and s.state in ('running', 'paused') group by 1`.execute(
    trx,
  );
  return new Map(rows.map(({ id, types }) => [id, new Set(types)]));
}

export async function syncsOf(trx: Transaction, workspaceId: string): Promise<ConnectionSync[]> {
  const { rows } = await sql<ConnectionSync>`
    select ${SYNC} from public.object_syncs s where s.workspace_id = ${workspaceId}`.execute(trx);
  return rows;
}

/** Connections whose import has something to do and is nobody's now. Service role. */
export async function importsToDo(trx: Transaction, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.connection_id as id from public.object_syncs s join public.connections c on c.id = s.connection_id
    where s.state = 'running' and c.status in ('active', 'degraded') and (s.lease_until is null or s.lease_until < now())
      and (s.retry_at is null or s.retry_at <= now())
      and exists (select from public.object_imports i where i.connection_id = s.connection_id and i.state in ('waiting', 'running'))
    order by random() limit ${limit}`.execute(trx);
  return rows.map(({ id }) => id);
}

/** Takes over a connection's import for `leaseMs`. Returns the fence for its commits; `null` if another process has it. Service role. */
export async function claimImport(
  trx: Transaction,
  connectionId: string,
  leaseMs: number,
): Promise<number | null> {
  const { rows } = await sql<{ fence: number }>`
    update public.object_syncs set fence = fence + 1, retry_at = null,
      lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    where connection_id = ${connectionId} and state = 'running' and (lease_until is null or lease_until < now())
    returning fence`.execute(trx);
  return rows[0]?.fence ?? null;
}

/** A process that works on an import. */
export interface ImportHolder {
  readonly connectionId: string;
  readonly fence: number;
}

/** Renews the lease. Returns false if it was lost or people paused the import. Service role. */
export async function renewImport(
  trx: Transaction,
  { connectionId, fence }: ImportHolder,
  leaseMs: number,
): Promise<boolean> {
  const { rows } = await sql`
    update public.object_syncs set problem = null, lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    where connection_id = ${connectionId} and fence = ${fence} and state = 'running' returning 1`.execute(
    trx,
  );
  return rows.length > 0;
}

/** Ends the lease; the import goes on at `retryAt`, with the reason for people. Service role. */
export async function releaseImport(
  trx: Transaction,
  { connectionId, fence }: ImportHolder,
  wait: { readonly retryAt: Date; readonly problem: string } | null,
): Promise<void> {
  await sql`update public.object_syncs set lease_until = null, retry_at = ${wait?.retryAt ?? null}::timestamptz,
      problem = ${wait ? cutText(wait.problem, 500) : null}::text
    where connection_id = ${connectionId} and fence = ${fence}`.execute(trx);
}

/** Says for people why an import waits, without giving it up. Service role. */
export async function noteImportWait(
  trx: Transaction,
  { connectionId, fence }: ImportHolder,
  problem: string,
): Promise<void> {
  await sql`update public.object_syncs set problem = ${cutText(problem, 500)}
    where connection_id = ${connectionId} and fence = ${fence}`.execute(trx);
}

/** Writes what is left of a type after a page of `rows` objects. Service role. */
export async function checkpointImport(
  trx: Transaction,
  connectionId: string,
  page: {
    readonly type: string;
    readonly ranges: readonly ImportRange[];
    readonly rows: number;
    readonly oldest: Date | null;
  },
): Promise<void> {
  await sql`update public.object_imports set ranges = ${toJson(page.ranges)}::jsonb, rows = rows + ${page.rows},
      requests = requests + 1, oldest = least(oldest, ${page.oldest}::timestamptz), problem = null, updated_at = now(),
      state = ${page.ranges.length === 0 ? "done" : "running"}
    where connection_id = ${connectionId} and type = ${page.type}`.execute(trx);
}

/** Gives up a type, with the reason for people. Service role. */
export async function refuseImport(
  trx: Transaction,
  connectionId: string,
  type: string,
  problem: string,
): Promise<void> {
  await sql`update public.object_imports set state = 'refused', problem = ${cutText(problem, 500)}, updated_at = now()
    where connection_id = ${connectionId} and type = ${type}`.execute(trx);
}

/**
 * Begins types anew, all or those named. What the copy has stays until it is read again. The events of the time before the
 * connection are not read again, because the log has them. Service role.
 */
export async function restartImports(
  trx: Transaction,
  connectionId: string,
  { types, to }: { readonly types: readonly string[] | null; readonly to: number },
): Promise<void> {
  await sql`update public.object_imports set state = 'waiting', ranges = ${toJson([{ from: 0, to }])}::jsonb, rows = 0,
      requests = 0, oldest = null, problem = null, updated_at = now()
    where connection_id = ${connectionId} and type <> 'event' and (${types === null} or type = any (${types ?? []}::text[]))`.execute(
    trx,
  );
  await sql`update public.object_syncs set state = 'running', fence = fence + 1, lease_until = null, retry_at = null, problem = null, started_at = now()
    where connection_id = ${connectionId}`.execute(trx);
}

/** Pauses or resumes an import, or begins to delete the copy. The import's worker notices at its next page. Service role. */
export async function setSyncState(
  trx: Transaction,
  connectionId: string,
  state: SyncState,
): Promise<void> {
  await sql`update public.object_syncs set state = ${state}, retry_at = null,
      lease_until = case when ${state} = 'running' then lease_until end
    where connection_id = ${connectionId}`.execute(trx);
}

/** Connections whose import is done and that were not compared with the provider for a day. Service role. */
export async function comparisonsDue(trx: Transaction, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.connection_id as id from public.object_syncs s join public.connections c on c.id = s.connection_id
    where s.state = 'running' and c.status in ('active', 'degraded')
      and coalesce(s.reconciled_at, s.started_at) < now() - interval '24 hours'
      and not exists (select from public.object_imports i where i.connection_id = s.connection_id and i.state in ('waiting', 'running'))
    order by s.reconciled_at nulls first limit ${limit}`.execute(trx);
  return rows.map(({ id }) => id);
}

/** Notes that a comparison begins, so that no other process begins it too. Returns false if one has. Service role. */
export async function claimComparison(trx: Transaction, connectionId: string): Promise<boolean> {
  const { rows } = await sql`
    update public.object_syncs set reconciled_at = now() where connection_id = ${connectionId}
      and coalesce(reconciled_at, started_at) < now() - interval '24 hours' returning 1`.execute(
    trx,
  );
  return rows.length > 0;
}

/** Adds what a comparison found. Service role. */
export async function noteDifferences(
  trx: Transaction,
  connectionId: string,
  found: number,
): Promise<void> {
  await sql`update public.object_syncs set differences = differences + ${found} where connection_id = ${connectionId}`.execute(
    trx,
  );
}

/** Connections whose copy is to be deleted. Service role. */
export async function copiesToDelete(trx: Transaction, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select connection_id as id from public.object_syncs where state = 'deleting' limit ${limit}`.execute(
    trx,
  );
  return rows.map(({ id }) => id);
}

/** Lets the planner know how full the copy is, if it does not know of a thousand objects yet. Service role. */
export async function analyzeCopy(trx: Transaction): Promise<void> {
  await sql`select private.analyze_copy()`.execute(trx);
}

/** Deletes a part of a copy that is to be deleted. Returns false when nothing is left of it. Service role. */
export async function deleteSomeOfCopy(
  trx: Transaction,
  connectionId: string,
  limit: number,
): Promise<boolean> {
  const { rows } = await sql`select 1 from public.object_syncs
    where connection_id = ${connectionId} and state = 'deleting' for update`.execute(trx);
  if (rows.length === 0) return false;
  let deleted = 0;
  for (const table of [
    "public.object_tokens",
    "public.objects",
    "private.object_changes",
    "private.object_refetches",
    "private.unstored_objects",
    "public.mrr_changes",
    "public.mrr_days",
    "private.mrr_stale",
    "private.mrr_gaps",
    "private.subscription_states",
  ]) {
    const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} t where t.ctid in (
      select d.ctid from ${sql.table(table)} d where d.connection_id = ${connectionId} limit ${limit})`.execute(
      trx,
    );
    deleted += Number(numAffectedRows);
  }
  if (deleted > 0) return true;
  for (const table of ["public.object_imports", "public.object_syncs"])
    await sql`delete from ${sql.table(table)} where connection_id = ${connectionId}`.execute(trx);
  return false;
}
