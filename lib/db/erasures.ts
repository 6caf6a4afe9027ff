import { sql } from "kysely";

import { toJson } from "@/lib/core/storable";
import type { ObjectKey } from "@/lib/providers/objects";

import { forgetAttempts } from "./action-attempts";
import type { Database, Transaction } from "./database";
import type { Place, StoredState } from "./objects";
import { forgetSubscriptionStates } from "./subscription-states";
import { forgetUnstored } from "./unstored-objects";

/** Number of erased rows by type of object, and of redacted `events`, `runs` and `audit` rows. */
export type ErasureCounts = Readonly<Record<string, number>>;

/** The erasure of one customer. Nothing in it identifies the customer. */
export interface Erasure {
  readonly id: string;
  readonly connectionId: string;
  /** Keyed hash of the customer's id, hexadecimal. */
  readonly hash: string;
  /** User id of the person who asked for it; `null` if that account no longer exists. */
  readonly requestedBy: string | null;
  readonly requestedAt: Date;
  /** `null` while events and runs are still searched. */
  readonly finishedAt: Date | null;
  readonly counts: ErasureCounts;
  /** Automations that named the customer in a version that was in use. */
  readonly automations: readonly string[];
}

const ERASURE = sql`e.id, e.connection_id as "connectionId", encode(e.hash, 'hex') as hash, e.requested_by as "requestedBy",
  e.requested_at as "requestedAt", e.finished_at as "finishedAt", e.counts, e.automations`;

/** Finds the erasure of a customer; `undefined` if there was none. Service role. */
export async function findErasure(
  trx: Transaction,
  { workspaceId, connectionId }: Place,
  customer: string,
): Promise<Erasure | undefined> {
  const { rows } = await sql<Erasure>`
    select ${ERASURE} from private.erasures e join private.erasure_keys k on k.workspace_id = e.workspace_id
    where e.workspace_id = ${workspaceId} and e.connection_id = ${connectionId}
      and e.hash = private.erasure_hash(k.key, ${customer})`.execute(trx);
  return rows[0];
}

/** True if a customer of the connection was erased. Service role. */
export async function hasErasures(
  trx: Transaction,
  { workspaceId, connectionId }: Place,
): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from private.erasures e
      where e.workspace_id = ${workspaceId} and e.connection_id = ${connectionId}) as found`.execute(
    trx,
  );
  return rows[0]?.found ?? false;
}

/** Reads an erasure by its id. Service role. */
export async function erasureById(trx: Transaction, id: string): Promise<Erasure | undefined> {
  const { rows } =
    await sql<Erasure>`select ${ERASURE} from private.erasures e where e.id = ${id}`.execute(trx);
  return rows[0];
}

/**
 * Deletes objects with these ids, all objects of a customer with one of these ids, and everything below them, with their
 * search words and pending reads, and takes what people wrote out of their actions on them. Call `lockCopy` first. Returns the deleted objects. Service role.
 */
export async function forgetObjects(
  trx: Transaction,
  connectionId: string,
  types: readonly string[],
  ids: readonly string[],
): Promise<ObjectKey[]> {
  const { rows } = await sql<ObjectKey>`
    select type, id from private.forget_objects(${connectionId}, ${[...types]}::text[], ${[...ids]}::text[])`.execute(
    trx,
  );
  const gone = [...ids, ...rows.map(({ id }) => id)];
  await forgetUnstored(trx, connectionId, gone);
  await forgetSubscriptionStates(trx, connectionId, gone);
  await forgetAttempts(trx, connectionId, gone);
  return rows;
}

/** Finds payments and invoices without a customer that carry an e-mail address. */
export async function guestObjects(
  trx: Transaction,
  connectionId: string,
  emailToken: string,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select o.id from public.object_tokens t
    join public.objects o on o.connection_id = t.connection_id and o.type = t.type and o.id = t.id
    where t.connection_id = ${connectionId} and t.token = ${emailToken} collate "C" and o.customer is null and o.type <> 'customer'`.execute(
    trx,
  );
  return rows.map(({ id }) => id);
}

interface NewErasure extends Place {
  readonly customer: string;
  readonly requestedBy: string;
  /** Lower-case texts that identify the customer in events: the e-mail address, the phone number. */
  readonly words: readonly string[];
  /** Lower-case names and addresses by which saved views may name the customer. */
  readonly names: readonly string[];
  /** Today in the account's time zone, on which the customer's recurring revenue ends. */
  readonly day: string;
}

