import { removedFile } from "./files";

const DISCOUNTS = { coupon: "discounts", promotion_code: "discounts" };
const METHODS = { payment_method_types: "allowed_payment_method_types" };
const PREVIEW = Object.fromEntries(
  [
    "billing_cycle_anchor",
    "cancel_at",
    "cancel_at_period_end",
    "cancel_now",
    "default_tax_rates",
    "items",
    "proration_behavior",
    "proration_date",
    "resume_at",
    "start_date",
    "trial_end",
  ].map((name) => [`subscription_${name}`, `subscription_details.${name}`]),
);

/** Removed parameters by type, each with the parameter that replaces it; the empty text if nothing does. */
export const REPLACED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Checkout.SessionCreateParams": METHODS,
  CustomerCreateParams: { coupon: "", promotion_code: "" },
  CustomerUpdateParams: { coupon: "", promotion_code: "" },
  InvoiceCreatePreviewParams: { ...PREVIEW, coupon: "discounts" },
  "InvoiceCreatePreviewParams.ScheduleDetails.Phase": { coupon: "discounts" },
  PaymentIntentConfirmParams: METHODS,
  PaymentIntentCreateParams: METHODS,
  PaymentIntentUpdateParams: METHODS,
  "PriceCreateParams.Recurring": { aggregate_usage: "meter" },
  PromotionCodeCreateParams: { coupon: "promotion[coupon]" },
  SetupIntentConfirmParams: METHODS,
  SetupIntentCreateParams: METHODS,
  SetupIntentUpdateParams: METHODS,
  SubscriptionCreateParams: DISCOUNTS,
  "SubscriptionScheduleCreateParams.Phase": { coupon: "discounts" },
  "SubscriptionScheduleUpdateParams.Phase": { coupon: "discounts" },
  SubscriptionUpdateParams: DISCOUNTS,
};

/** Operations of older SDKs, each with the one that replaces it. */
export const REPLACED_OPERATIONS: Readonly<Record<string, string>> = {
  "invoices.get_upcoming": "invoices.create_preview",
  "invoices.list_upcoming_lines": "invoices.create_preview",
  "subscription_items.create_usage_record": "billing.meter_events.create",
  "subscription_items.list_usage_record_summaries": "billing.meters.list_event_summaries",
};

/** Values that Stripe no longer takes, by type and field, each with its new name. */
export const RENAMED_VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Checkout.SessionCreateParams.ui_mode": {
    custom: "elements",
    embedded: "embedded_page",
    hosted: "hosted_page",
  },
};

/** Types that were a plain text before, with an example of what they are now. */
export const NOW_OBJECTS: Readonly<Record<string, string>> = {
  "SubscriptionResumeParams.BillingCycleAnchor": '{"type": "now"}',
  "SubscriptionUpdateParams.BillingCycleAnchor": '{"type": "now"}',
};

/** Explains that a parameter was removed; `null` if none of this name is known. */
export function removalOf(type: string, field: string): string | null {
  const instead = REPLACED[type]?.[field];
  const version = removedFile()[type]?.[field];
  if (instead === undefined && version === undefined) return null;
  const since = version === undefined ? "" : ` in version ${version} of its SDK`;
  const use = instead ? `. Use “${instead}”` : "";
  return `Stripe removed “${field}”${since}${use}`;
}
