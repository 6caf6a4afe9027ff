import {
  askApproval,
  consumeApproval,
  type ApprovalRow,
  type ApprovalRequest,
} from "@/lib/db/approvals";
import type { Transaction } from "@/lib/db/database";
import { publishInside } from "@/lib/db/event-log";
import { listMembers } from "@/lib/db/workspaces";

import { causedEvent } from "./publish";
import type { ActionOf, StepExecution } from "./step-execution";

/** How long a person has to answer, where the definition does not say so. */
export const APPROVAL_MS = 86_400_000;

/** Returns the reason of a step that a person denied: who denied it, with the note if there is one. */
export async function denialReason(
  trx: Transaction,
  { workspaceId, decidedBy, note }: Pick<ApprovalRow, "workspaceId" | "decidedBy" | "note">,
): Promise<string> {
  const members = await listMembers(trx, workspaceId);
  const person = members.find(({ userId }) => userId === decidedBy);
  const denied = `${person?.name || person?.email || "A former member"} denied it`;
  return note === null ? `${denied}.` : `${denied}: “${note}”`;
}

/** Asks people for an approval of a step, and publishes it when they were not asked before. */
export async function requestApproval(
  { run, ref }: StepExecution,
  trx: Transaction,
  request: Pick<ApprovalRequest, "reason" | "plan" | "planHash" | "expiresAt">,
): Promise<ApprovalRow> {
  const { workspaceId, id: runId, automationId } = run.run;
  const { approval, isNew } = await askApproval(trx, {
    workspaceId,
    runId,
    key: ref.key,
    automationId,
    ...request,
  });
  if (!isNew) return approval;
  const event = causedEvent(
    run.run,
    {
      id: `${approval.id}:requested`,
      type: "approval.requested",
      source: `automation:${automationId}`,
      subject: approval.id,
      data: {
        approval: approval.id,
        run: runId,
        automation: automationId,
        reason: approval.reason,
        decidedBy: approval.decidedBy,
      },
    },
    approval.key,
    run.now(),
  );
  await publishInside(trx, [event]);
  return approval;
}

interface Question {
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly until: number;
  /** The step's output once it is approved. */
  readonly output: Readonly<Record<string, unknown>>;
}

/** Asks, or looks at the answer. Returns the reason why the step must fail; `null` when its new state was written. */
function askOrContinue(step: StepExecution, question: Question): Promise<string | null> {
  const { run, ref, decision } = step;
  return run.withLease(async (trx) => {
    const approval = await requestApproval(step, trx, {
      reason: question.reason,
      plan: null,
      planHash: null,
      expiresAt: new Date(question.until),
    });
    const { status, expiresAt, decidedBy } = approval;
    const isOver = expiresAt <= run.now();
    if (status === "denied") {
      await step.record(trx, { status: "cancelled", reason: await denialReason(trx, approval) });
      return null;
    }
    if (status === "pending" && !isOver) {
      await step.record(trx, {
        status: "waiting",
        warnings: decision.warnings,
        reason: "Waiting for an approval",
        notBefore: expiresAt,
      });
      return null;
    }
    const isGranted =
      status === "approved" &&
      (await consumeApproval(trx, { runId: ref.runId, key: ref.key, planHash: null }));
    if (isGranted || status === "consumed") {
      await step.record(trx, {
        status: "succeeded",
        output: { ...question.output, approvedBy: decidedBy },
      });
      return null;
    }
    return isOver || status !== "approved"
      ? "The approval expired."
      : "Whoever approved it is no longer an admin.";
  });
}

/** Performs a step that asks for an approval. It comes here again when somebody answered, or when the time is up. */
async function performQuestion(step: StepExecution, question: Question): Promise<void> {
  const failure = await askOrContinue(step, question);
  step.run.notifyAppended();
  if (failure !== null) await step.fail(failure);
}

/** Performs an approval step. */
export const performApprove = (
  step: StepExecution,
  { reason, until }: ActionOf<"approve">,
): Promise<void> => performQuestion(step, { reason, until, output: {} });

/** Asks before a long list is worked through. The steps inside follow from the output, once a person approved it. */
export const performBulk = (
  step: StepExecution,
  { bulk, output }: ActionOf<"note">,
): Promise<void> =>
  performQuestion(step, {
    reason: `${bulk?.reason ?? ""}, for “${step.run.name}”`,
    until: step.run.now().getTime() + APPROVAL_MS,
    output,
  });
