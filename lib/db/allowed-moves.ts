import { sql } from "kysely";

import type { Transaction } from "./database";

/** One step of a run, and exactly what it would send. */
export interface StepRequest {
  readonly runId: string;
  readonly key: string;
  readonly planHash: string;
}

/** An amount in minor units, and how much of its currency may go without asking. */
export interface MoveWish extends StepRequest {
  readonly workspaceId: string;
  readonly automationId: string;
  /** Of the definition that the run goes by; the allowance must be for this one. */
  readonly version: number;
  readonly currency: string;
  readonly amount: number;
  /** The most in any 24 hours, this amount included. */
  readonly perDay: number;
}

/**
 * Sets an amount aside, so that several workers together stay within the day's limit. `not-allowed`: no owner has said
 * that this version may; `over-day`: less than this is left of the day. Service role only.
 */
export async function reserveMove(
  trx: Transaction,
  wish: MoveWish,
): Promise<"reserved" | "not-allowed" | "over-day"> {
  // Holding the automation's row is what makes others wait until this amount counts.
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

/** The provider refused for certain, and nothing of it moved. Service role only. */
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
 * Whether this very plan of this step was approved and is being sent, by somebody who is still an owner or admin, or was
 * set aside as allowed, within the last 24 hours: it may be sent, and sent again with its key.
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
