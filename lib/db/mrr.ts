import { sql } from "kysely";

import { toJson } from "@/lib/core/storable";
import type { ObjectKey } from "@/lib/providers/objects";

import type { Database, Transaction } from "./database";
import { COPIED, type CopiedObject, type Place } from "./objects";

/** Types whose changes change the monthly value of their customer. */
const VALUED: readonly string[] = ["subscription", "invoice"];

/** Types from which it is computed. */
const SOURCES: readonly string[] = [...VALUED, "price", "coupon"];

/** A subscription that runs and whose monthly value is not known. */
export interface StoredGap {
  readonly subscription: string;
  readonly customer: string;
  readonly currency: string | null;
  readonly reason: string;
}

/** Notes that the revenue of the customers of these objects has to be computed again. Service role. */
export async function markStale(
  trx: Transaction,
  connectionId: string,
  changed: readonly ObjectKey[],
): Promise<void> {
  const keys = changed.filter(({ type }) => VALUED.includes(type));
  if (keys.length === 0) return;
  await sql`
    insert into private.mrr_stale (connection_id, customer)
    select distinct ${connectionId}::uuid, o.customer
    from unnest(${keys.map(({ type }) => type)}::text[], ${keys.map(({ id }) => id)}::text[]) as k (type, id)
    join public.objects o on o.connection_id = ${connectionId} and o.type = k.type collate "C" and o.id = k.id collate "C"
    where o.customer is not null
    on conflict do nothing`.execute(trx);
}

/**
 * Notes that the revenue of all customers of a connection has to be computed again, except of erased customers, of whom the
 * copy has nothing else. Service role.
 */
export async function markAllStale(trx: Transaction, connectionId: string): Promise<void> {
  await sql`
    insert into private.mrr_stale (connection_id, customer)
    select distinct connection_id, customer from public.objects
    where connection_id = ${connectionId} and type = 'subscription' and customer is not null
    union select distinct connection_id, customer from public.mrr_changes
    where connection_id = ${connectionId} and customer not like 'erased:%'
    on conflict do nothing`.execute(trx);
}

/** Connections with revenue to compute, whose subscriptions and invoices are imported. Service role. */
export async function connectionsWithStale(db: Database, limit: number): Promise<string[]> {
  const rows = await db.serviceQuery<{ id: string }>(
    `select c.id from public.connections c where exists (select from private.mrr_stale s where s.connection_id = c.id)
       and not exists (select from public.object_imports i where i.connection_id = c.id
         and i.type = any ($2::text[]) and i.state in ('waiting', 'running'))
     order by random() limit $1`,
    [limit, [...SOURCES]],
  );
  return rows.map(({ id }) => id);
}

/**
 * Takes customers whose revenue has to be computed again, up to `limit`; none while what it is computed from is imported.
 * Hold `lockCopy`. Service role.
 */
export async function takeStale(
  trx: Transaction,
  connectionId: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ customer: string }>`
    delete from private.mrr_stale where connection_id = ${connectionId} and customer in (
      select customer from private.mrr_stale where connection_id = ${connectionId} order by customer limit ${limit})
      and not exists (select from public.object_imports i where i.connection_id = ${connectionId}
        and i.type = any (${[...SOURCES]}::text[]) and i.state in ('waiting', 'running'))
    returning customer`.execute(trx);
  return rows.map(({ customer }) => customer);
}

/** The subscriptions and invoices of customers. */
export async function valuedObjects(
  trx: Transaction,
  connectionId: string,
  customers: readonly string[],
): Promise<CopiedObject[]> {
  const { rows } = await sql<CopiedObject>`
    select ${COPIED} from public.objects o where o.connection_id = ${connectionId} and o.customer = any (${[...customers]}::text[])
      and o.type = any (${[...VALUED]}::text[]) and (not o.deleted or o.type = 'subscription')`.execute(
    trx,
  );
  return rows;
}

/** A change as it is stored. Numerators and denominators are decimal text. */
export interface StoredChange {
  readonly currency: string;
  readonly day: string;
  readonly customer: string;
  readonly kind: string;
  readonly beforeN: string;
  readonly beforeD: string;
  readonly afterN: string;
  readonly afterD: string;
  readonly deltaN: string;
  readonly deltaD: string;
}

async function replaceGaps(
  trx: Transaction,
  connectionId: string,
  {
    customers,
    gaps,
  }: { readonly customers: readonly string[]; readonly gaps: readonly StoredGap[] },
): Promise<void> {
  await sql`delete from private.mrr_gaps where connection_id = ${connectionId} and customer = any (${[...customers]}::text[])`.execute(
    trx,
  );
  if (gaps.length > 0)
    await sql`
      insert into private.mrr_gaps (connection_id, subscription, customer, currency, reason)
      select ${connectionId}, x.subscription, x.customer, x.currency, x.reason
      from jsonb_to_recordset(${toJson(gaps)}::jsonb) as x (subscription text, customer text, currency text, reason text)
      on conflict (connection_id, subscription) do update set customer = excluded.customer, currency = excluded.currency,
        reason = excluded.reason`.execute(trx);
}

/** Replaces all changes and gaps of these customers, and the sums of the days that this touches. Service role. */
export async function replaceChanges(
  trx: Transaction,
  { workspaceId, connectionId }: Place,
  next: {
    readonly customers: readonly string[];
    readonly changes: readonly StoredChange[];
    readonly gaps: readonly StoredGap[];
    readonly version: number;
  },
): Promise<void> {
  await replaceGaps(trx, connectionId, next);
  const { rows: old } = await sql<{ currency: string; day: string }>`
    delete from public.mrr_changes where connection_id = ${connectionId} and customer = any (${[...next.customers]}::text[])
    returning currency, day::text as day`.execute(trx);
  if (next.changes.length > 0)
    await sql`
      insert into public.mrr_changes (workspace_id, connection_id, currency, day, customer, kind, before_n, before_d, after_n,
        after_d, delta_n, delta_d, version)
      select ${workspaceId}, ${connectionId}, x.currency, x.day, x.customer, x.kind, x."beforeN", x."beforeD", x."afterN",
        x."afterD", x."deltaN", x."deltaD", ${next.version}
      from jsonb_to_recordset(${toJson(next.changes)}::jsonb) as x (currency text, day date, customer text, kind text,
        "beforeN" numeric, "beforeD" numeric, "afterN" numeric, "afterD" numeric, "deltaN" numeric, "deltaD" numeric)`.execute(
      trx,
    );
  const touched = [...old, ...next.changes];
  const currencies = touched.map(({ currency }) => currency);
  const days = touched.map(({ day }) => day);
  await sql`
    delete from public.mrr_days d
    using unnest(${currencies}::text[], ${days}::date[]) as t (currency, day)
    where d.connection_id = ${connectionId} and d.currency = t.currency collate "C" and d.day = t.day`.execute(
    trx,
  );
  await sql`
    insert into public.mrr_days (workspace_id, connection_id, currency, day, kind, delta_d, delta_n, customers)
    select ${workspaceId}, ${connectionId}, c.currency, c.day, c.kind, c.delta_d, sum(c.delta_n), count(*)
    from public.mrr_changes c
    join (select distinct t.currency, t.day from unnest(${currencies}::text[], ${days}::date[]) as t (currency, day)) t
      on c.currency = t.currency collate "C" and c.day = t.day
    where c.connection_id = ${connectionId} group by c.currency, c.day, c.kind, c.delta_d`.execute(
    trx,
  );
}
