export { default as stripePayments } from "./definitions/stripe-payments.json" with { type: "json" };
export { default as stripePaymentDetails } from "./definitions/stripe-payment-details.json" with { type: "json" };
export { default as stripeBalance } from "./definitions/stripe-balance.json" with { type: "json" };
export { default as stripeSubscriptions } from "./definitions/stripe-subscriptions.json" with { type: "json" };
export { default as stripeCustomers } from "./definitions/stripe-customers.json" with { type: "json" };
export { default as eventFeed } from "./definitions/event-feed.json" with { type: "json" };
