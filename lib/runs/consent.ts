import { formatMinor } from "@/lib/core/money";
import { hasConsent, reserveMove } from "@/lib/db/allowed-moves";
import { findApproval, supersedeConsumed, type ApprovalRow } from "@/lib/db/approvals";
import { ProviderError } from "@/lib/providers/errors";
import type { Plan } from "@/lib/providers/plan";
import type { Money } from "@/lib/providers/types";

import { APPROVAL_MS, denialReason, requestApproval } from "./approval";
import type { Call } from "./call-types";
import type { StepExecution } from "./step-execution";

/** Decides whether a call may be sent now. */
export type Consent =
  /** It may be sent. `note`: whose word it is sent by, where no person was asked. */
  | { readonly kind: "given"; readonly note: string | null }
  /** It may be sent once the approval is used up with it. */
  | { readonly kind: "approved" }
  | { readonly kind: "waits" }
  /** A person denied it. */
  | { readonly kind: "denied"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

/** Decides whether an owner's auto-approval limit covers a call, or which question a person is asked. */
type Coverage =
  | { readonly kind: "within-limit"; readonly note: string }
  | { readonly kind: "needs-approval"; readonly question: string };

const needsApproval = (question: string): Coverage => ({ kind: "needs-approval", question });

/** Reads how much money would move; `null` when the provider cannot tell. Throws an error that a later attempt may not get. */
async function moneyOf({ step, connection, operation, input }: Call): Promise<Money | null> {
  const { moves } = operation;
  if (!moves) return null;
  const read = moves.read(input);
  if (read === null) return moves.amount(input, null);
  try {
    const { output } = await step.run.services.execute(connection, read.operation, read.input, {
      mode: "apply",
      actor: { kind: "automation", id: step.run.run.automationId },
    });
    return moves.amount(input, output);
  } catch (error) {
    if (error instanceof ProviderError && !error.retryable) return null;
    throw error;
  }
}

/** Reserves the money when an owner's limit covers it; else returns the question for the person who decides. */
async function coverageOf(call: Call, plan: Plan): Promise<Coverage> {
  if (!call.operation.moves) return needsApproval(plan.title);
  const { run, ref } = call.step;
  const money = await moneyOf(call);
  if (money === null) return needsApproval(`${plan.title} (the amount could not be read)`);
  const words = formatMinor(money.amount, money.currency);
  const question = `${plan.title}: ${words}`;
  const limit = run.definition.limits.money?.find(({ currency }) => currency === money.currency);
  if (!limit || call.approvalPolicy === "always") return needsApproval(question);
  const [each, perDay] = [limit.each, limit.perDay].map((most) =>
    formatMinor(most, limit.currency),
  );
  if (money.amount > limit.each)
    return needsApproval(`${question}, above the limit of ${each} at a time`);
  const { automationId, version, workspaceId } = run.run;
  const outcome = await run.withLease((trx) =>
    reserveMove(trx, {
      runId: ref.runId,
      key: ref.key,
      planHash: plan.planHash,
      workspaceId,
      automationId,
      version,
      currency: money.currency,
      amount: money.amount,
      perDay: limit.perDay,
    }),
  );
  switch (outcome) {
    case "reserved":
      return {
        kind: "within-limit",
        note: `${words} moved without approval: an owner allowed up to ${each} at a time`,
      };
    case "over-day":
      return needsApproval(`${question}, above the limit of ${perDay} in 24 hours`);
    case "not-allowed":
      return needsApproval(question);
  }
}

/** Asks people, and lets the step wait for them while the question is open. */
function ask({ step, input }: Call, plan: Plan, question: string): Promise<ApprovalRow> {
  const { run, decision } = step;
  return run.withLease(async (trx) => {
    const approval = await requestApproval(step, trx, {
      reason: `${question}, for “${run.name}”`,
      plan,
      planHash: plan.planHash,
      expiresAt: new Date(run.now().getTime() + APPROVAL_MS),
    });
    if (approval.status === "pending" && approval.expiresAt > run.now())
      await step.record(trx, {
        status: "waiting",
        input,
        plan,
        warnings: [...decision.warnings, ...(plan.warnings ?? [])],
        reason: "Waiting for an approval",
        notBefore: approval.expiresAt,
      });
    return approval;
  });
}

async function verdictOf({ run }: StepExecution, approval: ApprovalRow): Promise<Consent> {
  const { status, expiresAt } = approval;
  if (status === "denied") {
    const reason = await run.services.db.withService((trx) => denialReason(trx, approval));
    return { kind: "denied", reason };
  }
  if (status === "approved") return { kind: "approved" };
  if (status === "pending" && expiresAt > run.now()) return { kind: "waits" };
  return { kind: "refused", reason: "The approval expired." };
}

/** Finds out whether a call may be sent, and asks a person where it must. */
export async function obtainConsent(call: Call, plan: Plan): Promise<Consent> {
  const { step, approvalPolicy } = call;
  if (approvalPolicy === "never") return { kind: "given", note: null };
  const { run, ref } = step;
  const before = await run.services.db.withService(async (trx) => {
    if (await hasConsent(trx, { runId: ref.runId, key: ref.key, planHash: plan.planHash }))
      return "given";
    const approval = await findApproval(trx, ref);
    if (approval?.status !== "consumed") return approval;
    await supersedeConsumed(trx, ref);
    return undefined;
  });
  if (before === "given") return { kind: "given", note: null };
  if (before !== undefined && before.status !== "pending") return verdictOf(step, before);
  // A question that is open already stays as it was asked.
  const coverage = before ? needsApproval(before.reason) : await coverageOf(call, plan);
  if (coverage.kind === "within-limit") return { kind: "given", note: coverage.note };
  return verdictOf(step, await ask(call, plan, coverage.question));
}
