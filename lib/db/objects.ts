import { sql } from "kysely";

import { PAID_STATUSES } from "@/lib/contracts/outcomes";
import { toJson } from "@/lib/core/storable";
import type { ObjectColumns, ObjectData, ObjectKey } from "@/lib/providers/objects";

import type { Transaction } from "./database";

/** API version of rows that are computed from other rows. */
export const DERIVED = "derived";

/** One state of an object of a connection, ready for the copy. */
export interface StoredState extends ObjectKey {
  readonly columns: ObjectColumns;
  readonly data: ObjectData;
  readonly apiVersion: string;
  /** Whole second of the provider's clock for which the state is known to be true. */
  readonly sourceTime: Date;
  readonly deleted: boolean;
  /** The values that an event says it replaced. */
  readonly previous: ObjectData | null;
}

/** A state with the words by which search finds it, folded, each once and at most 80 characters long. */
export interface SearchedState extends StoredState {
  readonly tokens: readonly string[];
}

/** A connection whose copy is written. */
export interface Place {
  readonly workspaceId: string;
  readonly connectionId: string;
}

/** Makes this transaction the only writer of a connection's copy until it ends. Service role. */
export async function lockCopy(trx: Transaction, connectionId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`objects|${connectionId}`}, 0))`.execute(
    trx,
  );
}

/**
 * Writes states, with their search words, unless the copy holds a newer one. States of the same second that differ are also
 * listed for a read at the provider. Call {@link lockCopy} first. Returns the objects that were written. Service role.
 */
export async function applyObjects(
  trx: Transaction,
  { workspaceId, connectionId }: Place,
  states: readonly SearchedState[],
): Promise<ObjectKey[]> {
  if (states.length === 0) return [];
  const rows = states.map(({ columns, data, previous, ...state }) => ({
    workspace: workspaceId,
    connection: connectionId,
    ...state,
    ...columns,
    data,
    previous,
  }));
  const { rows: written } = await sql<ObjectKey>`
    select type, id from private.apply_objects(${toJson(rows, 40)}::jsonb)`.execute(trx);
  return written;
}

/** An object as the copy holds it. */
export interface CopiedObject extends ObjectKey {
  readonly created: Date;
  readonly status: string | null;
  readonly customer: string | null;
  readonly currency: string | null;
  readonly amount: number | null;
  readonly parent: string | null;
  readonly method: string | null;
  readonly label: string | null;
  readonly data: Record<string, unknown>;
  readonly deleted: boolean;
  readonly sourceTime: Date;
  readonly syncedAt: Date;
}

export const COPIED = sql`o.type, o.id, o.created, o.status, o.customer, o.currency, o.amount, o.parent, o.method, o.label, o.data,
  o.deleted, o.source_time as "sourceTime", o.synced_at as "syncedAt"`;

/** Reads objects by their keys. */
export async function objectsByKey(
  trx: Transaction,
  connectionId: string,
  keys: readonly ObjectKey[],
): Promise<CopiedObject[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<CopiedObject>`
    select ${COPIED} from unnest(${keys.map(({ type }) => type)}::text[], ${keys.map(({ id }) => id)}::text[]) as k (type, id)
    join public.objects o on o.connection_id = ${connectionId} and o.type = k.type collate "C" and o.id = k.id collate "C"`.execute(
    trx,
  );
  return rows;
}

/** Reads the objects of these types whose id or parent is one of `ids`. */
export async function relatedObjects(
  trx: Transaction,
  connectionId: string,
  types: readonly string[],
  ids: readonly string[],
): Promise<CopiedObject[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<CopiedObject>`
    select ${COPIED} from public.objects o
    where o.connection_id = ${connectionId} and o.type = any (${[...types]}::text[]) and not o.deleted
      and o.id = any (${[...ids]}::text[])
    union all
    select ${COPIED} from public.objects o
    where o.connection_id = ${connectionId} and o.parent = any (${[...ids]}::text[])
      and o.type = any (${[...types]}::text[]) and not o.deleted and o.id <> all (${[...ids]}::text[])`.execute(
    trx,
  );
  return rows;
}

/** Reads up to 200 objects whose parent is one of `ids`, newest first. */
export async function objectsByParent(
  trx: Transaction,
  connectionId: string,
  ids: readonly string[],
): Promise<CopiedObject[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<CopiedObject>`
    select ${COPIED} from public.objects o where o.connection_id = ${connectionId} and o.parent = any (${[...ids]}::text[])
    and not o.deleted order by o.created desc limit 200`.execute(trx);
  return rows;
}

/** Reads the newest objects of a customer, up to `limit` of each type. */
export async function objectsOfCustomer(
  trx: Transaction,
  connectionId: string,
  customer: string,
  { types, limit }: { readonly types: readonly string[]; readonly limit: number },
): Promise<CopiedObject[]> {
  const { rows } = await sql<CopiedObject>`
    select found.* from unnest(${[...types]}::text[]) as w (type)
    cross join lateral (select ${COPIED} from public.objects o
      where o.connection_id = ${connectionId} and o.customer = ${customer} and o.type = w.type collate "C" and not o.deleted
      order by o.created desc, o.id desc limit ${limit}) found`.execute(trx);
  return rows;
}

/** The sum that a customer has paid so far, less refunds, by currency. */
export async function paidByCustomer(
  trx: Transaction,
  connectionId: string,
  customer: string,
): Promise<{ currency: string; count: number; sum: number }[]> {
  const { rows } = await sql<{ currency: string; count: number; sum: number }>`
    select o.currency, count(*)::int as count,
      sum(coalesce((o.data ->> 'amountCaptured')::bigint, 0) - coalesce((o.data ->> 'amountRefunded')::bigint, 0))::bigint as sum
    from public.objects o where o.connection_id = ${connectionId} and o.customer = ${customer} and o.type = 'payment'
      and o.status = any (${[...PAID_STATUSES]}::text[]) and not o.deleted
    group by 1 order by 2 desc`.execute(trx);
  return rows;
}
