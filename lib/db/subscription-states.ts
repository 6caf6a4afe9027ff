import { sql } from "kysely";

import type { Transaction } from "./database";

/** A state in which a subscription was seen. */
export interface SeenSubscription {
  readonly subscription: string;
  /** By the provider's clock. */
  readonly at: Date;
  /** True if it was active, past due or on trial, and not paused. */
  readonly isCounted: boolean;
}

/**
 * Keeps since when subscriptions of the copy were paid for or not. Only changes are written, and after a time without payment
 * that is told late the present state, so that the time ends. Call it after the copy was written, with `lockCopy`. Returns the
 * subscriptions of which something was written. Service role.
 */
export async function keepSubscriptionStates(
  trx: Transaction,
  connectionId: string,
  seen: readonly SeenSubscription[],
): Promise<string[]> {
  if (seen.length === 0) return [];
  const { rows } = await sql<{ subscription: string }>`
    with incoming as (
      select distinct on (o.id, x.at) o.id, x.at, x.is_counted, o.source_time,
        o.status = any ('{active,past_due,trialing}') and jsonb_typeof(o.data -> 'pause_collection') is distinct from 'object' as now_counted
      from unnest(${seen.map(({ subscription }) => subscription)}::text[], ${seen.map(({ at }) => at)}::timestamptz[],
        ${seen.map(({ isCounted }) => isCounted)}::boolean[]) with ordinality as x (id, at, is_counted, place)
      join public.objects o on o.connection_id = ${connectionId} and o.type = 'subscription' and o.id = x.id collate "C"
      order by o.id, x.at, x.place desc),
    changed as (
      select * from (
        select i.*, coalesce(lag(i.is_counted) over (partition by i.id order by i.at), (
            select s.is_counted from private.subscription_states s
            where s.connection_id = ${connectionId} and s.subscription = i.id and s.at < i.at order by s.at desc limit 1), true) as before
        from incoming i) m where m.is_counted <> m.before)
    insert into private.subscription_states as s (connection_id, subscription, at, is_counted)
    select ${connectionId}::uuid, c.id, c.at, c.is_counted from changed c
    union
    select ${connectionId}::uuid, c.id, c.source_time, c.now_counted from changed c
    where not c.is_counted and c.source_time > c.at
      and not exists (select from incoming i where i.id = c.id and i.at = c.source_time)
    on conflict (connection_id, subscription, at) do update set is_counted = excluded.is_counted
    returning s.subscription`.execute(trx);
  return [...new Set(rows.map(({ subscription }) => subscription))];
}

/** Reads since when subscriptions were paid for or not, the oldest first. Service role. */
export async function subscriptionStates(
  trx: Transaction,
  connectionId: string,
  subscriptions: readonly string[],
): Promise<SeenSubscription[]> {
  const { rows } = await sql<SeenSubscription>`
    select s.subscription, s.at, s.is_counted as "isCounted" from private.subscription_states s
    where s.connection_id = ${connectionId} and s.subscription = any (${[...subscriptions]}::text[])
    order by s.subscription, s.at`.execute(trx);
  return rows;
}

/** Forgets the states of these subscriptions. Service role. */
export async function forgetSubscriptionStates(
  trx: Transaction,
  connectionId: string,
  ids: readonly string[],
): Promise<void> {
  await sql`delete from private.subscription_states s
    where s.connection_id = ${connectionId} and s.subscription = any (${[...ids]}::text[])`.execute(
    trx,
  );
}
