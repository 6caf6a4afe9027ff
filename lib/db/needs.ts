import { sql, type RawBuilder } from "kysely";

import { HOPELESS_FAILURES, type Need } from "@/lib/contracts/needs";

const child = (type: string, status: string) =>
  sql`exists (select from public.objects c where c.connection_id = o.connection_id and c.parent = o.id
    and c.type = ${type} and c.status = ${status} and not c.deleted)`;

/** Conditions of payments `o` that need a person. Lists and Overview share them, so that a count leads to what was counted. */
const CONDITIONS: Readonly<Record<Need, RawBuilder<unknown>>> = {
  recovery: sql`(o.status = 'failed' and coalesce(o.data #>> '{failure,code}', '') <> all (${[...HOPELESS_FAILURES]}::text[])
    and coalesce(o.data #>> '{failure,declineCode}', '') <> all (${[...HOPELESS_FAILURES]}::text[]))`,
  refund: child("radar.early_fraud_warning", "actionable"),
  review: child("review", "open"),
};

/** The condition of payments `o` that need this of a person. */
export const needs = (need: Need): RawBuilder<unknown> => CONDITIONS[need];

/** The condition of cards `p` that expire in a month, such as `2026-12`. */
export function expiresIn(month: string): RawBuilder<unknown> {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return sql`(p.type = 'payment_method' and not p.deleted
    and (p.data #>> '{card,exp_year}')::int = ${year} and (p.data #>> '{card,exp_month}')::int = ${number})`;
}

/** The condition of customers, here an expression, who have a running subscription. */
export const subscribes = (connection: RawBuilder<unknown>, customer: RawBuilder<unknown>) =>
  sql`exists (select from public.objects s where s.connection_id = ${connection} and s.customer = ${customer}
    and s.type = 'subscription' and s.status in ('active', 'past_due', 'trialing') and not s.deleted)`;