/**
 * Stores that a customer is erased, suppresses the ids of the customer and of the deleted objects, removes the customer from
 * the rows of revenue, and deletes saved views that name the customer. Waits for events that are being appended, so that all later ones are redacted on arrival. Service role.
 */
export async function insertErasure(
  trx: Transaction,
  { workspaceId, connectionId, customer, requestedBy, words, names, day }: NewErasure,
  erased: readonly ObjectKey[],
): Promise<string> {
  await sql`insert into private.erasure_keys (workspace_id) values (${workspaceId}) on conflict do nothing`.execute(
    trx,
  );
  const ids = [customer, ...erased.map(({ id }) => id)];
  await sql`select private.suppress(${workspaceId}, ${connectionId}, ${ids}::text[])`.execute(trx);
  const full = names.filter((name) => name.includes(" "));
  const { rows: gone } = await sql<{ views: number }>`
    select private.forget_views(${workspaceId}, ${ids}::text[], ${[...words, ...full]}::text[], ${[...names]}::text[]) as views`.execute(
    trx,
  );
  const views = gone[0]?.views ?? 0;
  const counts = {
    ...Object.fromEntries(
      [...Map.groupBy(erased, ({ type }) => type)].map(([type, keys]) => [type, keys.length]),
    ),
    ...(views > 0 && { views }),
  };
  const { rows } = await sql<{ id: string; alias: string }>`
    insert into private.erasures (workspace_id, connection_id, hash, requested_by, words, counts)
    select ${workspaceId}, ${connectionId}, private.erasure_hash(k.key, ${customer}), ${requestedBy}, ${[...words]}::text[],
      ${toJson(counts)}::jsonb
    from private.erasure_keys k where k.workspace_id = ${workspaceId}
    returning id, 'erased:' || left(encode(hash, 'hex'), 16) as alias`.execute(trx);
  const { id = "", alias = "" } = rows[0] ?? {};
  await sql`delete from private.mrr_gaps where connection_id = ${connectionId} and customer = ${customer}`.execute(
    trx,
  );
  await sql`select private.end_mrr(${connectionId}, ${customer}, ${alias}, ${day}::date)`.execute(
    trx,
  );
  await sql`select from mesh.stream where workspace_id = ${workspaceId} for update`.execute(trx);
  return id;
}

/** Lists erasures that have not finished, the oldest first. Service role. */
export async function openErasures(trx: Transaction, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from private.erasures where finished_at is null order by requested_at limit ${limit}`.execute(
    trx,
  );
  return rows.map(({ id }) => id);
}

export type ErasurePhase = "events" | "runs" | "audit" | "done";

/** Locks an erasure that has not finished for this transaction; `null` if another process has it or it has finished. Service role. */
export async function lockErasure(
  trx: Transaction,
  id: string,
): Promise<{ readonly phase: ErasurePhase; readonly workspaceId: string } | null> {
  const { rows } = await sql<{ phase: ErasurePhase; workspaceId: string }>`
    select phase, workspace_id as "workspaceId" from private.erasures where id = ${id} and finished_at is null
    for update skip locked`.execute(trx);
  return rows[0] ?? null;
}

/** Redacts the next events of the log. Returns false if there are no more. Service role. */
export async function redactEvents(trx: Transaction, id: string, limit: number): Promise<boolean> {
  const { rows } = await sql<{ more: boolean }>`
    select private.redact_events(${id}, ${limit}) as more`.execute(trx);
  return rows[0]?.more ?? false;
}

/** Takes the next runs of the workspace, oldest first; none if all were searched. Service role. */
export async function takeRuns(trx: Transaction, id: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with page as (
      select r.id, r.created_at from private.erasures e
      join lateral (select n.id, n.created_at from public.runs n
        where n.workspace_id = e.workspace_id and (n.created_at, n.id) > (e.run_at, e.run_id)
        order by n.created_at, n.id limit ${limit}) r on true
      where e.id = ${id}),
    moved as (
      update private.erasures e set run_at = l.created_at, run_id = l.id
      from (select * from page order by created_at desc, id desc limit 1) l where e.id = ${id} returning 1)
    select p.id from page p where (select count(*) from moved) > 0 order by p.created_at, p.id`.execute(
    trx,
  );
  return rows.map((row) => row.id);
}

