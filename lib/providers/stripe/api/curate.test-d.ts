import { curate } from "./curate";

// The compiler is the test: each marked line must not compile.

curate("subscriptions.cancel", {
  title: "x",
  description: "x",
  phrase: "cancel {id}, {prorate}",
  fields: { id: { label: "x" }, prorate: { label: "x" } },
  example: { id: "sub_1" },
});
curate("billing.meters.list", { title: "x", description: "x", example: {} });

// @ts-expect-error There is no such operation.
curate("refunds.creat", { title: "x", description: "x", example: {} });
// @ts-expect-error Stripe removed the operation.
curate("subscription_items.create_usage_record", { title: "x", description: "x", example: {} });
// @ts-expect-error There is no such field.
curate("refunds.create", { title: "x", description: "x", fields: { amnt: {} }, example: {} });
curate("payment_intents.create", {
  title: "x",
  description: "x",
  // @ts-expect-error Stripe removed the field.
  fields: { payment_method_types: {} },
  example: { amount: 1, currency: "usd" },
});
curate("refunds.create", {
  title: "x",
  description: "x",
  // @ts-expect-error A text is no amount.
  fields: { charge: { money: true } },
  example: {},
});
// @ts-expect-error The phrase names a field that is not there.
curate("refunds.create", { title: "x", description: "x", phrase: "refund {amnt}", example: {} });
// @ts-expect-error The example lacks the id of the path.
curate("subscriptions.cancel", { title: "x", description: "x", example: {} });
curate("checkout.sessions.create", {
  title: "x",
  description: "x",
  // @ts-expect-error The mode is a text.
  example: { mode: 1 },
});
curate("subscriptions.update", {
  title: "x",
  description: "x",
  // @ts-expect-error There is no such field inside.
  example: { id: "sub_1", items: [{ prise: "x" }] },
});
curate("refunds.create", {
  title: "x",
  description: "x",
  // @ts-expect-error There is no such read.
  moves: { read: "charges.fetch", by: { id: "charge" }, whole: "amount" },
  example: {},
});
curate("refunds.create", {
  title: "x",
  description: "x",
  // @ts-expect-error The object that is read has no such amount.
  moves: { read: "charges.get", by: { id: "charge" }, whole: "receipt_email" },
  example: {},
});
curate("refunds.create", {
  title: "x",
  description: "x",
  // @ts-expect-error Choices come from an operation that the SDK has.
  fields: { charge: { choices: [{ operation: "x", items: "data", value: "id", label: "id" }] } },
  example: {},
});
