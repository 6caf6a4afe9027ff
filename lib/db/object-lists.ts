import { sql, type RawBuilder } from "kysely";

import type { Need } from "@/lib/contracts/needs";

import type { Transaction } from "./database";
import { expiresIn, needs, subscribes } from "./needs";
import { COPIED, type CopiedObject } from "./objects";

/** Which objects of a connection a list shows. All conditions must hold; one that is left out holds always. */
export interface ObjectFilter {
  readonly connectionId: string;
  readonly type: string;
  readonly statuses?: readonly string[] | undefined;
  readonly customer?: string | undefined;
  readonly parent?: string | undefined;
  readonly methods?: readonly string[] | undefined;
  readonly currency?: string | undefined;
  /** Minor units, inclusive. */
  readonly minAmount?: number | undefined;
  readonly maxAmount?: number | undefined;
  /** Created then or later. */
  readonly from?: Date | undefined;
  /** Created before. */
  readonly to?: Date | undefined;
  /** A folded word that search tokens begin with. */
  readonly word?: string | undefined;
  /** Key and value of the object's metadata. */
  readonly metadata?: { readonly key: string; readonly value: string } | undefined;
  /** Of payments: those that need this of a person. */
  readonly needs?: Need | undefined;
  /** Of payments: the last digits of the card or account. */
  readonly last4?: string | undefined;
  /** Of payments: made in this way. Together with `word`, one of both holds. */
  readonly shown?: { readonly name: string | null; readonly last4: string | null } | undefined;
  /** Of customers: those with a running subscription and a card that expires in this month, such as `2026-12`. */
  readonly cardExpires?: string | undefined;
}

/** A position in a list: the values of the sorted column and of the id. */
export interface ListPosition {
  readonly value: string;
  readonly id: string;
}

export interface ListPage {
  readonly sort: "created" | "amount";
  readonly descending: boolean;
  readonly limit: number;
  /** Only objects beyond this position. */
  readonly beyond?: ListPosition | undefined;
}

/** The smallest text that is greater than every text with this prefix. */
const afterPrefix = (prefix: string): string => `${prefix}\u{10FFFF}`;

type Of = Pick<ObjectFilter, "connectionId" | "type">;

const beginsWith = ({ connectionId, type }: Of, word: string) =>
  sql`o.id in (select t.id from public.object_tokens t where t.connection_id = ${connectionId}
    and t.token >= ${word} and t.token < ${afterPrefix(word)} and t.type = ${type})`;

/** The last digits are a token, among those of other texts. */
const endsWith = ({ connectionId, type }: Of, last4: string) =>
  sql`(o.id in (select t.id from public.object_tokens t where t.connection_id = ${connectionId}
    and t.token = ${last4} collate "C" and t.type = ${type}) and o.data #>> '{method,last4}' = ${last4})`;

const paidWith = (of: Of, { name, last4 }: NonNullable<ObjectFilter["shown"]>) =>
  sql`(${name === null ? sql`true` : sql`o.method = ${name}`} and ${last4 === null ? sql`true` : endsWith(of, last4)})`;

function conditions(filter: ObjectFilter): RawBuilder<unknown> {
  const { statuses, customer, parent, methods, currency, minAmount, maxAmount, from, to } = filter;
  const { word, metadata } = filter;
  const all: RawBuilder<unknown>[] = [
    sql`o.connection_id = ${filter.connectionId} and o.type = ${filter.type} and not o.deleted`,
  ];
  if (statuses) all.push(sql`o.status = any (${[...statuses]}::text[])`);
  if (customer !== undefined) all.push(sql`o.customer = ${customer}`);
  if (parent !== undefined) all.push(sql`o.parent = ${parent}`);
  if (methods) all.push(sql`o.method = any (${[...methods]}::text[])`);
  if (currency !== undefined) all.push(sql`o.currency = ${currency}`);
  if (minAmount !== undefined) all.push(sql`o.amount >= ${minAmount}`);
  if (maxAmount !== undefined) all.push(sql`o.amount <= ${maxAmount}`);
  if (from) all.push(sql`o.created >= ${from}`);
  if (to) all.push(sql`o.created < ${to}`);
  if (filter.last4 !== undefined) all.push(endsWith(filter, filter.last4));
  const texts = [
    ...(word === undefined ? [] : [beginsWith(filter, word)]),
    ...(filter.shown ? [paidWith(filter, filter.shown)] : []),
  ];
  if (texts.length > 0) all.push(sql`(${sql.join(texts, sql` or `)})`);
  if (metadata)
    all.push(sql`o.data -> 'metadata' ->> ${metadata.key}::text = ${metadata.value}::text`);
  if (filter.needs) all.push(needs(filter.needs));
  if (filter.cardExpires !== undefined)
    all.push(sql`exists (select from public.objects p where p.connection_id = o.connection_id and p.customer = o.id
      and ${expiresIn(filter.cardExpires)}) and ${subscribes(sql`o.connection_id`, sql`o.id`)}`);
  return sql.join(all, sql` and `);
}

