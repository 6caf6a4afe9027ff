import { cardNamed } from "./cards.ts";
import { isDecided } from "./disputes.ts";
import { StripeError, badParam } from "./errors.ts";
import { writeLedger } from "./ledger.ts";
import { formatAmount } from "./money.ts";
import { settleRadar } from "./radar.ts";
import { blank } from "./schema.ts";
import { emit, type Scope } from "./scope.ts";
import type { Charge, JsonObject, Refund } from "./types.ts";
import { find, insert, rowsWhere } from "./world.ts";

export type RefundInput = { amount: number | null; reason: string | null; metadata: JsonObject };

/**
 * Refunds a charge, whole or in part (`amount` in minor units; null is the remainder).
 * Fees stay with Stripe. Emits refund.created and charge.refunded.
 * Throws `charge_already_refunded`, `charge_disputed` or the amount refusal, all 400.
 */
export function refundCharge(scope: Scope, charge: Charge, input: RefundInput): Refund {
  checkRefundable(scope, charge);
  const remaining = charge.amount - charge.amount_refunded;
  if (remaining <= 0)
    throw new StripeError(400, `Charge ${charge.id} has already been refunded.`, {
      code: "charge_already_refunded",
    });
  const amount = input.amount ?? remaining;
  if (amount <= 0)
    throw badParam("Invalid positive integer", "amount", "parameter_invalid_integer");
  if (amount > remaining)
    throw badParam(
      `Refund amount (${formatAmount(amount, charge.currency)}) is greater than unrefunded amount on charge (${formatAmount(remaining, charge.currency)})`,
      "amount",
    );
  const behaviour = cardNamed(charge.sandbox_card).refund;
  const refund = storeRefund(scope, charge, amount, input);
  refund.status = behaviour === "pending" ? "pending" : "succeeded";
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded >= charge.amount;
  emit(scope, "refund.created", refund);
  emit(scope, "charge.refunded", charge, {
    amount_refunded: charge.amount_refunded - amount,
    ...(charge.refunded ? { refunded: false } : {}),
  });
  if (charge.refunded) settleRadar(scope, charge, "refunded");
  if (behaviour)
    scope.world.jobs.push({
      at: scope.now() + 1,
      kind: behaviour === "pending" ? "refund.succeeded" : "refund.failed",
      account: scope.tenant.id,
      id: refund.id,
    });
  return refund;
}

function checkRefundable(scope: Scope, charge: Charge): void {
  if (charge.status !== "succeeded")
    throw badParam(`Charge ${charge.id} has not succeeded; it cannot be refunded.`, "charge");
  if (!charge.captured && !charge.refunded)
    throw new StripeError(
      501,
      "not implemented in the sandbox: a refund of an uncaptured charge; cancel its payment intent",
      { type: "api_error" },
    );
  const chargeback = rowsWhere(scope.tenant, "dispute", "charge", charge.id).some(
    (dispute) =>
      !dispute.status.startsWith("warning") && (!isDecided(dispute) || dispute.status === "lost"),
  );
  if (chargeback)
    throw new StripeError(
      400,
      `Charge ${charge.id} has been charged back; cannot issue a refund.`,
      { code: "charge_disputed" },
    );
}

function storeRefund(scope: Scope, charge: Charge, amount: number, input: RefundInput): Refund {
  const id = scope.world.ids.next("refund");
  const entry = writeLedger(scope, {
    type: "refund",
    reportingCategory: "refund",
    amount: -amount,
    fee: 0,
    currency: charge.currency,
    source: id,
    description: charge.description
      ? `REFUND FOR CHARGE (${charge.description})`
      : "REFUND FOR CHARGE",
  });
  const refund: Refund = {
    ...blank("Refund"),
    id,
    object: "refund",
    amount,
    balance_transaction: entry.id,
    charge: charge.id,
    created: scope.now(),
    currency: charge.currency,
    customer: charge.customer,
    destination_details: {
      card: {
        reference_status: "pending",
        reference_type: "acquirer_reference_number",
        type: "refund",
      },
      type: "card",
    },
    metadata: input.metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge["payment_method"] ?? null,
    reason: input.reason,
    status: "succeeded",
  };
  return insert(scope.tenant, refund);
}

/** Ends a refund that was pending or that fails later; a failed one returns the money to the balance. */
export function settleRefund(scope: Scope, refund: Refund, failed: boolean): void {
  const status = refund.status;
  refund.status = failed ? "failed" : "succeeded";
  if (!failed) {
    announceUpdate(scope, refund, { status });
    return;
  }
  const charge = find(scope.tenant, "charge", refund.charge);
  const entry = writeLedger(scope, {
    type: "refund_failure",
    reportingCategory: "refund_failure",
    amount: refund.amount,
    fee: 0,
    currency: refund.currency,
    source: refund.id,
    description: "REFUND FAILURE",
  });
  refund["failure_balance_transaction"] = entry.id;
  refund["failure_reason"] = "unknown";
  if (charge) {
    charge.amount_refunded -= refund.amount;
    charge.refunded = false;
  }
  announceUpdate(scope, refund, { status });
  emit(scope, "refund.failed", refund);
}

/** Emits refund.updated and its legacy twin charge.refund.updated. */
export function announceUpdate(scope: Scope, refund: Refund, previous: JsonObject): void {
  emit(scope, "charge.refund.updated", refund, previous);
  emit(scope, "refund.updated", refund, previous);
}
