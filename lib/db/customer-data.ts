import { sql } from "kysely";

import type { MeshEvent } from "@/lib/mesh/event";
import type { ObjectKey } from "@/lib/providers/objects";

import type { Transaction } from "./database";
import type { Place } from "./objects";

/** Ids and words by which a customer is found in events and runs. */
export interface PersonalTraces extends Place {
  /** Ids of the customer and of their objects. */
  readonly ids: readonly string[];
  /** Lower-case texts: the e-mail address, the phone number. */
  readonly words: readonly string[];
}

/** A part of a search, with the place where the next one begins; `null` at the end. */
export interface Found<Row, Next> {
  readonly rows: readonly Row[];
  readonly next: Next | null;
}

/** Lists objects with these ids, all objects of a customer with one of these ids, and everything below them. */
export async function keysOfPerson(
  trx: Transaction,
  connectionId: string,
  types: readonly string[],
  ids: readonly string[],
): Promise<ObjectKey[]> {
  const { rows } = await sql<ObjectKey>`
    select type, id from private.objects_of(${connectionId}, ${[...types]}::text[], ${[...ids]}::text[]) order by 1, 2`.execute(
    trx,
  );
  return rows;
}

const EVENTS_AT_ONCE = 1000;
const RUNS_AT_ONCE = 100;

type PersonEvent = Pick<MeshEvent, "id" | "type" | "source" | "subject" | "data"> & {
  readonly seq: number;
  readonly time: Date;
};

/** Searches a part of the log, after a position, for events that name a customer. Service role. */
export async function eventsOfPerson(
  trx: Transaction,
  { workspaceId, connectionId, ids, words }: PersonalTraces,
  after: number,
): Promise<Found<PersonEvent, number>> {
  const { rows: ends } = await sql<{ last: number | null }>`
    select max(p.seq)::int8 as last from (select seq from mesh.event
      where workspace_id = ${workspaceId} and seq > ${after} order by seq limit ${EVENTS_AT_ONCE}) p`.execute(
    trx,
  );
  const last = ends[0]?.last ?? null;
  if (last === null) return { rows: [], next: null };
  const { rows } = await sql<PersonEvent>`
    select v.seq, v.id, v.type, v.source, v.subject, v.time, v.data from mesh.event v
    left join public.connections c on c.id = v.connection_id
    join public.connections own on own.id = ${connectionId}
    where v.workspace_id = ${workspaceId} and v.seq > ${after} and v.seq <= ${last}
      and (c.id is null or c.id = own.id or c.provider <> own.provider)
      and (exists (select from private.ids_in(jsonb_build_array(v.subject, v.data)) i where i = any (${[...ids]}::text[]))
        or (not v.data ? 'customer' and v.data ->> 'object' is distinct from 'customer'
          and private.has_word(v.data, ${[...words]}::text[])))
    order by v.seq`.execute(trx);
  return { rows, next: last };
}

/** A run with the parts that may hold personal data. */
interface PersonRun {
  readonly id: string;
  readonly automation: string;
  readonly status: string;
  readonly reason: string | null;
  readonly createdAt: string;
  readonly trigger: unknown;
  readonly context: unknown;
  readonly steps: unknown;
}

interface RunPlace {
  readonly createdAt: string;
  readonly id: string;
}
/** The place before all runs. */
export const FIRST_RUN: RunPlace = {
  createdAt: "-infinity",
  id: "00000000-0000-0000-0000-000000000000",
};

/** Searches the next runs of a workspace for those that name a customer. Service role. */
export async function runsOfPerson(
  trx: Transaction,
  { workspaceId, ids, words }: PersonalTraces,
  after: RunPlace,
): Promise<Found<PersonRun, RunPlace>> {
  const { rows } = await sql<PersonRun & { isFound: boolean }>`
    with page as (
      select * from public.runs r
      where r.workspace_id = ${workspaceId} and (r.created_at, r.id) > (${after.createdAt}::timestamptz, ${after.id}::uuid)
      order by r.created_at, r.id limit ${RUNS_AT_ONCE}),
    whole as (
      select p.*, (select coalesce(jsonb_agg(jsonb_build_object('key', s.key, 'kind', s.kind, 'status', s.status, 'reason', s.reason,
          'input', s.input, 'plan', s.plan, 'output', s.output) order by s.position), '[]')
        from public.steps s where s.run_id = p.id) as steps
      from page p)
    select w.id, a.name as automation, w.status, w.reason, w.created_at::text as "createdAt", w.trigger, w.context, w.steps,
      exists (select from private.ids_in(jsonb_build_array(w.trigger, w.context, w.steps)) i where i = any (${[...ids]}::text[]))
        or private.has_word(jsonb_build_array(w.trigger, w.context, w.steps), ${[...words]}::text[]) as "isFound"
    from whole w join public.automations a on a.id = w.automation_id order by w.created_at, w.id`.execute(
    trx,
  );
  const last = rows.at(-1);
  return {
    rows: rows.filter(({ isFound }) => isFound).map(({ isFound: _found, ...run }) => run),
    next: last ? { createdAt: last.createdAt, id: last.id } : null,
  };
}

/** An object that the copy could not take, as the provider gave it. */
interface UnstoredOfPerson extends ObjectKey {
  readonly problem: string;
  readonly seenAt: Date;
  /** `null` if it could not be read. */
  readonly raw: unknown;
}

const UNSTORED_AT_ONCE = 200;
/** The place before all objects that could not be stored. */
export const FIRST_UNSTORED: ObjectKey = { type: "", id: "" };

/** Searches the next objects that the copy could not take for those that are about a customer or name one. Service role. */
export async function unstoredOfPerson(
  trx: Transaction,
  { connectionId, ids, words }: PersonalTraces,
  after: ObjectKey,
): Promise<Found<UnstoredOfPerson, ObjectKey>> {
  const { rows } = await sql<UnstoredOfPerson & { isFound: boolean }>`
    select u.type, u.id, u.problem, u.seen_at as "seenAt", u.raw,
      u.id = any (${[...ids]}::text[])
        or exists (select from private.ids_in(u.raw) i where i = any (${[...ids]}::text[]))
        or private.has_word(u.raw, ${[...words]}::text[]) as "isFound"
    from private.unstored_objects u
    where u.connection_id = ${connectionId} and (u.type, u.id) > (${after.type} collate "C", ${after.id} collate "C")
    order by u.type, u.id limit ${UNSTORED_AT_ONCE}`.execute(trx);
  const last = rows.at(-1);
  return {
    rows: rows.filter(({ isFound }) => isFound).map(({ isFound: _found, ...object }) => object),
    next: last ? { type: last.type, id: last.id } : null,
  };
}