/** Reads one page of a list, in the list's order. */
export async function listObjects(
  trx: Transaction,
  filter: ObjectFilter,
  { sort, descending, limit, beyond }: ListPage,
): Promise<CopiedObject[]> {
  const column = sql.ref(`o.${sort}`);
  const direction = descending ? sql`desc` : sql`asc`;
  const kind = sort === "created" ? sql`timestamptz` : sql`bigint`;
  const compare = descending ? sql`<` : sql`>`;
  const place = beyond
    ? sql`and (${column}, o.id) ${compare} (${beyond.value}::${kind}, ${beyond.id}::text collate "C")`
    : sql``;
  const known = sort === "amount" ? sql`and o.amount is not null` : sql``;
  const { rows } = await sql<CopiedObject>`
    select ${COPIED} from public.objects o where ${conditions(filter)} ${known} ${place}
    order by ${column} ${direction}, o.id ${direction} limit ${limit}`.execute(trx);
  return rows;
}

/** At most this many objects are counted, so that a count is always quick. */
export const MAX_COUNTED = 10_000;

export interface CurrencySum {
  /** `null`: objects without money. */
  readonly currency: string | null;
  readonly count: number;
  /** Minor units; `null` if no amount is known or counts. */
  readonly sum: number | null;
}

/** The amounts that a sum is of. */
export interface SumRule {
  readonly of: "amount" | "net";
  /** Only objects with one of these statuses are added up; `null`: all are. */
  readonly statuses: readonly string[] | null;
}

/** Counts and adds up what a filter matches, by currency; of the first {@link MAX_COUNTED} + 1 objects. */
export async function sumObjects(
  trx: Transaction,
  filter: ObjectFilter,
  { of, statuses }: SumRule,
): Promise<CurrencySum[]> {
  const value = of === "net" ? sql`(o.data ->> 'net')::bigint` : sql`o.amount`;
  const counts = statuses === null ? sql`true` : sql`o.status = any (${[...statuses]}::text[])`;
  const { rows } = await sql<CurrencySum>`
    select m.currency, count(*)::int as count, sum(m.value)::bigint as sum from (
      select o.currency, case when ${counts} then ${value} end as value
      from public.objects o where ${conditions(filter)} limit ${MAX_COUNTED + 1}) m
    group by 1 order by 2 desc`.execute(trx);
  return rows;
}

/** Counts everything that a filter matches. */
export async function countObjects(trx: Transaction, filter: ObjectFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from public.objects o where ${conditions(filter)}`.execute(trx);
  return rows[0]?.count ?? 0;
}

/** Counts objects by status, at most {@link MAX_COUNTED} + 1 of each. */
export async function countByStatus(
  trx: Transaction,
  filter: ObjectFilter,
  statuses: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ status: string; count: number }>`
    select s.status, (select count(*)::int from (
      select from public.objects o where ${conditions({ ...filter, statuses: undefined })} and o.status = s.status
      limit ${MAX_COUNTED + 1}) c) as count
    from unnest(${[...statuses]}::text[]) as s (status)`.execute(trx);
  return new Map(rows.map(({ status, count }) => [status, count]));
}

/** Names of objects of one type by id. An object without a name is left out. */
export async function namesOf(
  trx: Transaction,
  connectionId: string,
  type: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; label: string }>`
    select id, label from public.objects where connection_id = ${connectionId} and type = ${type}
      and id = any (${[...new Set(ids)]}::text[]) and label is not null`.execute(trx);
  return new Map(rows.map(({ id, label }) => [id, label]));
}
