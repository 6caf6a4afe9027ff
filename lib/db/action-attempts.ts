import { sql } from "kysely";

import type { AttemptStatus, OfferedValues } from "@/lib/contracts/action";
import { cutText, toJson } from "@/lib/core/storable";

import type { Transaction } from "./database";

/** An object of a connected account. */
export interface AttemptTarget {
  readonly workspaceId: string;
  readonly connectionId: string;
  /** Type and id of the object. */
  readonly type: string;
  readonly objectId: string;
}

/** What a person did to an object, from before the request left. */
export interface AttemptRow extends AttemptTarget {
  /** Also the idempotency key at the provider. */
  readonly id: string;
  readonly action: string;
  readonly basis: string;
  /** "Refund $20.00" */
  readonly summary: string;
  readonly note: string | null;
  /** Key of the operation, without the provider. */
  readonly operation: string;
  readonly input: unknown;
  readonly planHash: string;
  /** What the person entered. */
  readonly values: OfferedValues;
  /** What it gives away, in minor units; `null` for nothing. */
  readonly amount: number | null;
  /** Lower-case ISO code. */
  readonly currency: string | null;
  readonly status: AttemptStatus;
  readonly problem: string | null;
  readonly createdBy: string | null;
  /** The second person; `null` where none was needed, or while one is. */
  readonly decidedBy: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date;
  /** True if its outcome is not known, and the provider may have forgotten its key, so that only people can tell. */
  readonly isForgotten: boolean;
}

export type NewAttempt = Omit<
  AttemptRow,
  "status" | "problem" | "createdAt" | "sentAt" | "createdBy" | "decidedBy" | "isForgotten"
> & {
  readonly status: "sending" | "waiting";
  readonly createdBy: string;
};

const ATTEMPT = sql`a.id, a.workspace_id as "workspaceId", a.connection_id as "connectionId", a.action, a.type,
  a.object_id as "objectId", a.basis, a.summary, a.note, a.operation, a.input, a.plan_hash as "planHash",
  a.form_values as "values", a.amount::float8 as amount, a.currency, a.status, a.problem, a.created_by as "createdBy",
  a.decided_by as "decidedBy", a.created_at as "createdAt", a.sent_at as "sentAt",
  a.status in ('sending', 'unknown') and a.begun_at <= clock_timestamp() - interval '20 hours' as "isForgotten"`;

/** The database's clock, with which {@link beginAttempt} compares. Service role. */
export async function readingAt(trx: Transaction): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(trx);
  return rows[0]?.at ?? new Date(0);
}

/**
 * Stores that a request is about to leave, or waits for a second person. Returns false if another one of the same action on
 * the object is open, or ended after `readAt`, when the state that this one is based on was read. Service role.
 */
