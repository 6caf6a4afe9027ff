import { StripeError } from "./errors.ts";
import { cancelIntent } from "./intent-actions.ts";
import { confirmIntent, createIntent } from "./intents.ts";
import { finalizeInvoice, recordPayment } from "./invoices.ts";
import { record, written } from "./json.ts";
import type { Scope } from "./scope.ts";
import { emit } from "./scope.ts";
import type { PaymentIntent, Resource } from "./types.ts";
import { find, rowsWhere } from "./world.ts";

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
  const { intent } = preparePayment(scope, invoice, input);
  invoice["attempted"] = true;
  const attempts = Number(invoice["attempt_count"] ?? 0);
  invoice["attempt_count"] = input.automatic ? attempts + 1 : Math.max(attempts, 1);
  const refusal = attempt(scope, intent, input);
  if (intent.status === "succeeded") return null;
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

/** Stripe finalises a draft on its own about an hour after it was made. */
const ADVANCE_SECONDS = 3_600;

/** Has a draft finalised and collected later, where its owner left that to Stripe. */
export function scheduleAdvance(scope: Scope, invoice: Resource): void {
  if (invoice["auto_advance"] !== true || invoice["status"] !== "draft") return;
  scope.world.jobs.push({
    at: scope.now() + ADVANCE_SECONDS,
    kind: "invoice.auto_advance",
    account: scope.tenant.id,
    id: invoice.id,
  });
}

/** Finalises a draft that is due, and tries to collect it unless it is sent to its customer. */
export function advanceInvoice(scope: Scope, invoice: Resource): void {
  if (invoice["auto_advance"] !== true || invoice["status"] !== "draft") return;
  const customer = find(scope.tenant, "customer", written(invoice["customer"]));
  if (!customer) return;
  finalizeInvoice(scope, invoice, customer);
  const isOpen = Number(invoice["amount_remaining"]) > 0; // an invoice of 0 is paid at once
  if (!isOpen || invoice["collection_method"] === "send_invoice") return;
  collect(scope, invoice, {
    customer: customer.id,
    method: customer.invoice_settings.default_payment_method,
    description: `Payment for Invoice ${written(invoice["number"])}`,
    offSession: true,
    automatic: true,
  });
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
  const payment = rowsWhere(scope.tenant, "invoice_payment", "invoice", invoice.id).find(
    (row) => row["status"] === "open",
  );
  const id = written(record(payment?.["payment"])["payment_intent"]);
  const intent = find(scope.tenant, "payment_intent", id);
  return payment && intent ? { payment, intent } : null;
}
