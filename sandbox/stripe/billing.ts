import { adjustLine, dropUsedDiscounts } from "./adjustments.ts";
import { changes } from "./call.ts";
import { abandonPayment, collect, preparePayment } from "./collection.ts";
import { StripeError } from "./errors.ts";
import { itemLine, subscriptionLine, type Line } from "./invoice-lines.ts";
import { draftInvoice, finalizeInvoice, markUncollectible, voidInvoice } from "./invoices.ts";
import { record, text, written } from "./json.ts";
import { resolveMethod } from "./payment-methods.ts";
import { pendingItems } from "./prorations.ts";
import { blank } from "./schema.ts";
import { emit, type Scope } from "./scope.ts";
import { periodEnd, storeSubscription, type SubscriptionInput } from "./subscriptions.ts";
import type { Customer, JsonObject, Resource, Subscription } from "./types.ts";
import { find, picture } from "./world.ts";

const NO_METHOD =
  "This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.";

/**
 * Creates a subscription of one item and takes the first payment at once: active when it succeeds,
 * incomplete when it does not, trialing (and free) until `trialEnd`. Throws 400 without a payment method.
 */
export function subscribe(scope: Scope, input: SubscriptionInput): Subscription {
  const { customer } = input;
  const method = input.method
    ? resolveMethod(scope, input.method, "default_payment_method", customer.id).id
    : null;
  const payer = method ?? customer.invoice_settings.default_payment_method;
  if (payer === null && input.trialEnd === null && input.attempt)
    throw new StripeError(400, NO_METHOD, { code: "resource_missing" });
  const subscription = storeSubscription(scope, { ...input, method });
  const invoice = bill(scope, subscription, customer, input.price, "subscription_create");
  const payment = { customer: customer.id, description: "Subscription creation" };
  if (invoice["status"] === "open") {
    if (!input.attempt) preparePayment(scope, invoice, payment);
    const paid =
      input.attempt &&
      collect(scope, invoice, { ...payment, method: payer, offSession: false, automatic: true }) ===
        null;
    if (!paid) leaveIncomplete(scope, subscription);
  }
  // The event shows how the first payment ended, as Stripe's does.
  emit(scope, "customer.subscription.created", subscription);
  schedulePeriodEnd(scope, subscription);
  if (input.trialEnd !== null) scheduleTrialNotice(scope, subscription, input.trialEnd);
  return subscription;
}

/** Stripe gives the buyer 23 hours to make the first payment. */
const INCOMPLETE_SECONDS = 23 * 3_600;

function leaveIncomplete(scope: Scope, subscription: Subscription): void {
  subscription.status = "incomplete";
  scope.world.jobs.push({
    at: scope.now() + INCOMPLETE_SECONDS,
    kind: "subscription.incomplete_expired",
    account: scope.tenant.id,
    id: subscription.id,
  });
}

/** Gives up a subscription whose first payment never came, and voids its invoice. */
export function expireIncomplete(scope: Scope, subscription: Subscription): void {
  if (subscription.status !== "incomplete") return;
  const invoice = find(scope.tenant, "invoice", written(subscription["latest_invoice"]));
  if (invoice?.["status"] === "open") {
    voidInvoice(scope, invoice);
    abandonPayment(scope, invoice);
  }
  subscription.status = "incomplete_expired";
  subscription["ended_at"] = scope.now();
  emit(scope, "customer.subscription.updated", subscription, {
    ended_at: null,
    status: "incomplete",
  });
}

/** Begins the next period of a subscription: moves it on, bills it, and marks it past due when that fails. */
export function renew(
  scope: Scope,
  subscription: Subscription,
  customer: Customer,
  price: Resource,
): void {
  const [item] = subscription.items.data;
  if (!item) return;
  const before = picture(subscription);
  const start = Number(item["current_period_end"]);
  item["current_period_start"] = start;
  item["current_period_end"] = periodEnd(start, record(price["recurring"]));
  if (subscription.status === "trialing") subscription.status = "active";
  const invoice = bill(scope, subscription, customer, price, "subscription_cycle");
  const isDue = invoice["status"] === "open";
  const refusal = isDue ? collectBill(scope, subscription, invoice, customer) : null;
  if (refusal) subscription.status = "past_due";
  emit(scope, "customer.subscription.updated", subscription, changes(before, subscription));
  schedulePeriodEnd(scope, subscription);
}

function schedulePeriodEnd(scope: Scope, subscription: Subscription): void {
  scope.world.jobs.push({
    at: Number(subscription.items.data[0]?.["current_period_end"]),
    kind: "subscription.period_end",
    account: scope.tenant.id,
    id: subscription.id,
  });
}

/** Stripe tells three days before a trial ends, or at once when it is shorter. */
function scheduleTrialNotice(scope: Scope, subscription: Subscription, trialEnd: number): void {
  scope.world.jobs.push({
    at: Math.max(scope.now(), trialEnd - 3 * 86_400),
    kind: "subscription.trial_will_end",
    account: scope.tenant.id,
    id: subscription.id,
  });
}

