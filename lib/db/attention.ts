import { sql } from "kysely";

import type { Transaction } from "./database";
import { expiresIn, needs, subscribes } from "./needs";
import { COPIED, type CopiedObject } from "./objects";

/** Kinds of objects that need a person. */
export const ATTENTION_KINDS = [
  "failedPayments",
  "disputes",
  "fraudWarnings",
  "reviews",
  "pastDue",
  "expiringCards",
] as const;
export type AttentionKind = (typeof ATTENTION_KINDS)[number];

/** Objects of one kind: how many there are, their amounts by currency, and the most urgent of them. */
export interface AttentionGroup {
  readonly count: number;
  readonly sums: readonly { readonly currency: string; readonly amount: number }[];
  readonly objects: readonly CopiedObject[];
}

interface Wanted {
  readonly connectionId: string;
  /** Failed payments of earlier times are left out. */
  readonly since: Date;
  /** Cards that expire in this month, such as `2026-12`. */
  readonly expiryMonth: string;
  /** At most this many objects of each kind are read. All are counted. */
  readonly limit: number;
}

type Row = CopiedObject & {
  readonly kind: AttentionKind;
  readonly count: number;
  readonly sums: AttentionGroup["sums"];
};

const NONE: AttentionGroup = { count: 0, sums: [], objects: [] };

/** Counts what needs a person and reads the most urgent of each kind: disputes by when their evidence is due, others newest first. */
export async function attentionGroups(
  trx: Transaction,
  { connectionId, since, expiryMonth, limit }: Wanted,
): Promise<Record<AttentionKind, AttentionGroup>> {
  const of = (type: string) =>
    sql`o.connection_id = ${connectionId} and o.type = ${type} and not o.deleted`;
  const key = sql`o.type, o.id, o.created, o.currency, o.amount`;
  const { rows } = await sql<Row>`
    with found as materialized (
      select 'failedPayments' as kind, ${key}, null::bigint as due from public.objects o
      where ${of("payment")} and o.status = 'failed' and o.created >= ${since} and ${needs("recovery")}
      union all
      select 'disputes', ${key}, (o.data #>> '{evidence_details,due_by}')::bigint from public.objects o
      where ${of("dispute")} and o.status in ('needs_response', 'warning_needs_response')
      union all
      select 'fraudWarnings', ${key}, null from public.objects o where ${of("payment")} and o.id in (
        select w.parent from public.objects w where w.connection_id = ${connectionId} and w.type = 'radar.early_fraud_warning'
          and w.status = 'actionable' and not w.deleted)
      union all
      select 'reviews', ${key}, null from public.objects o where ${of("payment")} and o.id in (
        select w.parent from public.objects w where w.connection_id = ${connectionId} and w.type = 'review'
          and w.status = 'open' and not w.deleted)
      union all
      select 'pastDue', ${key}, null from public.objects o
      where ${of("subscription")} and o.status in ('past_due', 'unpaid')
      union all
      select 'expiringCards', p.type, p.id, p.created, p.currency, p.amount, null from public.objects p
      where p.connection_id = ${connectionId} and ${expiresIn(expiryMonth)}
        and ${subscribes(sql`p.connection_id`, sql`p.customer`)}),
    totals as (
      select s.kind, sum(s.count)::int as count, coalesce(jsonb_agg(jsonb_build_object('currency', s.currency, 'amount', s.amount)
        order by s.count desc) filter (where s.currency is not null and s.amount is not null), '[]') as sums
      from (select f.kind, f.currency, count(*) as count, sum(f.amount)::bigint as amount from found f group by 1, 2) s group by 1),
    placed as (
      select f.kind, f.type, f.id, row_number() over (partition by f.kind order by f.due nulls last, f.created desc, f.id) as place
      from found f)
    select l.kind, t.count, t.sums, ${COPIED} from placed l join totals t on t.kind = l.kind
    join public.objects o on o.connection_id = ${connectionId} and o.type = l.type and o.id = l.id
    where l.place <= ${limit} order by l.kind, l.place`.execute(trx);
  const byKind = Map.groupBy(rows, ({ kind }) => kind);
  const groupOf = (kind: AttentionKind): AttentionGroup => {
    const [first, ...rest] = byKind.get(kind) ?? [];
    if (!first) return NONE;
    const objects = [first, ...rest].map(
      ({ kind: _kind, count: _count, sums: _sums, ...one }) => one,
    );
    return { count: first.count, sums: first.sums, objects };
  };
  return Object.fromEntries(ATTENTION_KINDS.map((kind) => [kind, groupOf(kind)])) as Record<
    AttentionKind,
    AttentionGroup
  >; // every kind has an entry
}