/** Finds which of these runs are about an erased customer and were not redacted. Service role. */
export async function runsAboutErased(
  trx: Transaction,
  id: string,
  runs: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select r as id from private.runs_about_erased(${id}, ${[...runs]}::uuid[]) r`.execute(trx);
  return rows.map((row) => row.id);
}

/** Removes personal data from runs that have ended and from the events that they caused. Service role. */
export async function redactRuns(
  trx: Transaction,
  id: string,
  runs: readonly string[],
): Promise<void> {
  await sql`select private.redact_runs(${id}, ${[...runs]}::uuid[])`.execute(trx);
}

/** Takes ids of erased customers out of the next rows of the audit log. Returns false if there are no more. Service role. */
export async function redactAudit(trx: Transaction, id: string, limit: number): Promise<boolean> {
  const { rows } = await sql<{ more: boolean }>`
    select private.redact_audit(${id}, ${limit}) as more`.execute(trx);
  return rows[0]?.more ?? false;
}

/**
 * Takes the customer out of versions of automations that nothing runs any more, and notes the automations whose version in
 * use still names the customer. Service role.
 */
export async function redactAutomations(trx: Transaction, id: string): Promise<void> {
  await sql`select private.redact_automations(${id})`.execute(trx);
}

/** Lists those of these automations that nobody has saved since the erasure. Service role. */
export async function unchangedAutomations(
  trx: Transaction,
  { automations, finishedAt }: Pick<Erasure, "automations" | "finishedAt">,
): Promise<{ id: string; name: string }[]> {
  if (automations.length === 0 || finishedAt === null) return [];
  const { rows } = await sql<{ id: string; name: string }>`
    select a.id, a.name from public.automations a where a.id = any (${[...automations]}::uuid[]) and exists (
      select from public.automation_versions v where v.automation_id = a.id and v.created_at <= ${finishedAt}
        and (v.version = a.latest_version or v.version = a.live_version))
    order by a.name, a.id`.execute(trx);
  return rows;
}

/** The time of the last erasure in a workspace; `null` if there was none. Browsers then forget what they kept of customers. */
export async function lastErasureAt(
  db: Pick<Database, "serviceQuery">,
  workspaceId: string,
): Promise<Date | null> {
  const rows = await db.serviceQuery<{ at: Date | null }>(
    "select max(requested_at) as at from private.erasures where workspace_id = $1",
    [workspaceId],
  );
  return rows[0]?.at ?? null;
}

/** Waits until runs that are being started for events of the workspace are stored. Service role. */
export async function awaitDispatch(trx: Transaction, workspaceId: string): Promise<void> {
  await sql`select from mesh.cursor where workspace_id = ${workspaceId} for update`.execute(trx);
}

/** Moves an erasure to its next phase; the last one ends it and forgets the customer's address. Service role. */
export async function setErasurePhase(
  trx: Transaction,
  id: string,
  phase: ErasurePhase,
): Promise<void> {
  await sql`update private.erasures set phase = ${phase},
      words = case when ${phase} = 'done' then '{}' else words end,
      finished_at = case when ${phase} = 'done' then clock_timestamp() end
    where id = ${id}`.execute(trx);
}

/** Texts in which an object names itself and what it belongs to. */
const refsOf = ({ id, columns: { customer, parent }, data }: StoredState): string[] =>
  [
    id,
    customer,
    parent,
    ...Object.values(data).map((value) =>
      typeof value === "object" && value !== null && "id" in value ? value.id : value,
    ),
  ].filter((value): value is string => typeof value === "string" && value.length <= 300);

/**
 * Finds states that must not enter the copy, because they are of an erased customer or of what belongs to one, and notes
 * their ids, so that what belongs to these is found later. Service role.
 */
export async function suppressedStates(
  trx: Transaction,
  { workspaceId, connectionId }: Place,
  states: readonly StoredState[],
): Promise<ObjectKey[]> {
  if (states.length === 0) return [];
  const rows = states.map((state) => ({ type: state.type, id: state.id, refs: refsOf(state) }));
  const { rows: found } = await sql<ObjectKey>`
    select type, id from private.suppressed_states(${workspaceId}, ${connectionId}, ${toJson(rows)}::jsonb)`.execute(
    trx,
  );
  return found;
}