export async function beginAttempt(
  trx: Transaction,
  attempt: NewAttempt,
  readAt: Date,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    insert into public.action_attempts (id, workspace_id, connection_id, action, type, object_id, basis, summary, note, operation, input, plan_hash, form_values, amount,
      currency, status, created_by)
    select ${attempt.id}, ${attempt.workspaceId}, ${attempt.connectionId}, ${attempt.action}, ${attempt.type}, ${attempt.objectId},
      ${attempt.basis}, ${cutText(attempt.summary, 300)}, ${attempt.note}, ${attempt.operation}, ${toJson(attempt.input)}::jsonb,
      ${attempt.planHash}, ${toJson(attempt.values)}::jsonb, ${attempt.amount}::bigint, ${attempt.currency}, ${attempt.status}, ${attempt.createdBy}
    where not exists (select from public.action_attempts o
      where o.connection_id = ${attempt.connectionId} and o.type = ${attempt.type} and o.object_id = ${attempt.objectId}
        and o.action = ${attempt.action} and (o.status in ('waiting', 'sending', 'unknown') or o.finished_at >= ${readAt} and o.status = 'succeeded'))
    on conflict do nothing`.execute(trx);
  return numAffectedRows === 1n;
}

/** Finds an attempt by its id; `undefined` if there is none in the workspace. */
export async function findAttempt(
  trx: Transaction,
  workspaceId: string,
  id: string,
): Promise<AttemptRow | undefined> {
  const { rows } = await sql<AttemptRow>`
    select ${ATTEMPT} from public.action_attempts a where a.workspace_id = ${workspaceId} and a.id = ${id}`.execute(
    trx,
  );
  return rows[0];
}

/** Lists what was done to an object, newest first. */
export async function attemptsOn(
  trx: Transaction,
  { connectionId, type, objectId }: AttemptTarget,
): Promise<AttemptRow[]> {
  const { rows } = await sql<AttemptRow>`
    select ${ATTEMPT} from public.action_attempts a
    where a.connection_id = ${connectionId} and a.type = ${type} and a.object_id = ${objectId}
    order by a.created_at desc limit 50`.execute(trx);
  return rows;
}

/** A provider knows keys for a day. Sending one later would do it again. Source: docs.stripe.com/api/idempotent_requests, read 2026-11. */
const IS_KEY_KNOWN = sql`begun_at > clock_timestamp() - interval '20 hours'`;

/**
 * Takes an open attempt to send its request again, unless it was sent less than `afterMs` ago, or is so old that the provider
 * may have forgotten its key. Service role.
 */
export async function takeAttempt(
  trx: Transaction,
  id: string,
  afterMs: number,
): Promise<AttemptRow | undefined> {
  const { rows } = await sql<AttemptRow>`
    update public.action_attempts a set sent_at = clock_timestamp(), status = 'sending'
    where a.id = ${id} and a.status in ('sending', 'unknown')
      and a.sent_at <= clock_timestamp() - ${afterMs} * interval '1 millisecond' and ${IS_KEY_KNOWN}
    returning ${ATTEMPT}`.execute(trx);
  return rows[0];
}

/** Stores how an attempt ended, unless that is known already. A success counts more than an earlier refusal. Service role. */
export async function endAttempt(
  trx: Transaction,
  id: string,
  {
    status,
    problem,
  }: { readonly status: "succeeded" | "failed" | "unknown"; readonly problem: string | null },
): Promise<void> {
  await sql`
    update public.action_attempts set status = ${status}, problem = ${problem === null ? null : cutText(problem, 2000)},
      finished_at = case when ${status} = 'unknown' then null else clock_timestamp() end
    where id = ${id} and (status in ('sending', 'unknown') or status = 'failed' and ${status} = 'succeeded')`.execute(
    trx,
  );
}

/** Stores what a person found out about an attempt that is forgotten. Returns it; `undefined` if it is not. Service role. */
export async function settleAttempt(
  trx: Transaction,
  { id, workspaceId }: Pick<AttemptRow, "id" | "workspaceId">,
  { status, problem }: { readonly status: "succeeded" | "failed"; readonly problem: string },
): Promise<AttemptRow | undefined> {
  const { rows } = await sql<AttemptRow>`
    update public.action_attempts a set status = ${status}, problem = ${problem}, finished_at = clock_timestamp()
    where a.id = ${id} and a.workspace_id = ${workspaceId} and a.status in ('sending', 'unknown') and not (${IS_KEY_KNOWN})
    returning ${ATTEMPT}`.execute(trx);
  return rows[0];
}

/** Open attempts that nobody has sent for `afterMs`, the oldest first. Those with a key that may be forgotten are left to people. Service role. */
export async function forgottenAttempts(
  trx: Transaction,
  { afterMs, limit }: { readonly afterMs: number; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from public.action_attempts where status in ('sending', 'unknown')
      and sent_at <= clock_timestamp() - ${afterMs} * interval '1 millisecond' and ${IS_KEY_KNOWN}
    order by sent_at limit ${limit}`.execute(trx);
  return rows.map(({ id }) => id);
}

/** Lists what waits for a second person, the oldest first. */
export async function waitingAttempts(
  trx: Transaction,
  workspaceId: string,
  limit: number,
): Promise<AttemptRow[]> {
  const { rows } = await sql<AttemptRow>`
    select ${ATTEMPT} from public.action_attempts a where a.workspace_id = ${workspaceId} and a.status = 'waiting'
    order by a.created_at limit ${limit}`.execute(trx);
  return rows;
}

/** Ends what has waited for a second person for seven days. Service role. */
export async function expireWaiting(trx: Transaction): Promise<void> {
  await sql`
    update public.action_attempts set status = 'failed', problem = 'Nobody approved it within seven days.', finished_at = now()
    where status = 'waiting' and created_at < now() - interval '7 days'`.execute(trx);
}

/** How a second person, or a state that changed meanwhile, decides about an attempt that waits. */
interface Decision {
  readonly id: string;
  readonly workspaceId: string;
  readonly by: string;
  /** `failed`: it cannot be done any more. */
  readonly to: "sending" | "denied" | "failed";
  readonly problem: string | null;
}

/** Decides about an attempt that waits. Returns it; `undefined` if somebody decided before. Service role. */
export async function decideAttempt(
  trx: Transaction,
  { id, workspaceId, by, to, problem }: Decision,
): Promise<AttemptRow | undefined> {
  const { rows } = await sql<AttemptRow>`
    update public.action_attempts a set status = ${to}, decided_by = ${by}, problem = ${problem}, begun_at = clock_timestamp(),
      sent_at = clock_timestamp(), finished_at = case when ${to} = 'sending' then null else clock_timestamp() end
    where a.id = ${id} and a.workspace_id = ${workspaceId} and a.status = 'waiting' returning ${ATTEMPT}`.execute(
    trx,
  );
  return rows[0];
}

/**
 * Takes the objects and the words of people out of attempts on objects that are erased; the record of what was done stays. One
 * that waits for a second person is over. The request of one whose outcome is not known stays, to find it out. Service role.
 */
export async function forgetAttempts(
  trx: Transaction,
  connectionId: string,
  ids: readonly string[],
): Promise<void> {
  await sql`
    update public.action_attempts set note = null, form_values = '{}', object_id = 'erased ' || id,
      input = case when status in ('sending', 'unknown') then input else '{}' end,
      problem = case when status = 'waiting' then 'The customer was erased.' end,
      finished_at = case when status = 'waiting' then clock_timestamp() else finished_at end,
      status = case when status = 'waiting' then 'failed' else status end
    where connection_id = ${connectionId} and object_id = any (${[...ids]}::text[])`.execute(trx);
}
