import type { EventType } from "../types";

const PAYMENT_FIELDS = [
  "id",
  "payment_intent",
  "amount",
  "currency",
  "customer",
  "status",
  "description",
  "created",
  "livemode",
] as const;

const SUBSCRIPTION_FIELDS = [
  "id",
  "customer",
  "status",
  "previous_status",
  "currency",
  "items",
  "current_period_start",
  "current_period_end",
  "cancel_at",
  "cancel_at_period_end",
  "canceled_at",
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
  "currency",
  "amount_due",
  "amount_paid",
  "amount_remaining",
  "total",
  "due_date",
  "attempt_count",
  "created",
  "livemode",
] as const;

/** Fields of every type that has no list of its own. */
const OTHER_FIELDS = [
  "id",
  "object",
  "amount",
  "amount_refunded",
  "amount_total",
  "currency",
  "status",
  "payment_status",
  "reason",
  "mode",
  "charge",
  "payment_intent",
  "customer",
  "subscription",
  "client_reference_id",
  "email",
  "name",
  "description",
  "arrival_date",
  "created",
  "livemode",
] as const;

/** Field lists by the first matching prefix of our type name; the order matters. */
const FIELD_LISTS: readonly (readonly [prefix: string, fields: readonly string[]])[] = [
  ["stripe.payment.refunded", [...PAYMENT_FIELDS, "amount_refunded"]],
  ["stripe.payment.failed", [...PAYMENT_FIELDS, "failure_code", "failure_message"]],
  ["stripe.payment.", PAYMENT_FIELDS],
  ["stripe.payment_intent.", PAYMENT_FIELDS],
  ["stripe.subscription.", SUBSCRIPTION_FIELDS],
  ["stripe.invoice.", INVOICE_FIELDS],
];

/** The only fields that an event of this type keeps. */
export function fieldsOf(type: string): readonly string[] {
  return FIELD_LISTS.find(([prefix]) => type.startsWith(prefix))?.[1] ?? OTHER_FIELDS;
}

const payment = {
  id: "ch_3QExampleCharge000001",
  payment_intent: "pi_3QExampleIntent000001",
  amount: 4999,
  currency: "usd",
  customer: "cus_Example00000001",
  status: "succeeded",
  description: "Pro plan",
  created: "2025-11-24T16:00:00.000Z",
  livemode: false,
};

const subscription = {
  id: "sub_1QExampleSub0000001",
  customer: "cus_Example00000001",
  status: "active",
  currency: "usd",
  items: [
    {
      id: "si_Example0000000001",
      price: "price_1QExamplePrice0001",
      product: "prod_Example0000001",
      unit_amount: 4999,
      currency: "usd",
      interval: "month",
      interval_count: 1,
      quantity: 1,
    },
  ],
  current_period_start: "2025-11-23T12:13:20.000Z",
  current_period_end: "2025-12-23T12:13:20.000Z",
  cancel_at_period_end: false,
  created: "2025-11-23T12:13:20.000Z",
  livemode: false,
};

const invoice = {
  id: "in_1QExampleInvoice0001",
  number: "EXAMPLE1-0001",
  customer: "cus_Example00000001",
  subscription: "sub_1QExampleSub0000001",
  status: "paid",
  currency: "usd",
  amount_due: 4999,
  amount_paid: 4999,
  created: "2025-11-24T16:00:00.000Z",
  livemode: false,
};

const dispute = {
  id: "du_1QExampleDispute00001",
  object: "dispute",
  amount: 4999,
  currency: "usd",
  reason: "fraudulent",
  status: "needs_response",
  charge: "ch_3QExampleCharge000001",
  payment_intent: "pi_3QExampleIntent000001",
  livemode: false,
};

function declare(type: string, title: string, sample: EventType["sample"]): [string, EventType] {
  return [type, { title, fields: fieldsOf(type), sample }];
}

/** Types that people build on. Any other Stripe event is stored too, as `stripe.<its type>`. */
export const events: Readonly<Record<string, EventType>> = Object.fromEntries([
  declare("stripe.payment.received", "Payment received", payment),
  declare("stripe.payment.failed", "Payment failed", {
    ...payment,
    status: "failed",
    failure_code: "card_declined",
  }),
  declare("stripe.payment.refunded", "Payment refunded", { ...payment, amount_refunded: 4999 }),
  declare("stripe.subscription.created", "Subscription created", subscription),
  declare("stripe.subscription.updated", "Subscription changed", {
    ...subscription,
    status: "past_due",
    previous_status: "active",
  }),
  declare("stripe.subscription.deleted", "Subscription ended", {
    ...subscription,
    status: "canceled",
  }),
  declare("stripe.subscription.trial_will_end", "Trial ends soon", {
    ...subscription,
    status: "trialing",
  }),
  declare("stripe.invoice.paid", "Invoice paid", invoice),
  declare("stripe.invoice.payment_failed", "Invoice not paid", { ...invoice, status: "open" }),
  declare("stripe.charge.dispute.created", "Payment disputed", dispute),
  declare("stripe.payout.paid", "Payout arrived", {
    id: "po_1QExamplePayout000001",
    object: "payout",
    amount: 100_000,
    currency: "usd",
    status: "paid",
    livemode: false,
  }),
  declare("stripe.customer.created", "Customer created", {
    id: "cus_Example00000001",
    object: "customer",
    email: "ada@example.com",
    name: "Ada Example",
    livemode: false,
  }),
  declare("stripe.account.application.deauthorized", "Access taken back at Stripe", {
    id: "ca_ExampleClient",
    object: "application",
    livemode: false,
  }),
]);
