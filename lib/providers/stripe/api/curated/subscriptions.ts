import { curate } from "../curate";
import { customers, prices } from "./choices";

const subscription = { label: "Subscription" } as const;

export const subscriptions = [
  curate("subscriptions.create", {
    title: "Create a subscription",
    description: "Subscribes a customer to prices, which charges now and at each renewal.",
    phrase: "subscribe {customer}",
    fields: {
      customer: { label: "Customer", choices: customers },
      items: { label: "Prices" },
      trial_period_days: { label: "Trial days" },
      trial_end: { label: "Trial ends", time: true },
      collection_method: { label: "Collection" },
      days_until_due: { label: "Days until due" },
      discounts: { label: "Discounts" },
      default_payment_method: { label: "Payment method" },
      payment_behavior: { label: "If the payment fails" },
      cancel_at: { label: "Cancel at", time: true },
      metadata: { label: "Metadata" },
    },
    example: { customer: "cus_Example00000001", items: [{ price: "price_1QExamplePrice0001" }] },
  }),
  curate("subscriptions.update", {
    title: "Change a subscription",
    description:
      "Changes the prices, the trial or the end of a subscription; may charge a difference.",
    phrase: "change the subscription {id}",
    fields: {
      id: subscription,
      items: { label: "Prices" },
      cancel_at_period_end: { label: "Cancel at the end of the period" },
      proration_behavior: { label: "Proration" },
      trial_end: { label: "Trial ends", time: true },
      cancel_at: { label: "Cancel at", time: true },
      discounts: { label: "Discounts" },
      default_payment_method: { label: "Payment method" },
      pause_collection: { label: "Pause collection" },
      metadata: { label: "Metadata" },
    },
    example: { id: "sub_1QExampleSub0000001", cancel_at_period_end: true },
  }),
  curate("subscriptions.cancel", {
    title: "Cancel a subscription",
    description: "Cancels a subscription at once; it cannot be started again.",
    phrase: "cancel the subscription {id}",
    fields: {
      id: subscription,
      invoice_now: { label: "Invoice usage now" },
      prorate: { label: "Credit unused time" },
      cancellation_details: { label: "Reason" },
    },
    example: { id: "sub_1QExampleSub0000001" },
  }),
  curate("subscriptions.resume", {
    title: "Resume a subscription",
    description: "Resumes a paused subscription, which may charge at once.",
    phrase: "resume the subscription {id}",
    fields: {
      id: subscription,
      billing_cycle_anchor: { label: "Billing period" },
      proration_behavior: { label: "Proration" },
    },
    example: { id: "sub_1QExampleSub0000001", billing_cycle_anchor: { type: "now" } },
  }),
  curate("subscriptions.pause", {
    title: "Pause a subscription",
    description: "Pauses a subscription until somebody resumes it.",
    phrase: "pause the subscription {id}",
    fields: {
      id: subscription,
      type: { label: "Kind of pause" },
      bill_for: { label: "Bill for" },
      invoicing_behavior: { label: "Invoicing" },
    },
    example: { id: "sub_1QExampleSub0000001" },
  }),
];

export const subscriptionItems = [
  curate("subscription_items.create", {
    title: "Add a price to a subscription",
    description: "Adds a price to a subscription; may charge a difference.",
    phrase: "add {price} to the subscription {subscription}",
    fields: {
      subscription,
      price: { label: "Price", choices: prices },
      quantity: { label: "Quantity" },
      proration_behavior: { label: "Proration" },
    },
    example: { subscription: "sub_1QExampleSub0000001", price: "price_1QExamplePrice0001" },
  }),
  curate("subscription_items.update", {
    title: "Change a price of a subscription",
    description: "Changes the price or the quantity in a subscription; may charge a difference.",
    phrase: "change the subscription item {id}",
    fields: {
      id: { label: "Subscription item" },
      quantity: { label: "Quantity" },
      price: { label: "Price", choices: prices },
      proration_behavior: { label: "Proration" },
    },
    example: { id: "si_Example0000000001", quantity: 2 },
  }),
  curate("subscription_items.list", {
    title: "List the prices of a subscription",
    description: "Lists the items of a subscription.",
    fields: { subscription, limit: { label: "Max results" } },
    changedBy: ["stripe.subscription.*"],
    example: { subscription: "sub_1QExampleSub0000001" },
  }),
  curate("subscription_items.delete", {
    title: "Remove a price from a subscription",
    description: "Removes an item from a subscription; may credit a difference.",
    phrase: "remove the subscription item {id}",
    fields: {
      id: { label: "Subscription item" },
      proration_behavior: { label: "Proration" },
      clear_usage: { label: "Delete its usage" },
    },
    example: { id: "si_Example0000000001" },
  }),
];
