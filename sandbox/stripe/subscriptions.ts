import { applyCoupon, type CouponUse } from "./adjustments.ts";
import { planOf } from "./catalog.ts";
import { record, written } from "./json.ts";
import { blank } from "./schema.ts";
import type { Scope } from "./scope.ts";
import type { Customer, JsonObject, Resource, Subscription } from "./types.ts";
import { insert } from "./world.ts";

export type SubscriptionInput = {
  customer: Customer;
  price: Resource;
  quantity: number;
  itemMetadata?: JsonObject;
  method: string | null;
  metadata: JsonObject;
  description: string | null;
  /** False leaves the first payment to the buyer (`payment_behavior=default_incomplete`). */
  attempt: boolean;
  trialEnd: number | null;
  couponUse?: CouponUse;
  taxRates?: Resource[];
};

/** Stores a subscription of one item, active or on trial, with the discount of its coupon. */
export function storeSubscription(scope: Scope, input: SubscriptionInput): Subscription {
  const id = scope.world.ids.next("subscription");
  const start = scope.now();
  const end = input.trialEnd ?? periodEnd(start, record(input.price["recurring"]));
  const item: JsonObject = {
    ...blank("SubscriptionItem"),
    id: scope.world.ids.next("subscription_item"),
    object: "subscription_item",
    created: start,
    current_period_end: end,
    current_period_start: start,
    discounts: [],
    metadata: input.itemMetadata ?? {},
    plan: planOf(input.price),
    price: { ...input.price },
    quantity: input.quantity,
    subscription: id,
    tax_rates: [],
  };
  const subscription: Subscription = {
    ...blank("Subscription"),
    id,
    object: "subscription",
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: input.trialEnd ?? start,
    billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible" },
    billing_schedules: [],
    cancel_at_period_end: false,
    cancellation_details: { ...blank("Subscription.CancellationDetails") },
    collection_method: "charge_automatically",
    created: start,
    currency: written(input.price["currency"]),
    customer: input.customer.id,
    default_payment_method: input.method,
    default_tax_rates: input.taxRates ?? [],
    description: input.description,
    discounts: [],
    invoice_settings: { ...blank("Subscription.InvoiceSettings"), issuer: { type: "self" } },
    items: {
      object: "list",
      data: [item],
      has_more: false,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    livemode: false,
    metadata: input.metadata,
    payment_settings: {
      ...blank("Subscription.PaymentSettings"),
      save_default_payment_method: "off",
    },
    plan: planOf(input.price),
    quantity: input.quantity,
    start_date: start,
    status: input.trialEnd === null ? "active" : "trialing",
    trial_end: input.trialEnd,
    trial_settings: {
      end_behavior: {
        ...blank("Subscription.TrialSettings.EndBehavior"),
        missing_payment_method: "create_invoice",
      },
    },
    trial_start: input.trialEnd === null ? null : start,
  };
  insert(scope.tenant, subscription);
  if (input.couponUse) applyCoupon(scope, subscription, input.couponUse);
  return subscription;
}

/** End of a period that begins at `start` (seconds); months and years keep the day of the month. */
export function periodEnd(start: number, recurring: JsonObject): number {
  const count = Number(recurring["interval_count"] ?? 1);
  const date = new Date(start * 1000);
  switch (recurring["interval"]) {
    case "year":
      date.setUTCFullYear(date.getUTCFullYear() + count);
      break;
    case "week":
      date.setUTCDate(date.getUTCDate() + 7 * count);
      break;
    case "day":
      date.setUTCDate(date.getUTCDate() + count);
      break;
    default:
      date.setUTCMonth(date.getUTCMonth() + count);
  }
  return Math.floor(date.getTime() / 1000);
}
