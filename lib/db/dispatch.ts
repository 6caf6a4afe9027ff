import { sql } from "kysely";

import { cutText } from "@/lib/core/storable";

import { expireApprovals } from "./approvals";
import type { Database, Transaction } from "./database";

/** Lists workspaces with events that were not dispatched yet, up to `limit`. Service role. */
export async function workspacesBehind(db: Database, limit: number): Promise<string[]> {
  const rows = await db.serviceQuery<{ workspace_id: string }>(
    `select c.workspace_id from mesh.cursor c where c.consumer = 'automations'
       and c.seq < (select s.last_seq from mesh.stream s where s.workspace_id = c.workspace_id)
     order by random() limit $1`,
    [limit],
  );
  return rows.map((row) => row.workspace_id);
}

/** Locks the dispatcher's cursor of a workspace for this transaction; `null` if another worker has it. */
export async function lockCursor(trx: Transaction, workspaceId: string): Promise<number | null> {
  const { rows } = await sql<{ seq: number }>`
    select seq from mesh.cursor where workspace_id = ${workspaceId} and consumer = 'automations'
    for update skip locked`.execute(trx);
  return rows[0]?.seq ?? null;
}

export async function moveCursor(
  trx: Transaction,
  workspaceId: string,
  seq: number,
): Promise<void> {
  await sql`update mesh.cursor set seq = ${seq}, updated_at = now()
    where workspace_id = ${workspaceId} and consumer = 'automations'`.execute(trx);
}

/** An enabled automation. */
export interface LiveAutomation {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** Events up to this log position do not start it. */
  readonly fromSeq: number;
  /** Events with an earlier time do not start it, even if they arrive later. */
  readonly listensSince: Date;
}

export async function liveAutomations(
  trx: Transaction,
  workspaceId: string,
): Promise<LiveAutomation[]> {
  const { rows } = await sql<LiveAutomation>`
    select id, name, live_version as version, coalesce(enabled_from_seq, 0)::int8 as "fromSeq",
      coalesce(listens_since, created_at) as "listensSince" from public.automations
    where workspace_id = ${workspaceId} and status = 'enabled' and live_version is not null`.execute(
    trx,
  );
  return rows;
}

/** Returns the time since which events of a connection count as new, by connection id. */
export async function eventsSince(
  trx: Transaction,
  connections: readonly string[],
): Promise<Map<string, Date>> {
  if (connections.length === 0) return new Map();
  const rows = await trx
    .selectFrom("connections")
    .where("id", "in", connections)
    .select(["id", "events_since as since"])
    .execute();
  return new Map(rows.map(({ id, since }) => [id, since]));
}

/** Returns the definitions of the given versions by `automation@version`. */
export async function definitionsOf(
  trx: Transaction,
  wanted: readonly { id: string; version: number }[],
): Promise<Map<string, unknown>> {
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{ id: string; version: number; definition: unknown }>`
    select v.automation_id as id, v.version, v.definition from public.automation_versions v
    join unnest(${wanted.map(({ id }) => id)}::uuid[], ${wanted.map(({ version }) => version)}::int[]) as w (id, version)
      on v.automation_id = w.id and v.version = w.version`.execute(trx);
  return new Map(rows.map((row) => [`${row.id}@${row.version}`, row.definition]));
}

/** Origin of an event that a run caused. */
export interface Cause {
  /** Ids of the automations whose runs led to the event, oldest first. */
  readonly chain: readonly string[];
  readonly hops: number;
}

interface CauseRow {
  readonly event: string;
  readonly automation: string;
  readonly chain: string[];
  readonly hops: number;
}

const toCauses = (rows: readonly CauseRow[]) =>
  new Map(
    rows.map((row) => [row.event, { chain: [...row.chain, row.automation], hops: row.hops + 1 }]),
  );

