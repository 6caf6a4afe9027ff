import { sql } from "kysely";

import type { ApprovalStatus } from "@/lib/contracts/approval";
import { cutText, toJson } from "@/lib/core/storable";

import type { Transaction } from "./database";

export interface ApprovalRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly runId: string;
  readonly key: string;
  readonly automationId: string;
  /** Question for the approver. */
  readonly reason: string;
  /** The planned request; `null` for an approval step without a request. */
  readonly plan: unknown;
  readonly planHash: string | null;
  readonly status: ApprovalStatus;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  /** Note of the approver. */
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

/** The check constraint of the status column allows exactly these values. */
const asApproval = (row: unknown) => row as ApprovalRow;

/** A question to the people who may approve, of one step of a run. */
export interface ApprovalRequest {
  readonly workspaceId: string;
  readonly runId: string;
  readonly key: string;
  readonly automationId: string;
  readonly reason: string;
  /** Exactly what would be sent; `null` when the step only asks. */
  readonly plan: unknown;
  readonly planHash: string | null;
  readonly expiresAt: Date;
}

/** Creates an approval, or returns the existing one for the same plan. Service role. */
export async function askApproval(
  trx: Transaction,
  ask: ApprovalRequest,
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
  if (!approval) throw new Error("The approval was superseded while it was created.");
  return { approval, isNew: made !== undefined };
}

/**
 * Consumes an approval for exactly this plan. Returns false if there is none whose approver is still owner or admin.
 * Service role.
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

/** Closes the pending approvals of ended runs. Service role. */
export async function expireApprovals(trx: Transaction, runs: readonly string[]): Promise<void> {
  await trx
    .updateTable("approvals")
    .set({ status: "expired" })
    .where("run_id", "in", runs)
    .where("status", "=", "pending")
    .execute();
}

/** Supersedes denied and expired approvals of a run that is retried, so that they are requested again. Service role. */
export async function supersedeApprovals(trx: Transaction, runId: string): Promise<void> {
  await sql`
    update public.approvals set superseded = true,
      status = case when status in ('pending', 'approved') then 'expired' else status end
    where run_id = ${runId} and status <> 'consumed'
      and (status in ('denied', 'expired') or expires_at <= clock_timestamp())`.execute(trx);
}

/** Finds the latest approval of a step. Service role. */
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

/** Supersedes a consumed approval, so that the step requests a new one. Service role. */
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

/** Lists approvals of a workspace, newest first. */
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

/** Lists the approvals of a run, oldest first, without superseded ones. */
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

/** Decides a pending approval once. Returns `undefined` if it is no longer pending. Service role. */
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
  // The step would wait until the approval expires, so it is made due now.
  await trx
    .updateTable("steps")
    .set({ not_before: sql<Date>`clock_timestamp()` })
    .where("run_id", "=", row.runId)
    .where("key", "=", row.key)
    .where("status", "=", "waiting")
    .execute();
  return asApproval(row);
}
