import { totalInvoice } from "./adjustments.ts";
import { badParam } from "./errors.ts";
import type { Line } from "./invoice-lines.ts";
import { items, record, written } from "./json.ts";
import { blank } from "./schema.ts";
import { emit, type Scope } from "./scope.ts";
import type { Customer, JsonObject, Resource, Subscription } from "./types.ts";
import { accountOf, find, insert } from "./world.ts";

export type DraftInput = {
  customer: Customer;
  currency: string;
  lines: Line[];
  subscription: Subscription | null;
  reason: string;
  collectionMethod?: string;
  dueDate?: number | null;
  autoAdvance?: boolean;
  fields?: JsonObject;
};

/** Stores a draft invoice and emits invoice.created. */
export function draftInvoice(scope: Scope, input: DraftInput): Resource {
  const invoice = insert(scope.tenant, composeInvoice(scope, input));
  emit(scope, "invoice.created", invoice);
  return invoice;
}

/** Composes a draft invoice without storing it. Amounts follow from the lines. */
export function composeInvoice(scope: Scope, input: DraftInput): Resource {
  const { customer, subscription } = input;
  const id = scope.world.ids.next("invoice");
  const account = accountOf(scope.tenant);
  const now = scope.now();
  const invoice: Resource = {
    ...blank("Invoice"),
    id,
    object: "invoice",
    account_country: account["country"] ?? null,
    account_name: record(record(account["settings"])["dashboard"])["display_name"] ?? null,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_shipping: 0,
    attempt_count: 0,
    attempted: false,
    auto_advance: input.autoAdvance ?? false,
    automatic_tax: { ...blank("Invoice.AutomaticTax"), enabled: false },
    billing_reason: input.reason,
    collection_method: input.collectionMethod ?? "charge_automatically",
    created: now,
    currency: input.currency,
    customer: customer.id,
    customer_address: customer["address"] ?? null,
    customer_email: customer.email,
    customer_name: customer.name,
    customer_tax_exempt: "none",
    customer_tax_ids: [],
    default_tax_rates: [],
    discounts: [],
    due_date: input.dueDate ?? null,
    issuer: { type: "self" },
    lines: { object: "list", data: [], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    parent: subscription
      ? {
          quote_details: null,
          subscription_details: {
            metadata: { ...record(subscription["metadata"]) },
            subscription: subscription.id,
          },
          type: "subscription_details",
        }
      : null,
    payment_settings: { ...blank("Invoice.PaymentSettings") },
    period_end: now,
    period_start: now,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    starting_balance: 0,
    status: "draft",
    status_transitions: { ...blank("Invoice.StatusTransitions") },
    total_discount_amounts: [],
    total_pretax_credit_amounts: [],
    total_taxes: [],
    ...input.fields,
  };
  for (const line of input.lines) addLine(invoice, line);
  totalInvoice(invoice);
  return invoice;
}

/** Adds a line to a draft and counts the amounts again. */
export function addLine(invoice: Resource, line: Line): void {
  const lines = record(invoice["lines"]);
  const added = { ...line, invoice: invoice.id };
  invoice["lines"] = { ...lines, data: [...items(lines["data"]), added] };
  totalInvoice(invoice);
}

/** Gives a draft its number and pages and opens it; an invoice of 0 is paid at once. Throws 400 unless draft. */
export function finalizeInvoice(scope: Scope, invoice: Resource, customer: Customer): void {
  if (invoice["status"] !== "draft")
    throw badParam("This invoice is already finalized, you can't re-finalize a non-draft invoice.");
  const sequence = Number(customer["next_invoice_sequence"] ?? 1);
  customer["next_invoice_sequence"] = sequence + 1;
  invoice["number"] = `${written(customer["invoice_prefix"])}-${String(sequence).padStart(4, "0")}`;
  invoice["hosted_invoice_url"] = `${scope.world.url}/i/${scope.tenant.id}/${invoice.id}`;
  invoice["invoice_pdf"] = `${scope.world.url}/i/${scope.tenant.id}/${invoice.id}/pdf`;
  invoice["effective_at"] = scope.now();
  invoice["webhooks_delivered_at"] = scope.now();
  moveTo(scope, invoice, "open", "finalized_at");
  emit(scope, "invoice.finalized", invoice);
  if (Number(invoice["amount_due"]) === 0) markPaid(scope, invoice);
}

function moveTo(scope: Scope, invoice: Resource, status: string, stamp: string): void {
  invoice["status"] = status;
  invoice["status_transitions"] = {
    ...record(invoice["status_transitions"]),
    [stamp]: scope.now(),
  };
}

/** Stores the payment that is to settle an invoice. */
export function recordPayment(scope: Scope, invoice: Resource, intent: string): Resource {
  return insert(scope.tenant, {
    ...blank("InvoicePayment"),
    id: scope.world.ids.next("invoice_payment"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: Number(invoice["amount_due"]),
    created: scope.now(),
    currency: written(invoice["currency"]),
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent, type: "payment_intent" },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  });
}

/** Marks an invoice paid; emits invoice.paid, invoice.payment_succeeded and invoice_payment.paid. */
export function markPaid(scope: Scope, invoice: Resource, payment?: Resource): void {
  invoice["attempted"] = true;
  invoice["amount_paid"] = invoice["amount_due"] ?? 0;
  invoice["amount_remaining"] = 0;
  moveTo(scope, invoice, "paid", "paid_at");
  emit(scope, "invoice.paid", invoice);
  emit(scope, "invoice.payment_succeeded", invoice);
  if (payment) {
    payment["status"] = "paid";
    payment["amount_paid"] = invoice["amount_paid"];
    payment["status_transitions"] = { canceled_at: null, paid_at: scope.now() };
    emit(scope, "invoice_payment.paid", payment);
  }
  recoverSubscription(scope, invoice);
}

/** A subscription that waited for this payment is active again. */
function recoverSubscription(scope: Scope, invoice: Resource): void {
  const id = record(record(invoice["parent"])["subscription_details"])["subscription"];
  const subscription = find(scope.tenant, "subscription", written(id));
  if (subscription?.["latest_invoice"] !== invoice.id) return;
  const { status } = subscription;
  if (status !== "incomplete" && status !== "past_due") return;
  subscription.status = "active";
  emit(scope, "customer.subscription.updated", subscription, { status });
}

/** Voids an open or uncollectible invoice. Throws 400 in any other state. */
export function voidInvoice(scope: Scope, invoice: Resource): void {
  if (invoice["status"] !== "open" && invoice["status"] !== "uncollectible") throw notOpen();
  moveTo(scope, invoice, "void", "voided_at");
  emit(scope, "invoice.voided", invoice);
}

/** Gives an open invoice up. Throws 400 in any other state. */
export function markUncollectible(scope: Scope, invoice: Resource): void {
  if (invoice["status"] !== "open") throw notOpen();
  moveTo(scope, invoice, "uncollectible", "marked_uncollectible_at");
  emit(scope, "invoice.marked_uncollectible", invoice);
}

function notOpen(): Error {
  return badParam("You can only pass in open invoices. This invoice isn't open.");
}
