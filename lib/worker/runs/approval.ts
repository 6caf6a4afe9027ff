import { askApproval, consumeApproval, type ApprovalRow } from "@/lib/db/approvals";
import type { Transaction } from "@/lib/db/database";
import { publishInside } from "@/lib/db/event-log";
import type { RunRow } from "@/lib/db/runs";

import { failStep } from "./fail";
import { causedEvent } from "./publish";
import { stepRefOf, recordStep } from "./record-step";
import type { Beginning, LeasedRun, WithLease, RunServices } from "./types";

/** Tells the mesh of an approval. */
export async function publishApprovalEvent(
  trx: Transaction,
  run: RunRow,
  approval: ApprovalRow,
  what: "requested",
  now: Date,
): Promise<void> {
  const event = causedEvent(
    run,
    {
      id: `${approval.id}:${what}`,
      type: `approval.${what}`,
      source: `automation:${run.automationId}`,
      subject: approval.id,
      data: {
        approval: approval.id,
        run: run.id,
        automation: run.automationId,
        reason: approval.reason,
        decidedBy: approval.decidedBy,
      },
    },
    approval.key,
    now,
  );
  await publishInside(trx, [event]);
}

/** How long a person has to answer, where the definition does not say so. */
export const APPROVAL_MS = 86_400_000;

/** Why a step ends that a person refused, in their words where they left some. */
export const refusedBecause = (note: string | null) =>
  note === null ? "A person refused it." : `A person refused it: ${note}`;

type ActionOf<Kind extends Beginning["action"]["kind"]> = Extract<
  Beginning["action"],
  { kind: Kind }
>;

/** The step that only asks. Comes here again when somebody answered, or when the time is up. */
export async function performApprove(
  services: RunServices,
  leased: LeasedRun,
  decision: Beginning,
  action: Pick<ActionOf<"approve">, "reason" | "until">,
  withLease: WithLease,
  output: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const step = stepRefOf(leased, decision);
  const { run } = leased;
  const approval = await withLease(async (trx) => {
    const asked = await askApproval(trx, {
      workspaceId: run.workspaceId,
      runId: run.id,
      key: step.key,
      automationId: run.automationId,
      reason: action.reason,
      plan: null,
      planHash: null,
      expiresAt: new Date(action.until),
    });
    if (asked.isNew)
      await publishApprovalEvent(trx, run, asked.approval, "requested", services.now());
    const { status, expiresAt, decidedBy, note } = asked.approval;
    if (status === "pending" && expiresAt > services.now())
      await recordStep(trx, leased, step, {
        status: "waiting",
        warnings: decision.warnings,
        reason: "Waits for an approval",
        notBefore: expiresAt,
      });
    const isGranted =
      status === "approved" &&
      (await consumeApproval(trx, { runId: run.id, key: step.key, planHash: null }));
    if (isGranted || status === "consumed")
      await recordStep(trx, leased, step, {
        status: "succeeded",
        output: { ...output, approvedBy: decidedBy },
      });
    return { status, note, isOver: expiresAt <= services.now(), isGranted };
  });
  services.notifyAppended(run.workspaceId);
  if (approval.status === "denied")
    await failStep(leased, withLease, step, refusedBecause(approval.note));
  else if (approval.isOver && !approval.isGranted && approval.status !== "consumed")
    await failStep(leased, withLease, step, "Nobody approved it in time.");
  else if (approval.status === "approved" && !approval.isGranted)
    await failStep(leased, withLease, step, "Whoever approved it is no longer an admin.");
}

/** A list that is long enough to ask first. What is inside of it follows from the output, once a person said yes. */
export function performBulk(
  services: RunServices,
  leased: LeasedRun,
  decision: Beginning,
  action: ActionOf<"note">,
  withLease: WithLease,
): Promise<void> {
  const reason = `${action.bulk?.reason ?? ""}, for “${leased.name}”`;
  const until = services.now().getTime() + APPROVAL_MS;
  return performApprove(services, leased, decision, { reason, until }, withLease, action.output);
}
