import { sql } from "kysely";

import type { Transaction } from "./database";
import { COPIED, type CopiedObject } from "./objects";

const LIMIT = 40;
/** Objects of one type in an answer, so that a customer's many payments do not crowd out the customer. */
const LIMIT_BY_TYPE = 8;
/** At most this many tokens of a word are read, so that a common word is as quick as a rare one. */
const MAX_TOKENS = 500;

/**
 * Finds objects by their tokens: those that have one of `exact` whole, newest first, then those with a token that begins with
 * `prefix`. Returns at most eight of each type.
 */
export async function searchObjects(
  trx: Transaction,
  connectionId: string,
  { exact, prefix }: { readonly exact: readonly string[]; readonly prefix: string },
): Promise<CopiedObject[]> {
  const { rows } = await sql<CopiedObject>`
    with whole as (
      select t.type, t.id, t.created, 0 as rank from unnest(${[...exact]}::text[]) as w (token)
      cross join lateral (select n.type, n.id, n.created from public.object_tokens n
        where n.connection_id = ${connectionId} and n.token = w.token collate "C" order by n.created desc limit ${MAX_TOKENS}) t),
    prefixed as (
      select p.type, p.id, p.created, 1 as rank from (
        select n.type, n.id, n.created from public.object_tokens n
        where n.connection_id = ${connectionId} and n.token > ${prefix} and n.token < ${`${prefix}\u{10FFFF}`}
        limit ${prefix === "" ? 0 : MAX_TOKENS}) p),
    each as (
      select type, id, min(rank) as rank, max(created) as created from (select * from whole union all select * from prefixed) u
      group by 1, 2),
    found as (
      select type, id, rank, created from (
        select e.*, row_number() over (partition by e.type order by e.rank, e.created desc) as place from each e) p
      where p.place <= ${LIMIT_BY_TYPE} order by rank, created desc limit ${LIMIT})
    select ${COPIED} from found f join public.objects o
      on o.connection_id = ${connectionId} and o.type = f.type and o.id = f.id
    where not o.deleted order by f.rank, f.created desc`.execute(trx);
  return rows;
}

/** Finds objects of any of these types whose id begins with a text. */
export async function objectsByIdPrefix(
  trx: Transaction,
  connectionId: string,
  types: readonly string[],
  prefix: string,
): Promise<CopiedObject[]> {
  const { rows } = await sql<CopiedObject>`
    select found.* from unnest(${[...types]}::text[]) as w (type)
    cross join lateral (select ${COPIED} from public.objects o
      where o.connection_id = ${connectionId} and o.type = w.type collate "C" and o.id >= ${prefix} and o.id < ${`${prefix}\u{10FFFF}`}
      order by o.id limit 5) found limit ${LIMIT}`.execute(trx);
  return rows;
}
