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

/** How many subscriptions figures could be of, by the reason for which they are not counted; `null` for those that are. */
export interface SubscriptionCount {
  readonly reason: "metered" | "amount" | "currency" | "waiting" | null;
  readonly count: number;
}

/**
 * Counts the subscriptions in a currency, and those whose currency is not known, by whether their value is part of the
 * figures. Reads stored counts, and only the subscriptions of customers that wait. Service role; the caller has checked that
 * the person may see the connection.
 */
export async function countSubscriptions(
  trx: Transaction,
  { connectionId, currency }: MrrPlace,
): Promise<SubscriptionCount[]> {
  const { rows } = await sql<SubscriptionCount>`
    with apart as (
      select 'waiting' as reason, count(*)::int as count from private.mrr_stale s
      join public.objects o on o.connection_id = s.connection_id and o.customer = s.customer and o.type = 'subscription'
      where s.connection_id = ${connectionId} and o.currency = ${currency} and not o.deleted
      union all
      select g.reason, count(*)::int from private.mrr_gaps g
      where g.connection_id = ${connectionId} and g.currency = ${currency} and not exists (
        select from private.mrr_stale s where s.connection_id = g.connection_id and s.customer = g.customer)
      group by 1),
    stored as (
      select case when c.currency = '' then 'currency' when not c.has_customer then 'amount' end as reason, c.count::int as count
      from private.subscription_counts c where c.connection_id = ${connectionId} and c.currency = any (array[${currency}, '']))
    select x.reason, sum(x.count)::int as count
    from (select * from stored union all select * from apart union all select null, -a.count from apart a) x
    group by 1 having sum(x.count) <> 0 order by 1`.execute(trx);
  return rows;
}

/** The time of the oldest state that an event brought and the copy does not have yet; `null` if it has all. Service role. */
export async function oldestWaitingChange(
  trx: Transaction,
  connectionId: string,
): Promise<Date | null> {
  const { rows } = await sql<{ oldest: Date | null }>`
    select min(h.source_time) as oldest from private.object_changes h where h.connection_id = ${connectionId}`.execute(
    trx,
  );
  return rows[0]?.oldest ?? null;
}
