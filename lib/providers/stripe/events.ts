import type { EventType } from "../types";

const PAYMENT_FIELDS = [
  "id",
  "payment_intent",
  "amount",
  "currency",
  "customer",
  "invoice",
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
  "invoice",
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
  customer_email: "ada@example.com",
  subscription: "sub_1QExampleSub0000001",
  status: "paid",
  currency: "usd",
  amount_due: 4999,
  amount_paid: 4999,
  amount_remaining: 0,
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

type Declaration = Pick<EventType, "title" | "phrase" | "sample"> & {
  readonly description: string;
};

const DECLARED: Readonly<Record<string, Declaration>> = {
  "stripe.payment.received": {
    title: "Payment received",
    phrase: "a payment succeeds",
    description: "A payment went through.",
    sample: payment,
  },
  "stripe.payment.failed": {
    title: "Payment failed",
    phrase: "a payment fails",
    description: "An attempt to pay was declined; “failure_message” says why.",
    sample: {
      ...payment,
      status: "failed",
      failure_code: "card_declined",
      failure_message: "Your card was declined.",
    },
  },
  "stripe.payment.refunded": {
    title: "Payment refunded",
    phrase: "a payment is refunded",
    description: "A payment was given back, in full or in part; “amount_refunded” says how much.",
    sample: { ...payment, amount_refunded: 4999 },
  },
  "stripe.subscription.created": {
    title: "Subscription created",
    phrase: "a subscription is created",
    description: "A customer has a new subscription; its first payment may still be open.",
    sample: subscription,
  },
  "stripe.subscription.updated": {
    title: "Subscription changed",
    phrase: "a subscription changes",
    description:
      "The plan, the quantity or the status has changed; “previous_status” is there when it was the status.",
    sample: { ...subscription, status: "past_due", previous_status: "active" },
  },
  "stripe.subscription.deleted": {
    title: "Subscription ended",
    phrase: "a subscription ends",
    description: "A subscription is over and bills nothing more.",
    sample: { ...subscription, status: "canceled", canceled_at: "2025-12-01T09:30:00.000Z" },
  },
  "stripe.subscription.trial_will_end": {
    title: "Trial ends soon",
    phrase: "a trial is about to end",
    description: "A trial ends in three days, or at once if it is shorter.",
    sample: { ...subscription, status: "trialing", trial_end: "2025-12-23T12:13:20.000Z" },
  },
  "stripe.invoice.paid": {
    title: "Invoice paid",
    phrase: "an invoice is paid",
    description: "An invoice was paid, or marked as paid outside of Stripe.",
    sample: invoice,
  },
  "stripe.invoice.payment_failed": {
    title: "Invoice not paid",
    phrase: "an invoice could not be collected",
    description:
      "An attempt to collect an invoice failed; the fetched “invoice” has a page to pay it.",
    sample: {
      ...invoice,
      status: "open",
      amount_paid: 0,
      amount_remaining: 4999,
      attempt_count: 1,
    },
  },
  "stripe.charge.dispute.created": {
    title: "Payment disputed",
    phrase: "a payment is disputed",
    description: "A customer disputes a payment with their bank; the answer has a deadline.",
    sample: dispute,
  },
  "stripe.payout.paid": {
    title: "Payout arrived",
    phrase: "a payout arrives",
    description: "Money is expected on the bank account; a payout can still fail within five days.",
    sample: {
      id: "po_1QExamplePayout000001",
      object: "payout",
      amount: 100_000,
      currency: "usd",
      status: "paid",
      arrival_date: "2025-11-26T00:00:00.000Z",
      livemode: false,
    },
  },
  "stripe.customer.created": {
    title: "Customer created",
    phrase: "a customer is created",
    description: "The account has a new customer.",
    sample: {
      id: "cus_Example00000001",
      object: "customer",
      email: "ada@example.com",
      name: "Ada Example",
      livemode: false,
    },
  },
  "stripe.account.application.deauthorized": {
    title: "Access taken back at Stripe",
    phrase: "a Stripe account takes its permission back",
    description: "Somebody removed this dashboard at Stripe, and the connection here ended.",
    sample: { id: "ca_ExampleClient", object: "application", livemode: false },
  },
};

/** Types that people build on. Any other Stripe event is stored too, as `stripe.<its type>`. */
export const events: Readonly<Record<string, EventType>> = Object.fromEntries(
  Object.entries(DECLARED).map(([type, event]) => [type, { ...event, fields: fieldsOf(type) }]),
);
