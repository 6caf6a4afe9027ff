import { sql } from "kysely";

import type { Transaction } from "./database";

/** The limit of one currency: the amount that a person may refund or write off alone within any 24 hours. */
export interface ActionLimit {
  /** Lower-case ISO code. */
  readonly currency: string;
  /** Minor units. */
  readonly amount: number;
}

/** Lists the limits of a workspace by currency. */
export async function limitsOf(trx: Transaction, workspaceId: string): Promise<ActionLimit[]> {
  const { rows } = await sql<{ currency: string; amount: string }>`
    select currency, amount from public.action_limits where workspace_id = ${workspaceId} order by currency`.execute(
    trx,
  );
  return rows.map(({ currency, amount }) => ({ currency, amount: Number(amount) }));
}

/** A limit to set; `amount` is `null` to remove it. */
interface NewLimit {
  readonly workspaceId: string;
  readonly by: string;
  readonly currency: string;
  readonly amount: number | null;
}

/** Sets or removes the limit of one currency. Service role. */
export async function setLimit(
  trx: Transaction,
  { workspaceId, by, currency, amount }: NewLimit,
): Promise<void> {
  if (amount === null)
    await sql`delete from public.action_limits where workspace_id = ${workspaceId} and currency = ${currency}`.execute(
      trx,
    );
  else
    await sql`insert into public.action_limits (workspace_id, currency, amount, set_by)
      values (${workspaceId}, ${currency}, ${amount}, ${by})
      on conflict (workspace_id, currency) do update set amount = excluded.amount, set_by = excluded.set_by, set_at = now()`.execute(
      trx,
    );
}

/**
 * The limit that giving away `amount` exceeds together with what the person gave away in the last 24 hours without a second
 * one; `null` if it stays within the limits. Service role.
 */
export async function exceededLimit(
  trx: Transaction,
  { workspaceId, by }: { readonly workspaceId: string; readonly by: string },
  { currency, amount }: ActionLimit,
): Promise<number | null> {
  const { rows } = await sql<{ limit: string; given: string }>`
    select l.amount as "limit", coalesce((select sum(a.amount) from public.action_attempts a
        where a.workspace_id = l.workspace_id and a.created_by = ${by} and a.currency = l.currency and a.decided_by is null
          and a.status in ('sending', 'succeeded', 'unknown') and a.created_at > clock_timestamp() - interval '24 hours'), 0) as given
    from public.action_limits l where l.workspace_id = ${workspaceId} and l.currency = ${currency}`.execute(
    trx,
  );
  const [row] = rows;
  return row && Number(row.given) + amount > Number(row.limit) ? Number(row.limit) : null;
}

/** Lets one transaction at a time compare with the limits of a workspace, so that two together cannot exceed them. */
export async function lockLimits(trx: Transaction, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`action-limits|${workspaceId}`}, 0))`.execute(
    trx,
  );
}
