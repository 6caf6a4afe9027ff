import { record, written } from "./json.ts";
import { blank } from "./schema.ts";
import { emit, type Scope } from "./scope.ts";
import type { Customer, JsonObject, Resource, Subscription } from "./types.ts";
import { accountOf, find, insert } from "./world.ts";

export type InvoiceInput = {
  customer: Customer;
  subscription: Subscription;
  price: Resource;
  quantity: number;
  /** A trial's invoice: the line is there, the amount is 0. */
  free: boolean;
  reason: string;
};

/** Stores a finalised invoice for one period of a subscription; emits invoice.created and invoice.finalized. */
export function createInvoice(scope: Scope, input: InvoiceInput): Resource {
  const { customer, subscription } = input;
  const id = scope.world.ids.next("invoice");
  const amount = input.free ? 0 : Number(input.price["unit_amount"] ?? 0) * input.quantity;
  const created = scope.now();
  const sequence = Number(customer["next_invoice_sequence"] ?? 1);
  customer["next_invoice_sequence"] = sequence + 1;
  const account = accountOf(scope.tenant);
  const invoice: Resource = {
    ...blank("Invoice"),
    id,
    object: "invoice",
    account_country: account["country"] ?? null,
    account_name: record(record(account["settings"])["dashboard"])["display_name"] ?? null,
    amount_due: amount,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: amount,
    amount_shipping: 0,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: { ...blank("Invoice.AutomaticTax"), enabled: false },
    billing_reason: input.reason,
    collection_method: "charge_automatically",
    created,
    currency: written(input.price["currency"]),
    customer: customer.id,
    customer_email: customer.email,
    customer_name: customer.name,
    customer_tax_exempt: "none",
    customer_tax_ids: [],
    default_tax_rates: [],
    discounts: [],
    effective_at: created,
    hosted_invoice_url: `https://sandbox.invalid/i/${scope.tenant.id}/${id}`,
    invoice_pdf: `https://sandbox.invalid/i/${scope.tenant.id}/${id}/pdf`,
    issuer: { type: "self" },
    lines: {
      object: "list",
      data: [line(scope, id, input, amount)],
      has_more: false,
      url: `/v1/invoices/${id}/lines`,
    },
    livemode: false,
    metadata: {},
    number: `${written(customer["invoice_prefix"])}-${String(sequence).padStart(4, "0")}`,
    parent: {
      quote_details: null,
      subscription_details: {
        metadata: record(subscription["metadata"]),
        subscription: subscription.id,
      },
      type: "subscription_details",
    },
    payment_settings: { ...blank("Invoice.PaymentSettings") },
    period_end: created,
    period_start: created,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    starting_balance: 0,
    status: "open",
    status_transitions: { ...blank("Invoice.StatusTransitions"), finalized_at: created },
    subtotal: amount,
    subtotal_excluding_tax: amount,
    total: amount,
    total_discount_amounts: [],
    total_excluding_tax: amount,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: created,
  };
  insert(scope.tenant, invoice);
  emit(scope, "invoice.created", { ...invoice, status: "draft" });
  emit(scope, "invoice.finalized", invoice);
  return invoice;
}

function line(scope: Scope, invoice: string, input: InvoiceInput, amount: number): JsonObject {
  const { subscription, price } = input;
  const [item] = subscription.items.data;
  const product = find(scope.tenant, "product", written(price["product"]));
  const name = written(product?.["name"] ?? "Subscription");
  return {
    ...blank("InvoiceLineItem"),
    id: scope.world.ids.next("line_item"),
    object: "line_item",
    amount,
    currency: written(price["currency"]),
    description: input.free
      ? `Free trial for ${input.quantity} × ${name}`
      : `${input.quantity} × ${name}`,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice,
    livemode: false,
    metadata: {},
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: subscription.id,
        subscription_item: written(item?.["id"] ?? ""),
      },
      type: "subscription_item_details",
    },
    period: {
      end: item?.["current_period_end"] ?? scope.now(),
      start: item?.["current_period_start"] ?? scope.now(),
    },
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: price.id, product: written(price["product"]) },
      type: "price_details",
      unit_amount_decimal: written(price["unit_amount"]),
    },
    quantity: input.quantity,
    quantity_decimal: String(input.quantity),
    subscription: subscription.id,
    subtotal: amount,
    taxes: [],
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
  const now = scope.now();
  invoice["status"] = "paid";
  invoice["attempted"] = true;
  invoice["amount_paid"] = invoice["amount_due"];
  invoice["amount_remaining"] = 0;
  invoice["status_transitions"] = { ...record(invoice["status_transitions"]), paid_at: now };
  emit(scope, "invoice.paid", invoice);
  emit(scope, "invoice.payment_succeeded", invoice);
  if (!payment) return;
  payment["status"] = "paid";
  payment["amount_paid"] = invoice["amount_paid"];
  payment["status_transitions"] = { canceled_at: null, paid_at: now };
  emit(scope, "invoice_payment.paid", payment);
}
