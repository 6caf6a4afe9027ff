import { sql } from "kysely";

import { cutText, toJson } from "@/lib/core/storable";

import type { Transaction } from "./database";

export type ApprovalStatus = "pending" | "approved" | "denied" | "expired" | "consumed";

export interface ApprovalRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly runId: string;
  readonly key: string;
  readonly automationId: string;
  /** What a person is asked. */
  readonly reason: string;
  /** Exactly what would be sent; `null` when the step only asks. */
  readonly plan: unknown;
  readonly planHash: string | null;
  readonly status: ApprovalStatus;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  /** What the person who decided wants the run and its people to know. */
  readonly note: string | null;
}

const COLUMNS = [
  "p.id",
  "p.workspace_id as workspaceId",
  "p.run_id as runId",
  "p.key",
  "p.automation_id as automationId",
  "p.reason",
  "p.plan",
  "p.plan_hash as planHash",
  "p.status",
  "p.created_at as createdAt",
  "p.expires_at as expiresAt",
  "p.decided_by as decidedBy",
  "p.decided_at as decidedAt",
  "p.note",
] as const;

/** The status column holds these values by its check. */
const asApproval = (row: unknown) => row as ApprovalRow;

/** Asks for an approval; asking again for the same plan changes nothing. Returns the row as it stands. Service role only. */
export async function askApproval(
  trx: Transaction,
  ask: {
    workspaceId: string;
    runId: string;
    key: string;
    automationId: string;
    reason: string;
    plan: unknown;
    planHash: string | null;
    expiresAt: Date;
  },
): Promise<{ approval: ApprovalRow; isNew: boolean }> {
  const made = await trx
    .insertInto("approvals")
    .values({
      workspace_id: ask.workspaceId,
      run_id: ask.runId,
      key: ask.key,
      automation_id: ask.automationId,
      reason: cutText(ask.reason, 2000),
      plan: ask.plan === null ? null : toJson(ask.plan),
      plan_hash: ask.planHash,
      requested_kind: "automation",
      requested_id: ask.automationId,
      expires_at: ask.expiresAt,
    })
    .onConflict((conflict) =>
      conflict.columns(["run_id", "key"]).where("superseded", "=", false).doNothing(),
    )
    .returning("id")
    .executeTakeFirst();
  const approval = await findApproval(trx, ask);
  if (!approval) throw new Error("The approval was superseded while it was asked for.");
  return { approval, isNew: made !== undefined };
}

/**
 * Uses an approval up, for exactly this plan, while whoever gave it is still an owner or admin. `false`: there is none
 * that holds now. Service role only.
 */
export async function consumeApproval(
  trx: Transaction,
  approval: { runId: string; key: string; planHash: string | null },
): Promise<boolean> {
  const { rows } = await sql`
    update public.approvals p set status = 'consumed', consumed_at = clock_timestamp()
    where run_id = ${approval.runId} and key = ${approval.key} and not superseded and status = 'approved'
      and plan_hash is not distinct from ${approval.planHash} and expires_at > clock_timestamp()
      and exists (select from public.memberships m where m.workspace_id = p.workspace_id
        and m.user_id = p.decided_by and m.role in ('owner', 'admin'))
    returning id`.execute(trx);
  return rows.length > 0;
}

/** Nobody needs to answer any more: the runs have ended. Service role only. */
export async function expireApprovals(trx: Transaction, runs: readonly string[]): Promise<void> {
  await trx
    .updateTable("approvals")
    .set({ status: "expired" })
    .where("run_id", "in", runs)
    .where("status", "=", "pending")
    .execute();
}

/** A run is retried: what was refused, or not answered in time, is asked anew. Service role only. */
export async function supersedeApprovals(trx: Transaction, runId: string): Promise<void> {
  await sql`
    update public.approvals set superseded = true,
      status = case when status in ('pending', 'approved') then 'expired' else status end
    where run_id = ${runId} and status <> 'consumed'
      and (status in ('denied', 'expired') or expires_at <= clock_timestamp())`.execute(trx);
}

/** What a step asks or has asked people for; `undefined` when it never did. Service role only. */
export async function findApproval(
  trx: Transaction,
  { runId, key }: { runId: string; key: string },
): Promise<ApprovalRow | undefined> {
  const row = await trx
    .selectFrom("approvals as p")
    .where("p.run_id", "=", runId)
    .where("p.key", "=", key)
    .where("p.superseded", "=", false)
    .select(COLUMNS)
    .executeTakeFirst();
  return row && asApproval(row);
}

/** An approval that was used up no longer holds: the step asks anew. Service role only. */
export async function supersedeConsumed(
  trx: Transaction,
  { runId, key }: { runId: string; key: string },
): Promise<void> {
  await trx
    .updateTable("approvals")
    .set({ superseded: true })
    .where("run_id", "=", runId)
    .where("key", "=", key)
    .where("status", "=", "consumed")
    .execute();
}

/** Approvals of a workspace, newest first. */
export async function listApprovals(
  trx: Transaction,
  workspaceId: string,
  options: { pendingOnly: boolean; limit: number },
): Promise<ApprovalRow[]> {
  let query = trx.selectFrom("approvals as p").where("p.workspace_id", "=", workspaceId);
  if (options.pendingOnly)
    query = query.where("p.status", "=", "pending").where("p.expires_at", ">", new Date());
  const rows = await query
    .select(COLUMNS)
    .orderBy("p.created_at", "desc")
    .limit(Math.min(options.limit, 200))
    .execute();
  return rows.map(asApproval);
}

/** Everything that a run asked people for, oldest first; what was asked anew is left out. */
export async function approvalsOfRun(trx: Transaction, runId: string): Promise<ApprovalRow[]> {
  const rows = await trx
    .selectFrom("approvals as p")
    .where("p.run_id", "=", runId)
    .where("p.superseded", "=", false)
    .select(COLUMNS)
    .orderBy("p.created_at")
    .execute();
  return rows.map(asApproval);
}

/** Decides a pending approval once. `undefined`: it is not pending any more. Service role only. */
export async function decideApproval(
  trx: Transaction,
  decision: { id: string; workspaceId: string; by: string; approve: boolean; note: string | null },
): Promise<ApprovalRow | undefined> {
  const { rows } = await sql<{ id: string }>`
    update public.approvals set status = ${decision.approve ? "approved" : "denied"}, decided_by = ${decision.by}, decided_at = clock_timestamp(),
      note = ${decision.note}
    where id = ${decision.id} and workspace_id = ${decision.workspaceId} and status = 'pending' and expires_at > clock_timestamp()
    returning id`.execute(trx);
  if (rows.length === 0) return undefined;
  const row = await trx
    .selectFrom("approvals as p")
    .where("p.id", "=", decision.id)
    .select(COLUMNS)
    .executeTakeFirstOrThrow();
  // The step waits until the approval's end; it goes on now.
  await trx
    .updateTable("steps")
    .set({ not_before: sql<Date>`clock_timestamp()` })
    .where("run_id", "=", row.runId)
    .where("key", "=", row.key)
    .where("status", "=", "waiting")
    .execute();
  return asApproval(row);
}
