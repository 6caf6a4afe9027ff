import { sql } from "kysely";

import { runStatusSchema, type RunStatus } from "@/lib/contracts/run";
import type { MeshEvent } from "@/lib/mesh/event";

import type { Database, Transaction } from "./database";

/** A run that an event about an object started. */
export interface StartedRun {
  readonly id: string;
  readonly automation: string;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly createdAt: Date;
}

type HistoryEvent = Pick<MeshEvent, "type" | "subject" | "time" | "data"> & {
  readonly seq: number;
};

/**
 * Reads the newest events about objects of a connection. Uses the service role, because the log has no policies for people:
 * callers must check membership first.
 */
export async function eventsOfObjects(
  db: Database,
  workspaceId: string,
  { connectionId, ids }: { readonly connectionId: string; readonly ids: readonly string[] },
  limit: number,
): Promise<HistoryEvent[]> {
  const rows = await db.serviceQuery<Omit<HistoryEvent, "time"> & { time: Date }>(
    `select e.seq, e.type, e.subject, e.time, e.data from unnest($2::text[]) as w (id) cross join lateral (
       select seq, type, subject, time, data from mesh.event
       where workspace_id = $1 and subject = w.id and connection_id = $3 order by seq desc limit $4) e
     order by e.seq desc limit $4`,
    [workspaceId, [...ids], connectionId, limit],
  );
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }));
}

/** Reads the places in the log of the newest events about objects. Service role, as {@link eventsOfObjects}. */
export async function seqsOfObjects(
  db: Database,
  workspaceId: string,
  { connectionId, ids }: { readonly connectionId: string; readonly ids: readonly string[] },
  limit: number,
): Promise<number[]> {
  const rows = await db.serviceQuery<{ seq: number }>(
    `select e.seq from unnest($2::text[]) as w (id) cross join lateral (
       select seq from mesh.event
       where workspace_id = $1 and subject = w.id and connection_id = $3 order by seq desc limit $4) e
     order by e.seq desc limit $4`,
    [workspaceId, [...ids], connectionId, limit],
  );
  return rows.map(({ seq }) => seq);
}

/** Reads up to 200 runs that these events started, newest first. */
export async function runsOfEvents(
  trx: Transaction,
  workspaceId: string,
  seqs: readonly number[],
): Promise<StartedRun[]> {
  if (seqs.length === 0) return [];
  const { rows } = await sql<StartedRun>`
    select r.id, a.name as automation, r.status, r.reason, r.created_at as "createdAt" from public.runs r
    join public.automations a on a.id = r.automation_id
    where r.workspace_id = ${workspaceId} and r.event_seq = any (${[...seqs]}::bigint[]) order by r.created_at desc limit 200`.execute(
    trx,
  );
  return rows.map((row) => ({ ...row, status: runStatusSchema.parse(row.status) }));
}
