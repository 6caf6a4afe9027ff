import { sql } from "kysely";

import type { ObjectData, ObjectKey } from "@/lib/providers/objects";

import type { Database, Transaction } from "./database";

/** A state that an event brought. */
export interface ObjectChange extends ObjectKey {
  readonly seq: number;
  readonly sourceTime: Date;
  readonly deleted: boolean;
  readonly apiVersion: string | null;
  readonly object: ObjectData | null;
  readonly previous: ObjectData | null;
}

/** Lists connections with states or reads that are due, up to `limit`, in random order. Service role. */
export async function connectionsToSync(db: Database, limit: number): Promise<string[]> {
  const rows = await db.serviceQuery<{ id: string }>(
    `select c.id from public.connections c
     where c.status <> 'revoked' and (exists (select from private.object_changes h where h.connection_id = c.id)
       or exists (select from private.object_refetches r where r.connection_id = c.id and r.not_before <= now()))
     order by random() limit $1`,
    [limit],
  );
  return rows.map(({ id }) => id);
}

/**
 * True if the copy of a connection lacks what events up to a position of the log told of these types: a state that is not
 * applied, or a first read that is due or under way. Service role.
 */
export async function lagsBehind(
  db: Pick<Database, "serviceQuery">,
  connectionId: string,
  { seq, types }: { readonly seq: number; readonly types: readonly string[] },
): Promise<boolean> {
  const rows = await db.serviceQuery<{ lags: boolean }>(
    `select exists (select from private.object_changes h where h.connection_id = $1 and h.seq <= $2 and h.type = any ($3::text[]))
       or exists (select from private.object_refetches r where r.connection_id = $1 and r.type = any ($3::text[])
         and (r.attempts = 0 and r.not_before <= now() or r.attempts = 1 and r.not_before > now() + interval '25 seconds'))
       as lags`,
    [connectionId, seq, types],
  );
  return rows[0]?.lags ?? false;
}

/** Removes the oldest states of a connection and returns them in the order of the log. Service role. */
export async function takeChanges(
  trx: Transaction,
  connectionId: string,
  limit: number,
): Promise<ObjectChange[]> {
  const { rows } = await sql<ObjectChange>`
    with taken as (
      delete from private.object_changes h where h.connection_id = ${connectionId} and h.seq in (
        select n.seq from private.object_changes n where n.connection_id = ${connectionId} order by n.seq limit ${limit})
      returning h.*)
    select t.seq, t.type, t.id, t.source_time as "sourceTime", t.deleted, t.api_version as "apiVersion", t.object, t.previous
    from taken t order by t.seq`.execute(trx);
  return rows;
}

/** Lists objects for a read at the provider. An earlier time of an entry that exists is put off. Service role. */
export async function listForRead(
  trx: Transaction,
  connectionId: string,
  keys: readonly ObjectKey[],
  { reason, notBefore }: { reason: string; notBefore: Date },
): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    insert into private.object_refetches as r (connection_id, type, id, reason, not_before)
    select distinct ${connectionId}::uuid, x.type, x.id, ${reason}, ${notBefore}::timestamptz
    from unnest(${keys.map(({ type }) => type)}::text[], ${keys.map(({ id }) => id)}::text[]) as x (type, id)
    on conflict (connection_id, type, id) do update set not_before = greatest(r.not_before, excluded.not_before)`.execute(
    trx,
  );
}

/** Objects whose read is due, the longest waiting first; they are put off, so that other workers leave them alone. Service role. */
export async function claimReads(
  trx: Transaction,
  connectionId: string,
  limit: number,
): Promise<(ObjectKey & { attempts: number; notBefore: Date })[]> {
  const { rows } = await sql<ObjectKey & { attempts: number; notBefore: Date }>`
    update private.object_refetches r
    set attempts = r.attempts + 1, not_before = now() + least(3600, 30 * power(2, r.attempts)) * interval '1 second'
    from (select d.connection_id, d.type, d.id from private.object_refetches d
      where d.connection_id = ${connectionId} and d.not_before <= now() order by d.not_before limit ${limit}
      for update skip locked) due
    where r.connection_id = due.connection_id and r.type = due.type and r.id = due.id
    returning r.type, r.id, r.attempts, r.not_before as "notBefore"`.execute(trx);
  return rows;
}

/** Ends reads, except of objects that were listed again meanwhile. Service role. */
export async function endReads(
  trx: Transaction,
  connectionId: string,
  reads: readonly (ObjectKey & { notBefore: Date })[],
): Promise<void> {
  if (reads.length === 0) return;
  await sql`
    delete from private.object_refetches r
    using unnest(${reads.map(({ type }) => type)}::text[], ${reads.map(({ id }) => id)}::text[],
      ${reads.map(({ notBefore }) => notBefore)}::timestamptz[]) as x (type, id, not_before)
    where r.connection_id = ${connectionId} and r.type = x.type and r.id = x.id
      and date_trunc('milliseconds', r.not_before) = x.not_before`.execute(trx);
}
