import { sql } from "kysely";

import { cutText, storableText, toJson } from "@/lib/core/storable";
import type { ObjectKey } from "@/lib/providers/objects";

import type { Transaction } from "./database";
import type { Place } from "./objects";

/** An object that the copy could not take. */
export interface UnstoredObject extends ObjectKey {
  /** Sentence for people. */
  readonly problem: string;
  /** The object as the provider gave it; `null` if it could not be read. */
  readonly raw: unknown;
}

/** Keeps objects that could not be stored, except those that name an erased customer. Service role. */
export async function keepUnstored(
  trx: Transaction,
  { workspaceId, connectionId }: Place,
  objects: readonly UnstoredObject[],
  seenAt: Date,
): Promise<void> {
  if (objects.length === 0) return;
  const rows = objects.map(({ type, id, problem, raw }) => ({
    type: cutText(type, 60),
    id: storableText(id, 300),
    problem: storableText(problem, 500),
    raw,
  }));
  await sql`
    insert into private.unstored_objects (connection_id, type, id, problem, raw, seen_at)
    select distinct on (x.type, x.id) ${connectionId}::uuid, x.type, x.id, x.problem, nullif(x.raw, 'null'), ${seenAt}::timestamptz
    from jsonb_to_recordset(${toJson(rows, 40)}::jsonb) as x (type text, id text, problem text, raw jsonb)
    where not private.names_erased(${workspaceId}, ${connectionId}, jsonb_build_array(x.id, x.raw))
    on conflict (connection_id, type, id) do update set problem = excluded.problem, seen_at = excluded.seen_at,
      raw = coalesce(excluded.raw, private.unstored_objects.raw)`.execute(trx);
}

/** Drops entries of objects that could be stored after all. Service role. */
export async function dropUnstored(
  trx: Transaction,
  connectionId: string,
  keys: readonly ObjectKey[],
): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    delete from private.unstored_objects u
    using unnest(${keys.map(({ type }) => type)}::text[], ${keys.map(({ id }) => id)}::text[]) as x (type, id)
    where u.connection_id = ${connectionId} and u.type = x.type collate "C" and u.id = x.id collate "C"`.execute(
    trx,
  );
}

/** Drops entries that are about one of these ids or name it. Service role. */
export async function forgetUnstored(
  trx: Transaction,
  connectionId: string,
  ids: readonly string[],
): Promise<void> {
  await sql`delete from private.unstored_objects u where u.connection_id = ${connectionId}
    and (u.id = any (${[...ids]}::text[]) or exists (select from private.ids_in(u.raw) i where i = any (${[...ids]}::text[])))`.execute(
    trx,
  );
}

/** The stored objects of one type in the copy of a connection. */
export interface StoredType {
  readonly type: string;
  /** Objects that are stored and not deleted. */
  readonly rows: number;
  /** Time of the newest state, by the provider's clock. */
  readonly newest: Date | null;
  /** States that wait to be stored, and since when. */
  readonly waiting: number;
  readonly waitingSince: Date | null;
}

/** Counts what the copy of a connection holds, by type. Reads all of it. Service role. */
export async function storedTypes(trx: Transaction, connectionId: string): Promise<StoredType[]> {
  const { rows } = await sql<StoredType>`
    with stored as (
      select o.type, count(*) filter (where not o.deleted)::int as rows, max(o.source_time) as newest
      from public.objects o where o.connection_id = ${connectionId} group by 1),
    waiting as (
      select h.type, count(*)::int as waiting, min(h.source_time) as since
      from private.object_changes h where h.connection_id = ${connectionId} group by 1)
    select type, coalesce(s.rows, 0) as rows, s.newest, coalesce(w.waiting, 0) as waiting, w.since as "waitingSince"
    from stored s full join waiting w using (type)`.execute(trx);
  return rows;
}

/** Lists the newest objects that could not be stored, and how many there are. Service role. */
export async function listUnstored(
  trx: Transaction,
  connectionId: string,
  limit: number,
): Promise<{ count: number; objects: (ObjectKey & { problem: string; seenAt: Date })[] }> {
  const { rows } = await sql<ObjectKey & { problem: string; seenAt: Date; count: number }>`
    select u.type, u.id, u.problem, u.seen_at as "seenAt", count(*) over ()::int as count
    from private.unstored_objects u where u.connection_id = ${connectionId}
    order by u.seen_at desc, u.id limit ${limit}`.execute(trx);
  return {
    count: rows[0]?.count ?? 0,
    objects: rows.map(({ count: _count, ...object }) => object),
  };
}
