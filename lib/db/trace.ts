import { sql } from "kysely";

import type { RunStatus, StepStatus } from "@/lib/contracts/run";

import type { Database, Transaction } from "./database";
import type { RunTrigger } from "./runs";

/** An event without its data. */
export interface TracedEvent {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string | null;
  readonly time: Date;
  readonly origin: "provider" | "ui" | "automation" | "api" | "system";
  readonly causationId: string | null;
  readonly actorKind: string;
  readonly actorId: string;
}

const EVENT = `e.seq, e.id, e.type, e.source, e.subject, e.time, e.origin, e.causation_id as "causationId",
  e.actor_kind as "actorKind", e.actor_id as "actorId"`;

/** Reads events at these log positions. Uses the service role: callers must check membership first. */
export function eventsAt(
  db: Database,
  workspaceId: string,
  seqs: readonly number[],
): Promise<TracedEvent[]> {
  return db.serviceQuery<TracedEvent>(
    `select ${EVENT} from mesh.event e where e.workspace_id = $1 and e.seq = any ($2::bigint[])`,
    [workspaceId, [...seqs]],
  );
}

/** Reads the events with these causes (`run:<id>`, `run:<id>/<step>` or an event id), oldest first. Service role. */
export function eventsCausedBy(
  db: Database,
  workspaceId: string,
  causes: readonly string[],
  limit: number,
): Promise<TracedEvent[]> {
  return db.serviceQuery<TracedEvent>(
    `select ${EVENT} from mesh.event e
     where e.workspace_id = $1 and e.causation_id is not null and e.causation_id = any ($2::text[])
     order by e.seq limit $3`,
    [workspaceId, [...causes], limit],
  );
}

/** Reads events by id and source. Service role. */
export function eventsFrom(
  db: Database,
  workspaceId: string,
  ids: readonly string[],
  sources: readonly string[],
): Promise<TracedEvent[]> {
  return db.serviceQuery<TracedEvent>(
    `select ${EVENT} from unnest($2::text[]) as w (id) cross join unnest($3::text[]) as s (source)
     join mesh.inbox b on b.workspace_id = $1 and b.source = s.source and b.event_id = w.id
     join mesh.event e on e.workspace_id = $1 and e.seq = b.seq`,
    [workspaceId, [...ids], [...sources]],
  );
}

/** Finds an event by id between two log positions, because ids are not indexed. Service role. */
export async function eventNear(
  db: Database,
  workspaceId: string,
  id: string,
  [from, to]: readonly [number, number],
): Promise<TracedEvent | undefined> {
  const [row] = await db.serviceQuery<TracedEvent>(
    `select ${EVENT} from mesh.event e
     where e.workspace_id = $1 and e.seq between $3 and $4 and e.id = $2 order by e.seq desc limit 1`,
    [workspaceId, id, from, to],
  );
  return row;
}

/** A run without its data, for a trace. */
export interface TracedRun {
  readonly id: string;
  readonly automationId: string;
  readonly name: string;
  readonly version: number;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly eventSeq: number | null;
  /** Kind and id of what started it: `event:…`, `rerun:…`, `manual:…`, `schedule:…`. */
  readonly triggerKey: string;
  readonly startedBy: string | null;
  /** The triggering event without its data. */
  readonly trigger: Omit<RunTrigger, "data">;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

const RUN = sql.raw(`r.id, r.automation_id as "automationId", a.name, r.version, r.status, r.reason,
  r.event_seq as "eventSeq", r.trigger_key as "triggerKey", r.started_by as "startedBy", r.trigger - 'data' as trigger,
  r.created_at as "createdAt", r.started_at as "startedAt", r.finished_at as "finishedAt"`);

export async function tracedRun(
  trx: Transaction,
  workspaceId: string,
  id: string,
): Promise<TracedRun | undefined> {
  const { rows } = await sql<TracedRun>`
    select ${RUN} from public.runs r join public.automations a on a.id = r.automation_id
    where r.workspace_id = ${workspaceId} and r.id = ${id}`.execute(trx);
  return rows[0];
}

/** Reads the oldest runs of each event, at most `perEvent`, plus those in `keep`. */
export async function runsOfEvents(
  trx: Transaction,
  workspaceId: string,
  seqs: readonly number[],
  { perEvent, keep }: { readonly perEvent: number; readonly keep: readonly string[] },
): Promise<TracedRun[]> {
  const { rows } = await sql<TracedRun>`
    select ${RUN} from (
      select *, row_number() over (partition by event_seq order by created_at, id) as place from public.runs
      where workspace_id = ${workspaceId} and event_seq = any (${[...seqs]}::bigint[])) r
    join public.automations a on a.id = r.automation_id
    where r.place <= ${perEvent} or r.id = any (${[...keep]}::uuid[])
    order by r.created_at, r.id`.execute(trx);
  return rows;
}

export interface TracedStep {
  readonly runId: string;
  readonly key: string;
  readonly kind: string;
  readonly status: StepStatus;
  readonly reason: string | null;
  /** Id of the event that the step caused, even if the provider's webhook reported it first. */
  readonly emitted: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

const STEP = sql.raw(`s.run_id as "runId", s.key, s.kind, s.status, s.reason, s.emitted,
  s.first_at as "startedAt", s.finished_at as "finishedAt"`);

/** Reads the first steps of each run, at most `perRun`. */
export async function stepsOfRuns(
  trx: Transaction,
  workspaceId: string,
  runs: readonly string[],
  perRun: number,
): Promise<TracedStep[]> {
  const { rows } = await sql<TracedStep>`
    select ${STEP} from (
      select *, row_number() over (partition by run_id order by position, key) as place from public.steps
      where workspace_id = ${workspaceId} and run_id = any (${[...runs]}::uuid[])) s
    where s.place <= ${perRun} order by s.run_id, s.place`.execute(trx);
  return rows;
}

/** Finds the step that caused an event. */
export async function emitterOf(
  trx: Transaction,
  workspaceId: string,
  eventId: string,
): Promise<{ runId: string; key: string } | undefined> {
  const { rows } = await sql<{ runId: string; key: string }>`
    select s.run_id as "runId", s.key from public.steps s
    where s.workspace_id = ${workspaceId} and s.emitted = ${eventId} limit 1`.execute(trx);
  return rows[0];
}
