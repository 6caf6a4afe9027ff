import { sql } from "kysely";

import type { Transaction } from "./database";

const MAX_CHOICES = 40;

/** Lists the currencies of a connection's objects of one type. */
export async function currenciesOf(
  trx: Transaction,
  connectionId: string,
  type: string,
): Promise<string[]> {
  // One step of the index for each currency, instead of all objects.
  const { rows } = await sql<{ currency: string }>`
    with recursive c as (
      (select o.currency from public.objects o where o.connection_id = ${connectionId} and o.type = ${type} and o.amount is not null
        order by o.currency limit 1)
      union all
      select (select o.currency from public.objects o where o.connection_id = ${connectionId} and o.type = ${type}
        and o.amount is not null and o.currency > c.currency order by o.currency limit 1) from c where c.currency is not null)
    select currency from c where currency is not null limit ${MAX_CHOICES}`.execute(trx);
  return rows.map(({ currency }) => currency);
}

/** Returns when the first payment, subscription or invoice of a connection was created; `null` if there is none. */
export async function firstObjectAt(trx: Transaction, connectionId: string): Promise<Date | null> {
  const { rows } = await sql<{ first: Date | null }>`
    select min(f.created) as first from unnest('{payment,subscription,invoice}'::text[]) as t (type)
    cross join lateral (select o.created from public.objects o where o.connection_id = ${connectionId}
      and o.type = t.type collate "C" and not o.deleted order by o.created, o.id limit 1) f`.execute(
    trx,
  );
  return rows[0]?.first ?? null;
}

/** Lists the ways in which the payments of a connection were made. */
export async function methodsOf(trx: Transaction, connectionId: string): Promise<string[]> {
  // As above, by the index of methods.
  const { rows } = await sql<{ method: string }>`
    with recursive m as (
      (select o.method from public.objects o where o.connection_id = ${connectionId} and o.type = 'payment' and o.method is not null
        order by o.method limit 1)
      union all
      select (select o.method from public.objects o where o.connection_id = ${connectionId} and o.type = 'payment'
        and o.method is not null and o.method > m.method order by o.method limit 1) from m where m.method is not null)
    select method from m where method is not null limit ${MAX_CHOICES}`.execute(trx);
  return rows.map(({ method }) => method);
}