/** What the end of a period brings: the end of the subscription when it was asked for, else a renewal. */
export function endPeriod(scope: Scope, subscription: Subscription): void {
  const [item] = subscription.items.data;
  const running = subscription.status === "active" || subscription.status === "trialing";
  if (!running || Number(item?.["current_period_end"]) > scope.now()) return;
  if (subscription.cancel_at_period_end) {
    cancelNow(scope, subscription, {});
    return;
  }
  const customer = find(scope.tenant, "customer", subscription.customer);
  const price = find(scope.tenant, "price", written(record(item?.["price"])["id"]));
  if (customer && price) renew(scope, subscription, customer, price);
}

type BillReason = "subscription_create" | "subscription_cycle" | "subscription_update";

function bill(
  scope: Scope,
  subscription: Subscription,
  customer: Customer,
  price: Resource,
  reason: BillReason,
): Resource {
  const quantity = Number(subscription.items.data[0]?.["quantity"] ?? 1);
  const free = subscription.status === "trialing";
  const period = subscriptionLine(scope, { subscription, price, quantity, free });
  const invoice = draftOf(scope, subscription, customer, { lines: [period], reason });
  if (!free) dropUsedDiscounts(scope, subscription);
  if (isPaused(subscription)) return leaveUnpaid(scope, subscription, invoice, customer);
  finalizeInvoice(scope, invoice, customer);
  return invoice;
}

/** Drafts the bill of a subscription with the changes that wait for it. */
function draftOf(
  scope: Scope,
  subscription: Subscription,
  customer: Customer,
  bill: { lines: Line[]; reason: BillReason },
): Resource {
  const pending = pendingItems(scope, subscription);
  const lines = [...pending.map((item) => itemLine(scope, item)), ...bill.lines];
  const invoice = draftInvoice(scope, {
    customer,
    currency: written(subscription["currency"]),
    lines: lines.map((line) => adjustLine(scope, line, subscription)),
    subscription,
    reason: bill.reason,
    autoAdvance: !isPaused(subscription),
  });
  for (const item of pending) item["invoice"] = invoice.id;
  subscription["latest_invoice"] = invoice.id;
  return invoice;
}

const pauseOf = (subscription: Subscription) =>
  text(record(subscription["pause_collection"])["behavior"]);

function isPaused(subscription: Subscription): boolean {
  return pauseOf(subscription) !== null;
}

/** A bill that comes while collection is paused: it stays a draft, or is final and given up. */
function leaveUnpaid(
  scope: Scope,
  subscription: Subscription,
  invoice: Resource,
  customer: Customer,
): Resource {
  const behavior = pauseOf(subscription);
  if (behavior === "keep_as_draft") return invoice;
  finalizeInvoice(scope, invoice, customer);
  if (invoice["status"] !== "open") return invoice; // nothing was due
  if (behavior === "void") voidInvoice(scope, invoice);
  else markUncollectible(scope, invoice);
  return invoice;
}

/** Bills the changes of a subscription now. A credit stays for the next bills. */
export function billChanges(scope: Scope, subscription: Subscription): void {
  const pending = pendingItems(scope, subscription);
  const due = pending.reduce((sum, item) => sum + Number(item["amount"]), 0);
  const customer = find(scope.tenant, "customer", subscription.customer);
  if (!customer || due <= 0) return;
  const reason = "subscription_update";
  const invoice = draftOf(scope, subscription, customer, { lines: [], reason });
  finalizeInvoice(scope, invoice, customer);
  const refusal = collectBill(scope, subscription, invoice, customer);
  if (refusal) subscription.status = "past_due";
}

function collectBill(
  scope: Scope,
  subscription: Subscription,
  invoice: Resource,
  customer: Customer,
): StripeError | null {
  const own = text(subscription["default_payment_method"]);
  return collect(scope, invoice, {
    customer: customer.id,
    method: own ?? customer.invoice_settings.default_payment_method,
    description: "Subscription update",
    offSession: true,
    automatic: true,
  });
}

/** Ends a subscription now and emits customer.subscription.deleted. */
export function cancelNow(scope: Scope, subscription: Subscription, details: JsonObject): void {
  subscription.status = "canceled";
  subscription["canceled_at"] ??= scope.now();
  subscription["ended_at"] = scope.now();
  subscription["cancellation_details"] = {
    ...blank("Subscription.CancellationDetails"),
    reason: "cancellation_requested",
    ...details,
  };
  emit(scope, "customer.subscription.deleted", subscription);
}

/** Sets or clears the end at the period's end. */
export function setCancelAtPeriodEnd(
  scope: Scope,
  subscription: Subscription,
  ends: boolean,
): void {
  const [item] = subscription.items.data;
  subscription.cancel_at_period_end = ends;
  subscription["cancel_at"] = ends ? (item?.["current_period_end"] ?? null) : null;
  subscription["canceled_at"] = ends ? scope.now() : null;
  subscription["cancellation_details"] = {
    ...blank("Subscription.CancellationDetails"),
    reason: ends ? "cancellation_requested" : null,
  };
}
