import { sql } from "kysely";

import type { Transaction } from "./database";

/** A sum of changes with one denominator, of one part of a time. */
export interface MrrSum {
  /** 0: before the first part; then parts from 1. */
  readonly part: number;
  readonly kind: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly customers: number;
}

/** The account and currency whose revenue is read. One currency at a time. */
export interface MrrPlace {
  readonly connectionId: string;
  readonly currency: string;
}

/** Adds up the changes of parts of a time, which begin on `days`; and of all before, as part 0. Until `to`, included. */
export async function mrrSums(
  trx: Transaction,
  { connectionId, currency }: MrrPlace,
  { days, to }: { readonly days: readonly string[]; readonly to: string },
): Promise<MrrSum[]> {
  const { rows } = await sql<MrrSum>`
    select width_bucket(d.day, ${[...days]}::date[]) as part, d.kind, sum(d.delta_n)::text as numerator,
      d.delta_d::text as denominator, sum(d.customers)::int as customers
    from public.mrr_days d where d.connection_id = ${connectionId} and d.currency = ${currency} and d.day <= ${to}::date
    group by 1, 2, 4`.execute(trx);
  return rows;
}

/** A change of one customer's monthly value. Fractions of minor units. */
export interface CustomerChange {
  readonly customer: string;
  readonly day: string;
  readonly kind: string;
  readonly beforeN: string;
  readonly beforeD: string;
  readonly afterN: string;
  readonly afterD: string;
}

/** The customers behind movements of one kind, newest first. */
export async function customersBehind(
  trx: Transaction,
  { connectionId, currency }: MrrPlace,
  of: { readonly kind: string; readonly from: string; readonly to: string; readonly limit: number },
): Promise<CustomerChange[]> {
  const { rows } = await sql<CustomerChange>`
    select c.customer, c.day::text as day, c.kind, c.before_n::text as "beforeN", c.before_d::text as "beforeD",
      c.after_n::text as "afterN", c.after_d::text as "afterD"
    from public.mrr_changes c where c.connection_id = ${connectionId} and c.currency = ${currency} and c.kind = ${of.kind}
      and c.day between ${of.from}::date and ${of.to}::date
    order by c.day desc, c.customer limit ${of.limit}`.execute(trx);
  return rows;
}

/** The days on which customers began or ceased to pay. */
export async function customerTurns(
  trx: Transaction,
  { connectionId, currency }: MrrPlace,
  to: string,
): Promise<{ customer: string; day: string; isActive: boolean }[]> {
  const { rows } = await sql<{ customer: string; day: string; isActive: boolean }>`
    select c.customer, c.day::text as day, c.kind <> 'churn' as "isActive"
    from public.mrr_changes c where c.connection_id = ${connectionId} and c.currency = ${currency}
      and c.kind in ('new', 'reactivation', 'churn') and c.day <= ${to}::date`.execute(trx);
  return rows;
}

/** The currencies in which customers subscribe. */
export async function mrrCurrencies(trx: Transaction, connectionId: string): Promise<string[]> {
  const { rows } = await sql<{ currency: string }>`
    select distinct d.currency from public.mrr_days d where d.connection_id = ${connectionId} order by 1`.execute(
    trx,
  );
  return rows.map(({ currency }) => currency);
}

/** How many of a connection's subscriptions are part of the figures, and how many wait to be computed. */
export async function mrrCoverage(
  trx: Transaction,
  connectionId: string,
): Promise<{ subscriptions: number; imported: boolean }> {
  const { rows } = await sql<{ subscriptions: number; imported: boolean }>`
    select (select count(*)::int from public.objects o where o.connection_id = ${connectionId} and o.type = 'subscription'
        and not o.deleted) as subscriptions,
      not exists (select from public.object_imports i where i.connection_id = ${connectionId}
        and i.type = any ('{subscription,invoice,price}') and i.state in ('waiting', 'running')) as imported`.execute(
    trx,
  );
  return rows[0] ?? { subscriptions: 0, imported: false };
}
