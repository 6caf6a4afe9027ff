import { sql } from "kysely";

import type { Transaction } from "./database";

/** A step with the hash of its planned request. */
export interface StepRequest {
  readonly runId: string;
  readonly key: string;
  readonly planHash: string;
}

/** An amount in minor units, with the auto-approval limit of its currency. */
export interface MoveWish extends StepRequest {
  readonly workspaceId: string;
  readonly automationId: string;
  /** Version of the run. The limit must have been allowed for this version. */
  readonly version: number;
  readonly currency: string;
  readonly amount: number;
  /** Max amount in any 24 hours, including this one. */
  readonly perDay: number;
}

/**
 * Reserves an amount, so that several workers together stay within the limit per day. Returns `not-allowed` if no owner
 * allowed the limit for this version, and `over-day` if the limit per day would be exceeded. Service role.
 */
export async function reserveMove(
  trx: Transaction,
  wish: MoveWish,
): Promise<"reserved" | "not-allowed" | "over-day"> {
  // The lock on the automation's row makes other workers wait until this amount is reserved.
  const allowed = await sql`
    select from public.automations a
    join public.memberships o on o.workspace_id = a.workspace_id and o.user_id = a.allowed_by and o.role = 'owner'
    where a.id = ${wish.automationId} and a.allowed_money and a.allowed_version = ${wish.version}
    for no key update of a`.execute(trx);
  if (allowed.rows.length === 0) return "not-allowed";
  const { rows } = await sql`
    insert into public.allowed_moves (run_id, key, workspace_id, automation_id, plan_hash, currency, amount)
    select ${wish.runId}, ${wish.key}, ${wish.workspaceId}, ${wish.automationId}, ${wish.planHash}, ${wish.currency}, ${wish.amount}
    where ${wish.amount} + (
      select coalesce(sum(m.amount), 0) from public.allowed_moves m
      where m.automation_id = ${wish.automationId} and m.currency = ${wish.currency} and m.released_at is null
        and m.reserved_at > clock_timestamp() - interval '1 day'
        and not (m.run_id = ${wish.runId} and m.key = ${wish.key})
    ) <= ${wish.perDay}
    on conflict (run_id, key) do update set plan_hash = excluded.plan_hash, currency = excluded.currency,
      amount = excluded.amount, reserved_at = clock_timestamp(), released_at = null
    returning key`.execute(trx);
  return rows.length > 0 ? "reserved" : "over-day";
}

/** Releases a reserved amount after the provider certainly rejected the request. Service role. */
export async function releaseMove(
  trx: Transaction,
  { runId, key }: Pick<StepRequest, "runId" | "key">,
): Promise<void> {
  await trx
    .updateTable("allowed_moves")
    .set({ released_at: sql<Date>`clock_timestamp()` })
    .where("run_id", "=", runId)
    .where("key", "=", key)
    .execute();
}

/**
 * True if exactly this plan may be sent, also repeatedly with its key: it was approved by a person who is still owner or
 * admin, or its amount was reserved in the last 24 hours.
 */
export async function hasConsent(
  trx: Transaction,
  { runId, key, planHash }: StepRequest,
): Promise<boolean> {
  const { rows } = await sql`
    select from public.approvals p
    join public.memberships m on m.workspace_id = p.workspace_id and m.user_id = p.decided_by and m.role in ('owner', 'admin')
    where p.run_id = ${runId} and p.key = ${key} and p.plan_hash = ${planHash} and not p.superseded
      and p.status = 'consumed' and p.consumed_at > clock_timestamp() - interval '1 day'
    union all
    select from public.allowed_moves
    where run_id = ${runId} and key = ${key} and plan_hash = ${planHash} and released_at is null
      and reserved_at > clock_timestamp() - interval '1 day'`.execute(trx);
  return rows.length > 0;
}
