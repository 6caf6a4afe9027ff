import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import {
  decideApproval,
  listApprovals,
  type ApprovalRow,
  type ApprovalStatus,
} from "@/lib/db/approvals";
import { listAutomations } from "@/lib/db/automations";
import { publishInside } from "@/lib/db/event-log";
import { listMembers } from "@/lib/db/workspaces";
import { afterRaces, type NewEvent } from "@/lib/mesh/log";

import { defineVerb } from "../define";
import type { Context } from "../types";
import { subjectsOf } from "./about";

/** Nobody has answered in time, whether or not its run has noticed. */
const statusAt = ({ status, expiresAt }: ApprovalRow, nowMs: number): ApprovalStatus =>
  status === "pending" && expiresAt.getTime() <= nowMs ? "expired" : status;

export const listApprovalsVerb = defineVerb({
  name: "approvals.list",
  description: "Steps that wait for a person, or every one of late, newest first.",
  effect: "read",
  role: "viewer",
  input: z.object({
    pendingOnly: z.boolean().default(true),
    limit: z.int().min(1).max(200).default(50),
  }),
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
    const subjects = await subjectsOf(context, approvals);
    return approvals.map((row) => ({ ...row, subject: subjects.get(row.id) ?? null }));
  },
});

export const countApprovals = defineVerb({
  name: "approvals.count",
  description: "How many steps wait for a person, at most 100.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  run: ({ services, user, workspaceId }) =>
    services.db.withUser(user, async (trx) => ({
      count: (await listApprovals(trx, workspaceId, { pendingOnly: true, limit: 100 })).length,
    })),
});

function decisionEvent({ workspaceId, actor, services }: Context, row: ApprovalRow): NewEvent {
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
    actor,
  };
}

export const decideApprovalVerb = defineVerb({
  name: "approvals.decide",
  description:
    "Lets a waiting step go on, or stops it, with a note for the run. Exactly what was shown is sent, once.",
  effect: "write",
  role: "admin",
  session: true,
  input: z.object({
    id: z.uuid(),
    approve: z.boolean(),
    /** Shown with the run, and told to the mesh. */
    note: z.string().trim().max(500).optional(),
  }),
  async run(context, { id, approve, note: said }) {
    const note = said || null;
    const { services, workspaceId, user, actor } = context;
    if (actor.kind !== "user") throw new AppError("forbidden", "Only a person approves.");
    const decided = await afterRaces(() =>
      services.db.withService(async (trx) => {
        const row = await decideApproval(trx, { id, workspaceId, by: user.sub, approve, note });
        if (!row) return null;
        await services.queue.wakeRuns(trx, [row.runId]);
        await publishInside(trx, [decisionEvent(context, row)]);
        return row;
      }),
    );
    if (!decided)
      throw new AppError(
        "conflict",
        "This is decided already, or its time is over. Reload to see.",
      );
    const { runId } = decided;
    services.notifyAppended(workspaceId);
    services.queue.nudge();
    return { id, runId, approved: approve };
  },
  audit: (input, { runId }) => ({
    target: input.id,
    details: { run: runId, approved: input.approve },
  }),
});
