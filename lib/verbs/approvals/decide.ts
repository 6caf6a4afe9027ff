import { z } from "zod";

import {
  type ApprovalStatus,
  approvalDecisionSchema,
  approvalSchema,
} from "@/lib/contracts/approval";
import { countSchema, listOf } from "@/lib/contracts/parts";
import { AppError } from "@/lib/core/errors";
import { waitingAttempts } from "@/lib/db/action-attempts";
import { decideApproval, listApprovals, type ApprovalRow } from "@/lib/db/approvals";
import { listAutomations } from "@/lib/db/automations";
import { publishInside } from "@/lib/db/event-log";
import { listMembers } from "@/lib/db/workspaces";
import { afterRaces, type NewEvent } from "@/lib/mesh/log";

import { defineVerb } from "../define";
import { actorOf, type Context } from "../types";
import { aboutApprovals } from "./about";

/** Treats a pending approval as expired after its deadline, even if its run has not processed that yet. */
const statusAt = ({ status, expiresAt }: ApprovalRow, nowMs: number): ApprovalStatus =>
  status === "pending" && expiresAt.getTime() <= nowMs ? "expired" : status;

export const listApprovalsVerb = defineVerb({
  name: "approvals.list",
  description: "Lists pending approvals, or all recent ones, newest first.",
  effect: "read",
  role: "viewer",
  input: z.object({
    pendingOnly: z.boolean().default(true),
    limit: z.int().min(1).max(200).default(50),
  }),
  output: listOf(approvalSchema),
  async run(context, options) {
    const { services, user, workspaceId } = context;
    const nowMs = services.now().getTime();
    const approvals = await services.db.withUser(user, async (trx) => {
      const rows = await listApprovals(trx, workspaceId, options);
      const members = await listMembers(trx, workspaceId);
      const automations = await listAutomations(trx, workspaceId);
      const people = new Map(members.map(({ userId, name, email }) => [userId, name || email]));
      const asking = new Map(automations.map(({ id, name }) => [id, name]));
      return rows.map((row) => ({
        ...row,
        status: statusAt(row, nowMs),
        automationName: asking.get(row.automationId) ?? "",
        decidedByName: row.decidedBy === null ? null : (people.get(row.decidedBy) ?? null),
      }));
    });
    const about = await aboutApprovals(context, approvals);
    return approvals.map((row) => ({
      ...row,
      subject: about.get(row.id)?.subject ?? null,
      outlook: about.get(row.id)?.outlook ?? null,
    }));
  },
});

export const countApprovals = defineVerb({
  name: "approvals.count",
  description: "Counts what waits for a person: steps of automations, and actions above a limit.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  output: countSchema,
  run: ({ services, user, workspaceId }) =>
    services.db.withUser(user, async (trx) => ({
      count:
        (await listApprovals(trx, workspaceId, { pendingOnly: true, limit: 100 })).length +
        (await waitingAttempts(trx, workspaceId, 100)).length,
    })),
});

function decisionEvent(context: Context, row: ApprovalRow): NewEvent {
  const { workspaceId, services } = context;
  const { id, runId, key, automationId, reason, decidedBy, note } = row;
  const said = row.status === "approved" ? "granted" : "denied";
  return {
    id: `${id}:${said}`,
    type: `approval.${said}`,
    source: `automation:${automationId}`,
    subject: id,
    time: services.now().toISOString(),
    data: { approval: id, run: runId, automation: automationId, reason, decidedBy, note },
    workspace: workspaceId,
    origin: "system",
    causationId: `run:${runId}/${key}`,
    hops: 0,
    actor: actorOf(context),
  };
}

export const decideApprovalVerb = defineVerb({
  name: "approvals.decide",
  description:
    "Approves or denies a waiting step, with a note for the run. An approved step sends exactly the request that was shown, once.",
  effect: "write",
  role: "admin",
  session: true,
  input: z.object({
    id: z.uuid(),
    approve: z.boolean(),
    /** Shown with the run and included in the event. */
    note: z.string().trim().max(500).optional(),
  }),
  output: approvalDecisionSchema,
  async run(context, { id, approve, note: said }, record) {
    const note = said || null;
    const { services, workspaceId, user } = context;
    const decided = await afterRaces(() =>
      services.db.withService(async (trx) => {
        const row = await decideApproval(trx, { id, workspaceId, by: user.sub, approve, note });
        if (!row)
          throw new AppError(
            "conflict",
            "This approval was already decided or has expired. Reload the page.",
          );
        await services.queue.wakeRuns(trx, [row.runId]);
        await publishInside(trx, [decisionEvent(context, row)]);
        return record(trx, { id, runId: row.runId, approved: approve });
      }),
    );
    services.notifyAppended(workspaceId);
    services.queue.nudge();
    return decided;
  },
  audit: (input, { runId }) => ({
    target: input.id,
    details: { run: runId, approved: input.approve },
  }),
});
