import { formatMinor } from "@/lib/core/money";
import { hasConsent, reserveMove } from "@/lib/db/allowed-moves";
import { askApproval, findApproval, supersedeConsumed, type ApprovalRow } from "@/lib/db/approvals";
import { ProviderError } from "@/lib/providers/errors";
import type { Plan } from "@/lib/providers/plan";
import type { Money } from "@/lib/providers/types";

import { APPROVAL_MS, publishApprovalEvent, refusedBecause } from "./approval";
import { recordStep } from "./record-step";
import type { Call, WithLease, RunServices } from "./types";

/** What a call may do now. */
export type Consent =
  /** It may be sent. `warning`: by whose word, where no person was asked. */
  | { readonly kind: "given"; readonly warning?: string | undefined }
  /** It may be sent once the approval is used up with it. */
  | { readonly kind: "approved" }
  | { readonly kind: "waits" }
  | { readonly kind: "refused"; readonly reason: string };

/** How much would move, as the provider says; `null` when there is no telling. Throws what a later look may mend. */
async function moneyOf(services: RunServices, call: Call): Promise<Money | null> {
  const { moves } = call.operation;
  if (!moves) return null;
  const { operation, input } = moves.read(call.input);
  try {
    const { output } = await services.execute(call.connection, operation, input, {
      mode: "apply",
      actor: { kind: "automation", id: call.leased.run.automationId },
    });
    return moves.amount(call.input, output);
  } catch (error) {
    if (error instanceof ProviderError && !error.retryable) return null;
    throw error;
  }
}

interface Allowance {
  /** It may go, and by whose word. */
  readonly warning?: string;
  /** What a person is asked otherwise. */
  readonly asks: string;
}

/** Sets the money aside when an owner allowed so much; else says, for the person who decides, what it is about. */
async function withinAllowance(
  services: RunServices,
  call: Call,
  plan: Plan,
  withLease: WithLease,
): Promise<Allowance> {
  if (!call.operation.moves) return { asks: plan.title };
  const { leased, step } = call;
  const money = await moneyOf(services, call);
  if (money === null) return { asks: `${plan.title} (how much could not be read)` };
  const words = formatMinor(money.amount, money.currency);
  const asks = `${plan.title}: ${words}`;
  const limit = leased.definition.limits.money?.find(({ currency }) => currency === money.currency);
  if (!limit || call.asks === "always") return { asks };
  const [each, perDay] = [limit.each, limit.perDay].map((most) =>
    formatMinor(most, limit.currency),
  );
  if (money.amount > limit.each) return { asks: `${asks}, more than ${each} at once` };
  const { automationId, version, workspaceId } = leased.run;
  const outcome = await withLease((trx) =>
    reserveMove(trx, {
      runId: step.runId,
      key: step.key,
      planHash: plan.planHash,
      workspaceId,
      automationId,
      version,
      currency: money.currency,
      amount: money.amount,
      perDay: limit.perDay,
    }),
  );
  if (outcome === "reserved")
    return {
      asks,
      warning: `${words} moved without asking: an owner allows up to ${each} at once`,
    };
  return {
    asks:
      outcome === "over-day" ? `${asks}, with which ${perDay} in 24 hours would be passed` : asks,
  };
}

async function ask(
  services: RunServices,
  call: Call,
  plan: Plan,
  what: string,
  withLease: WithLease,
): Promise<ApprovalRow> {
  const { leased, step, decision } = call;
  return withLease(async (trx) => {
    const { approval, isNew } = await askApproval(trx, {
      workspaceId: leased.run.workspaceId,
      runId: leased.run.id,
      key: step.key,
      automationId: leased.run.automationId,
      reason: `${what}, for “${leased.name}”`,
      plan,
      planHash: plan.planHash,
      expiresAt: new Date(services.now().getTime() + APPROVAL_MS),
    });
    if (isNew) await publishApprovalEvent(trx, leased.run, approval, "requested", services.now());
    if (approval.status === "pending" && approval.expiresAt > services.now())
      await recordStep(trx, leased, step, {
        status: "waiting",
        input: call.input,
        plan,
        warnings: decision.warnings,
        reason: "Waits for an approval",
        notBefore: approval.expiresAt,
      });
    return approval;
  });
}

function verdictOf({ status, note, expiresAt }: ApprovalRow, now: Date): Consent {
  if (status === "denied") return { kind: "refused", reason: refusedBecause(note) };
  if (status === "approved") return { kind: "approved" };
  if (status === "pending" && expiresAt > now) return { kind: "waits" };
  return { kind: "refused", reason: "Nobody approved it in time." };
}

/** Finds out whether a call may be sent, and asks a person where it must. */
export async function obtainConsent(
  services: RunServices,
  call: Call,
  plan: Plan,
  withLease: WithLease,
): Promise<Consent> {
  const { step, asks } = call;
  if (asks === "never") return { kind: "given" };
  const ref = { runId: step.runId, key: step.key };
  const before = await services.db.withService(async (trx) => {
    if (await hasConsent(trx, { ...ref, planHash: plan.planHash })) return "given";
    const approval = await findApproval(trx, ref);
    if (approval?.status !== "consumed") return approval;
    await supersedeConsumed(trx, ref);
    return undefined;
  });
  if (before === "given") return { kind: "given" };
  if (before !== undefined && before.status !== "pending") return verdictOf(before, services.now());
  // What is asked already stays as it was asked.
  const allowance = before
    ? { asks: before.reason }
    : await withinAllowance(services, call, plan, withLease);
  if (allowance.warning !== undefined) return { kind: "given", warning: allowance.warning };
  const approval = await ask(services, call, plan, allowance.asks, withLease);
  return verdictOf(approval, services.now());
}