/** Returns the causes of events by event id, even if the provider's webhook reported an event before its step did. */
export async function causesOf(
  trx: Transaction,
  workspaceId: string,
  events: readonly { id: string; run: string | null }[],
): Promise<Map<string, Cause>> {
  const { rows: byEvent } = await sql<CauseRow>`
    select s.emitted as event, r.automation_id as automation, r.chain, r.hops from public.steps s
    join public.runs r on r.id = s.run_id
    where s.workspace_id = ${workspaceId} and s.emitted = any (${events.map(({ id }) => id)}::text[])`.execute(
    trx,
  );
  const named = events.flatMap(({ id, run }) => (run === null ? [] : [{ id, run }]));
  const { rows: byRun } =
    named.length === 0
      ? { rows: [] }
      : await sql<CauseRow>`
    select w.event, r.automation_id as automation, r.chain, r.hops
    from unnest(${named.map(({ id }) => id)}::text[], ${named.map(({ run }) => run)}::uuid[]) as w (event, run)
    join public.runs r on r.id = w.run and r.workspace_id = ${workspaceId}`.execute(trx);
  return new Map([...toCauses(byEvent), ...toCauses(byRun)]);
}

export interface RunCounts {
  readonly lastHour: number;
  readonly lastDay: number;
  /** Ids of runs in progress, oldest first, for automations whose mode requires them. */
  readonly open: readonly { readonly id: string; readonly concurrencyKey: string }[];
}

/** Counts the runs of automations to the minute, without those that were skipped; for exclusive ones it lists those that have not ended. */
export async function runCounts(
  trx: Transaction,
  automations: readonly { readonly id: string; readonly exclusive: boolean }[],
): Promise<Map<string, RunCounts>> {
  if (automations.length === 0) return new Map();
  const { rows } = await sql<RunCounts & { id: string }>`
    select a.id,
      coalesce(c.hour, 0)::int as "lastHour", coalesce(c.day, 0)::int as "lastDay",
      coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'concurrencyKey', o.lane) order by o.created_at) from public.runs o
        where a.exclusive and o.automation_id = a.id and o.finished_at is null), '[]') as open
    from unnest(${automations.map(({ id }) => id)}::uuid[], ${automations.map(({ exclusive }) => exclusive)}::bool[]) as a (id, exclusive)
    left join lateral (
      select sum(n.runs) filter (where n.minute > now() - interval '1 hour') as hour, sum(n.runs) as day
      from private.run_counts n where n.automation_id = a.id and n.minute > now() - interval '1 day') c on true`.execute(
    trx,
  );
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}

/** Counts the runs of a workspace that have not ended, up to `limit`. */
export async function openRuns(
  trx: Transaction,
  workspaceId: string,
  limit: number,
): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*)::int as open from (
      select from public.runs where workspace_id = ${workspaceId} and finished_at is null limit ${limit}) counted`.execute(
    trx,
  );
  return rows[0]?.open ?? 0;
}

/** Cancels runs in progress and returns their number. Their workers notice at their next write. Service role. */
export async function cancelRuns(
  trx: Transaction,
  ids: readonly string[],
  reason: string,
): Promise<number> {
  if (ids.length === 0) return 0;
  // In one order, so that whoever else changes several runs does not wait for this one in turn.
  await sql`select from public.runs where id = any (${[...ids]}::uuid[]) order by id for no key update`.execute(
    trx,
  );
  const ended = await trx
    .updateTable("runs")
    .set({
      status: "cancelled",
      reason: cutText(reason, 2000),
      finished_at: sql<Date>`clock_timestamp()`,
      lease_until: null,
      wake_at: null,
      claim_order: null,
    })
    .where("id", "in", ids)
    .where("finished_at", "is", null)
    .executeTakeFirst();
  await trx
    .updateTable("steps")
    .set({
      status: "cancelled",
      reason: cutText(reason, 2000),
      finished_at: sql<Date>`clock_timestamp()`,
    })
    .where("run_id", "in", ids)
    .where("status", "in", ["running", "waiting"])
    .execute();
  await expireApprovals(trx, ids);
  return Number(ended.numUpdatedRows);
}
