import type { EventType } from "../types";
import { fieldsOf } from "./fields";

const payment = {
  id: "ch_3QExampleCharge000001",
  payment_intent: "pi_3QExampleIntent000001",
  amount: 4999,
  amount_captured: 4999,
  captured: true,
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
  evidence_details: { due_by: "2025-12-08T23:59:59.000Z", has_evidence: false },
  livemode: false,
};

type Declaration = Pick<EventType, "title" | "phrase" | "sample"> & {
  readonly description: string;
};

const DECLARED: Readonly<Record<string, Declaration>> = {
  "stripe.payment.received": {
    title: "Payment succeeded",
    phrase: "a payment succeeds",
    description:
      "A payment succeeded or an authorization was captured. “amount” is the captured amount.",
    sample: payment,
  },
  "stripe.payment.authorized": {
    title: "Payment authorized",
    phrase: "a payment is authorized",
    description:
      "The customer's bank reserved the amount. You receive the money when the payment is captured.",
    sample: { ...payment, amount_captured: 0, captured: false },
  },
  "stripe.payment.released": {
    title: "Payment authorization canceled",
    phrase: "a payment authorization is canceled",
    description: "An authorization was canceled before it was captured. No money moved.",
    sample: { ...payment, amount_captured: 0, captured: false },
  },
  "stripe.payment.failed": {
    title: "Payment failed",
    phrase: "a payment fails",
    description:
      "A payment attempt was declined or not confirmed. “failure_message” contains the reason.",
    sample: {
      ...payment,
      amount_captured: 0,
      captured: false,
      status: "failed",
      failure_code: "card_declined",
      failure_message: "Your card was declined.",
    },
  },
  "stripe.payment.refunded": {
    title: "Payment refunded",
    phrase: "a payment is refunded",
    description:
      "A payment was refunded. “refund_amount” is this refund, “amount_refunded” the total.",
    sample: { ...payment, amount_refunded: 4999, refund_amount: 4999, refunded: true },
  },
  "stripe.subscription.created": {
    title: "Subscription created",
    phrase: "a subscription is created",
    description: "A customer has a new subscription. Its first payment may still be open.",
    sample: subscription,
  },
  "stripe.subscription.updated": {
    title: "Subscription updated",
    phrase: "a subscription changes",
    description:
      "The plan, quantity or status changed. “previous_status” and “previous_items” contain the earlier values.",
    sample: { ...subscription, status: "past_due", previous_status: "active" },
  },
  "stripe.subscription.deleted": {
    title: "Subscription ended",
    phrase: "a subscription ends",
    description: "A subscription ended and is no longer billed.",
    sample: {
      ...subscription,
      status: "canceled",
      canceled_at: "2025-12-01T09:30:00.000Z",
      cancellation_details: { reason: "cancellation_requested", feedback: "too_expensive" },
    },
  },
  "stripe.subscription.trial_will_end": {
    title: "Trial ending soon",
    phrase: "a trial is about to end",
    description: "A trial ends in three days, or immediately if it is shorter.",
    sample: { ...subscription, status: "trialing", trial_end: "2025-12-23T12:13:20.000Z" },
  },
  "stripe.invoice.paid": {
    title: "Invoice paid",
    phrase: "an invoice is paid",
    description: "An invoice was paid, or marked as paid outside of Stripe.",
    sample: invoice,
  },
  "stripe.invoice.payment_failed": {
    title: "Invoice payment failed",
    phrase: "an invoice payment fails",
    description:
      "A payment attempt for an invoice failed. The fetched “invoice” contains a payment page.",
    sample: {
      ...invoice,
      status: "open",
      amount_paid: 0,
      amount_remaining: 4999,
      attempt_count: 1,
      next_payment_attempt: "2025-11-27T16:00:00.000Z",
    },
  },
  "stripe.charge.dispute.created": {
    title: "Payment disputed",
    phrase: "a payment is disputed",
    description: "A customer disputed a payment with their bank. The response has a deadline.",
    sample: dispute,
  },
  "stripe.payout.paid": {
    title: "Payout paid",
    phrase: "a payout is paid",
    description:
      "The money should be in the bank account. A payout can still fail within five days.",
    sample: {
      id: "po_1QExamplePayout000001",
      object: "payout",
      amount: 100_000,
      currency: "usd",
      status: "paid",
      arrival_date: "2025-11-26",
      livemode: false,
    },
  },
  "stripe.payout.failed": {
    title: "Payout failed",
    phrase: "a payout fails",
    description: "The bank rejected a payout. “failure_message” contains the reason.",
    sample: {
      id: "po_1QExamplePayout000001",
      object: "payout",
      amount: 100_000,
      currency: "usd",
      status: "failed",
      failure_code: "account_closed",
      failure_message: "The bank account has been closed.",
      arrival_date: "2025-11-26",
      livemode: false,
    },
  },
  "stripe.refund.failed": {
    title: "Refund failed",
    phrase: "a refund fails",
    description: "A refund was returned. “failure_reason” contains the reason.",
    sample: {
      id: "re_3QExampleRefund000001",
      object: "refund",
      amount: 4999,
      currency: "usd",
      status: "failed",
      failure_reason: "expired_or_canceled_card",
      charge: "ch_3QExampleCharge000001",
      payment_intent: "pi_3QExampleIntent000001",
      livemode: false,
    },
  },
  "stripe.radar.early_fraud_warning.created": {
    title: "Fraud warning",
    phrase: "a bank warns of fraud",
    description:
      "A customer's bank reported a payment as fraud. “actionable” is true if a refund can still prevent a dispute.",
    sample: {
      id: "issfr_1QExampleWarning00001",
      object: "radar.early_fraud_warning",
      charge: "ch_3QExampleCharge000001",
      payment_intent: "pi_3QExampleIntent000001",
      fraud_type: "unauthorized_use_of_card",
      actionable: true,
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
    title: "Stripe access revoked",
    phrase: "access to a Stripe account is revoked",
    description: "Someone removed this dashboard in Stripe, which ended the connection.",
    sample: { id: "ca_ExampleClient", object: "application", livemode: false },
  },
};

/** Listed event types. Any other Stripe event is stored as `stripe.<its type>`. */
export const events: Readonly<Record<string, EventType>> = Object.fromEntries(
  Object.entries(DECLARED).map(([type, event]) => [type, { ...event, fields: fieldsOf(type) }]),
);
