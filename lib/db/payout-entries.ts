import { sql } from "kysely";

import type { PayoutEntry, PayoutTotal } from "@/lib/contracts/payouts";

import type { Transaction } from "./database";

/** A payout of a connection's copy. */
interface PayoutKey {
  readonly connectionId: string;
  readonly payout: string;
}

/** The balance transactions in a payout, without the one that the payout itself is. */
const members = ({ connectionId, payout }: PayoutKey) => sql`
  public.objects e join public.objects b on b.connection_id = e.connection_id and b.type = 'balance_transaction' and b.id = e.id
  where e.connection_id = ${connectionId} and e.type = 'payout_entry' and e.parent = ${payout} and not e.deleted
    and b.parent is distinct from ${payout}`;

/** Reads the newest entries of a payout, each with the payment that it belongs to. */
export async function entriesOfPayout(
  trx: Transaction,
  key: PayoutKey,
  limit: number,
): Promise<PayoutEntry[]> {
  const { rows } = await sql<PayoutEntry>`
    with shown as (
      select b.id, b.connection_id, b.created, b.currency, b.amount, b.parent, b.label as category,
        coalesce((b.data ->> 'fee')::bigint, 0) as fee, coalesce((b.data ->> 'net')::bigint, b.amount) as net,
        b.data ->> 'description' as description
      from ${members(key)} order by b.created desc, b.id desc limit ${limit})
    select m.id, m.created, m.currency, m.amount, m.fee, m.net, m.category, p.id as payment,
      coalesce(p.label, m.description) as description, p.customer,
      coalesce(c.label, p.data #>> '{payer,name}', p.data #>> '{payer,email}') as person
    from shown m
    left join public.objects s on s.connection_id = m.connection_id and s.type = any ('{charge,refund,dispute}') and s.id = m.parent
    left join public.objects p on p.connection_id = m.connection_id and p.type = 'payment' and p.id = coalesce(s.parent, s.id)
    left join public.objects c on c.connection_id = m.connection_id and c.type = 'customer' and c.id = p.customer
    order by m.created desc, m.id desc`.execute(trx);
  return rows;
}

/** Adds up the entries of a payout by their category. */
export async function totalsOfPayout(trx: Transaction, key: PayoutKey): Promise<PayoutTotal[]> {
  const { rows } = await sql<PayoutTotal>`
    select b.label as category, count(*)::int as count, sum(b.amount)::bigint as amount,
      sum(coalesce((b.data ->> 'fee')::bigint, 0))::bigint as fee,
      sum(coalesce((b.data ->> 'net')::bigint, b.amount))::bigint as net
    from ${members(key)} group by 1 order by 5 desc, 1`.execute(trx);
  return rows;
}

/** True if the entries of payouts are imported, and those of this payout do not wait to be read. Service role. */
export async function isPayoutRead(
  trx: Transaction,
  { connectionId, payout }: PayoutKey,
): Promise<boolean> {
  const { rows } = await sql<{ read: boolean }>`
    select exists (select from public.object_imports i
        where i.connection_id = ${connectionId} and i.type = 'payout_entry' and i.state = 'done')
      and not exists (select from private.object_refetches r
        where r.connection_id = ${connectionId} and r.type = any ('{payout,payout_entry}') and r.id = ${payout})
      and not exists (select from private.object_changes h
        where h.connection_id = ${connectionId} and h.type = 'payout' and h.id = ${payout}) as read`.execute(
    trx,
  );
  return rows[0]?.read ?? false;
}
