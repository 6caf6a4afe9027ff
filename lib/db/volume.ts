import { sql } from "kysely";

import { LOST_STATUSES, PAID_STATUSES, WON_STATUSES } from "@/lib/contracts/outcomes";

import type { Transaction } from "./database";

/** The account, the currency and the time that figures are of. Amounts of several currencies are never added. */
export interface VolumePlace {
  readonly connectionId: string;
  readonly currency: string;
  readonly start: Date;
  /** The first instant after it. */
  readonly end: Date;
}

/** The values of one part of a time. Parts count from 1. */
export interface VolumePart {
  readonly part: number;
  readonly gross: number;
  readonly net: number;
  readonly paid: number;
  readonly failed: number;
}

/** Entries of the balance that move the account's own money, and are no business. */
const NO_BUSINESS = [
  "payout",
  "payout_reversal",
  "payout_cancel",
  "payout_failure",
  "topup",
  "topup_reversal",
  "risk_reserved_funds",
];

const of = (type: string, { connectionId, currency, start, end }: VolumePlace) =>
  sql`o.connection_id = ${connectionId} and o.type = ${type} and not o.deleted and o.currency = ${currency}
    and o.created >= ${start} and o.created < ${end}`;

/** Volume and payments of each part of a time, which begin at `starts`. Parts without anything are left out. */
export async function volumeByPart(
  trx: Transaction,
  place: VolumePlace,
  starts: readonly Date[],
): Promise<VolumePart[]> {
  const part = sql`width_bucket(o.created, ${[...starts]}::timestamptz[])`;
  const { rows } = await sql<VolumePart>`
    select f.part, coalesce(sum(f.gross), 0)::bigint as gross, coalesce(sum(f.net), 0)::bigint as net,
      coalesce(sum(f.paid), 0)::int as paid, coalesce(sum(f.failed), 0)::int as failed
    from (
      select ${part} as part, sum((o.data ->> 'amount_captured')::bigint) as gross, 0 as net, 0 as paid, 0 as failed
      from public.objects o where ${of("charge", place)} and o.status = 'succeeded' group by 1
      union all
      select ${part}, 0, sum((o.data ->> 'net')::bigint), 0, 0 from public.objects o
      where ${of("balance_transaction", place)} and o.label <> all (${NO_BUSINESS}::text[]) group by 1
      union all
      select ${part}, 0, 0, count(*) filter (where o.status = any (${[...PAID_STATUSES]}::text[])), count(*) filter (where o.status = 'failed')
      from public.objects o where ${of("payment", place)} group by 1) f
    group by 1 order by 1`.execute(trx);
  return rows;
}

/** How often and with how much payments failed for a reason. */
export interface FailureCount {
  readonly code: string | null;
  readonly declineCode: string | null;
  readonly count: number;
  readonly sum: number;
}

/** Reasons why payments failed, the most frequent first. */
export async function failuresByReason(
  trx: Transaction,
  place: VolumePlace,
): Promise<FailureCount[]> {
  const { rows } = await sql<FailureCount>`
    select o.data #>> '{failure,code}' as code, o.data #>> '{failure,declineCode}' as "declineCode", count(*)::int as count,
      coalesce(sum(o.amount), 0)::bigint as sum
    from public.objects o where ${of("payment", place)} and o.status = 'failed' group by 1, 2 order by 3 desc, 4 desc`.execute(
    trx,
  );
  return rows;
}

/** Payments that succeeded, by how or from where they were made. */
export interface PaidBy {
  readonly name: string | null;
  readonly count: number;
  readonly sum: number;
}

/** Payments that succeeded by method, or by the country of the card; the largest sum first. */
export async function paidBy(
  trx: Transaction,
  place: VolumePlace,
  by: "method" | "country",
): Promise<PaidBy[]> {
  const name = by === "method" ? sql`o.method` : sql`o.data #>> '{method,country}'`;
  const { rows } = await sql<PaidBy>`
    select ${name} as name, count(*)::int as count, coalesce(sum((o.data ->> 'amountCaptured')::bigint), 0)::bigint as sum
    from public.objects o where ${of("payment", place)} and o.status = any (${[...PAID_STATUSES]}::text[])
    group by 1 order by 3 desc`.execute(trx);
  return rows;
}

/** The outcomes of payments with a failed attempt, and of disputes. */
export interface RiskCounts {
  readonly failed: number;
  readonly recovered: number;
  readonly failedSum: number;
  readonly recoveredSum: number;
  readonly paid: number;
  /** Payments of the time that were disputed since. */
  readonly disputed: number;
  /** Disputes received in the time. */
  readonly disputes: number;
  readonly won: number;
  readonly lost: number;
}

/** Counts recovered payments and disputes of a time. */
export async function riskCounts(trx: Transaction, place: VolumePlace): Promise<RiskCounts> {
  const { rows } = await sql<RiskCounts>`
    with payments as (
      select o.id, o.amount, o.status = any (${[...PAID_STATUSES]}::text[]) as paid, o.data ->> 'dispute' is not null as disputed,
        o.status = 'failed' or exists (select from public.objects c where c.connection_id = o.connection_id
          and c.parent = o.id and c.type = 'charge' and c.status = 'failed') as failed
      from public.objects o where ${of("payment", place)}),
    disputes as (select o.status from public.objects o where ${of("dispute", place)})
    select count(*) filter (where failed)::int as failed, count(*) filter (where failed and paid)::int as recovered,
      coalesce(sum(amount) filter (where failed), 0)::bigint as "failedSum",
      coalesce(sum(amount) filter (where failed and paid), 0)::bigint as "recoveredSum",
      count(*) filter (where paid)::int as paid, count(*) filter (where paid and disputed)::int as disputed,
      (select count(*)::int from disputes) as disputes,
      (select count(*)::int from disputes where status = any (${[...WON_STATUSES]}::text[])) as won,
      (select count(*)::int from disputes where status = any (${[...LOST_STATUSES]}::text[])) as lost
    from payments`.execute(trx);
  const [found] = rows;
  if (!found) throw new Error("Counting returned no row.");
  return found;
}

/** How many free trials ended in a time, and how many of them went on to be paid. */
export async function trialCounts(
  trx: Transaction,
  { connectionId, currency, start, end }: VolumePlace,
): Promise<{ ended: number; converted: number }> {
  const { rows } = await sql<{ ended: number; converted: number }>`
    select count(*)::int as ended, count(*) filter (where o.status in ('active', 'past_due')
        or (o.data ->> 'ended_at')::bigint > (o.data ->> 'trial_end')::bigint)::int as converted
    from public.objects o where o.connection_id = ${connectionId} and o.type = 'subscription' and not o.deleted
      and o.currency = ${currency} and (o.data ->> 'trial_end')::bigint >= extract(epoch from ${start}::timestamptz)
      and (o.data ->> 'trial_end')::bigint < extract(epoch from ${end}::timestamptz)`.execute(trx);
  return rows[0] ?? { ended: 0, converted: 0 };
}
