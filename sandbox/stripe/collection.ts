import { StripeError } from "./errors.ts";
import { cancelIntent } from "./intent-actions.ts";
import { confirmIntent, createIntent } from "./intents.ts";
import { markPaid, recordPayment } from "./invoices.ts";
import { record, written } from "./json.ts";
import type { Scope } from "./scope.ts";
import { emit } from "./scope.ts";
import type { PaymentIntent, Resource } from "./types.ts";
import { find, rows } from "./world.ts";

export type CollectInput = {
  customer: string;
  method: string | null;
  description: string;
  offSession: boolean;
  /** False for a caller's own attempt: the first one counts, later ones do not. */
  automatic: boolean;
};

/** The payment of an invoice with its intent, made when the invoice has none yet. */
export function preparePayment(
  scope: Scope,
  invoice: Resource,
  input: Pick<CollectInput, "customer" | "description">,
): { payment: Resource; intent: PaymentIntent } {
  const existing = paymentOf(scope, invoice);
  if (existing) return existing;
  const intent = createIntent(scope, {
    amount: Number(invoice["amount_due"]),
    currency: written(invoice["currency"]),
    customer: input.customer,
    description: input.description,
    metadata: {},
    captureMethod: "automatic",
  });
  return { payment: recordPayment(scope, invoice, intent.id), intent };
}

/**
 * Tries to take the money of an open invoice. What stood in the way, a decline or an absent payment
 * method, is returned after the failure was recorded; null means paid.
 */
export function collect(scope: Scope, invoice: Resource, input: CollectInput): StripeError | null {
  const { payment, intent } = preparePayment(scope, invoice, input);
  const refusal = attempt(scope, intent, input);
  invoice["attempted"] = true;
  const attempts = Number(invoice["attempt_count"] ?? 0);
  invoice["attempt_count"] = input.automatic ? attempts + 1 : Math.max(attempts, 1);
  if (intent.status === "succeeded") {
    markPaid(scope, invoice, payment);
    return null;
  }
  const needsBuyer =
    intent.status === "requires_action" || refusal?.fields.code === "authentication_required";
  if (needsBuyer) emit(scope, "invoice.payment_action_required", invoice);
  emit(scope, "invoice.payment_failed", invoice);
  return (
    refusal ??
    new StripeError(
      402,
      "This payment requires additional user action before it can be completed.",
      {
        type: "card_error",
        code: "invoice_payment_intent_requires_action",
      },
    )
  );
}

function attempt(scope: Scope, intent: PaymentIntent, input: CollectInput): StripeError | null {
  try {
    confirmIntent(scope, intent, {
      method: input.method,
      offSession: input.offSession,
      returnUrl: null,
    });
    return null;
  } catch (error) {
    if (error instanceof StripeError) return error;
    throw error;
  }
}

/** Cancels the open payment of an invoice that nobody is going to pay. */
export function abandonPayment(scope: Scope, invoice: Resource): void {
  const open = paymentOf(scope, invoice);
  if (!open || open.intent.status === "succeeded" || open.intent.status === "canceled") return;
  cancelIntent(scope, open.intent, "void_invoice");
  open.payment["status"] = "canceled";
  open.payment["status_transitions"] = { canceled_at: scope.now(), paid_at: null };
}

function paymentOf(
  scope: Scope,
  invoice: Resource,
): { payment: Resource; intent: PaymentIntent } | null {
  const payment = rows(scope.tenant, "invoice_payment").find(
    (row) => row["invoice"] === invoice.id && row["status"] === "open",
  );
  const id = written(record(payment?.["payment"])["payment_intent"]);
  const intent = find(scope.tenant, "payment_intent", id);
  return payment && intent ? { payment, intent } : null;
}
