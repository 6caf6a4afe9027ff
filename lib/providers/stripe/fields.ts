/** Of a charge and of a payment intent. Amounts are in minor units. */
const PAYMENT_FIELDS = [
  "id",
  "payment_intent",
  "amount",
  "amount_captured",
  "captured",
  "currency",
  "customer",
  "invoice",
  "status",
  "description",
  "created",
  "livemode",
] as const;

const FAILURE_FIELDS = ["failure_code", "failure_message", "decline_code"] as const;

const SUBSCRIPTION_FIELDS = [
  "id",
  "customer",
  "status",
  "previous_status",
  "currency",
  "items",
  "items_truncated",
  "previous_items",
  "current_period_start",
  "current_period_end",
  "cancel_at",
  "cancel_at_period_end",
  "canceled_at",
  "cancellation_details",
  "ended_at",
  "trial_end",
  "created",
  "livemode",
] as const;

const INVOICE_FIELDS = [
  "id",
  "number",
  "customer",
  "customer_email",
  "subscription",
  "status",
  "billing_reason",
  "currency",
  "amount_due",
  "amount_paid",
  "amount_remaining",
  "total",
  "due_date",
  "attempt_count",
  "next_payment_attempt",
  "last_finalization_error",
  "created",
  "livemode",
] as const;

/** Fields of every type that has no list of its own. */
const OTHER_FIELDS = [
  "id",
  "object",
  "type",
  "amount",
  "amount_captured",
  "amount_refunded",
  "amount_total",
  "captured",
  "refunded",
  "currency",
  "status",
  "payment_status",
  "reason",
  "mode",
  "charge",
  "payment_intent",
  "payment_method",
  "customer",
  "invoice",
  "subscription",
  "client_reference_id",
  "email",
  "name",
  "description",
  "failure_code",
  "failure_message",
  "failure_reason",
  "closed_reason",
  "cancellation_reason",
  "last_setup_error",
  "fraud_type",
  "actionable",
  "evidence_details",
  "charges_enabled",
  "payouts_enabled",
  "arrival_date",
  "created",
  "livemode",
] as const;

/** Field lists by the first matching prefix of our type name; the order matters. */
const FIELD_LISTS: readonly (readonly [prefix: string, fields: readonly string[]])[] = [
  ["stripe.payment.refunded", [...PAYMENT_FIELDS, "amount_refunded", "refund_amount", "refunded"]],
  ["stripe.payment.failed", [...PAYMENT_FIELDS, ...FAILURE_FIELDS]],
  ["stripe.payment.", PAYMENT_FIELDS],
  [
    "stripe.payment_intent.",
    [
      ...PAYMENT_FIELDS,
      "amount_capturable",
      "amount_received",
      "latest_charge",
      ...FAILURE_FIELDS,
      "cancellation_reason",
    ],
  ],
  ["stripe.subscription.", SUBSCRIPTION_FIELDS],
  ["stripe.invoice.", INVOICE_FIELDS],
];

/** The only fields that an event of this type keeps. */
export function fieldsOf(type: string): readonly string[] {
  return FIELD_LISTS.find(([prefix]) => type.startsWith(prefix))?.[1] ?? OTHER_FIELDS;
}

/** Nested objects of which these members are kept; any other nested object is reduced to its id. */
export const NESTED_FIELDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["last_setup_error", ["type", "code", "decline_code", "message"]],
  ["last_finalization_error", ["type", "code", "message"]],
  ["cancellation_details", ["reason", "feedback", "comment"]],
  ["evidence_details", ["due_by", "has_evidence", "past_due", "submission_count"]],
]);

/** Unix seconds that become ISO 8601 in UTC. */
export const TIME_FIELDS: ReadonlySet<string> = new Set([
  "created",
  "current_period_start",
  "current_period_end",
  "cancel_at",
  "canceled_at",
  "ended_at",
  "trial_end",
  "due_by",
  "due_date",
  "next_payment_attempt",
]);

/** Unix seconds of a midnight in UTC that mean a calendar day, which no time zone moves: `2026-12-01`. */
export const DAY_FIELDS: ReadonlySet<string> = new Set(["arrival_date"]);
