import type { Stripe } from "stripe";
import { afterEach, beforeEach, expect, it } from "vitest";

import type { StripeSandbox } from "./server.ts";
import { EMPTY_ID, PLATFORM_KEY, failure, sdk, startSandbox, typesSince } from "./testing.ts";

const DAY = 86_400;
let sandbox: StripeSandbox;
let stripe: Stripe;

beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.control.connect(EMPTY_ID);
  stripe = sdk(sandbox, PLATFORM_KEY, EMPTY_ID);
});
afterEach(() => sandbox.close());

async function subscribe(card: string, more: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const customer = await stripe.customers.create({ name: "Subscriber" });
  const price = await stripe.prices.create({
    currency: "usd",
    unit_amount: 3200,
    recurring: { interval: "month" },
    product_data: { name: "Coffee Club" },
  });
  return stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    default_payment_method: card,
    expand: ["latest_invoice"],
    ...more,
  });
}

it("takes the first payment at once and numbers the invoice", async () => {
  const made = await subscribe("pm_card_visa");
  expect(made).toMatchObject({
    status: "active",
    latest_invoice: { status: "paid", amount_paid: 3200, billing_reason: "subscription_create" },
  });
  const invoice = made.latest_invoice as Stripe.Invoice;
  expect(invoice.number).toMatch(/^\w{8}-0001$/);
  expect(made.default_payment_method).toMatch(/^pm_1/);
});

it("stays incomplete when the card declines, and when the buyer is to pay", async () => {
  expect((await subscribe("pm_card_chargeCustomerFail")).status).toBe("incomplete");
  const waiting = await subscribe("pm_card_visa", { payment_behavior: "default_incomplete" });
  expect(waiting).toMatchObject({ status: "incomplete", latest_invoice: { status: "open" } });
});

it("renews each month at the period's end", async () => {
  const made = await subscribe("pm_card_visa");
  await sandbox.control.advanceClock(65 * DAY);
  const invoices = await stripe.invoices.list({ subscription: made.id });
  expect(invoices.data.map((row) => row.billing_reason)).toEqual([
    "subscription_cycle",
    "subscription_cycle",
    "subscription_create",
  ]);
  const later = await stripe.subscriptions.retrieve(made.id);
  const end = later.items.data[0]?.current_period_end ?? 0;
  expect(end * 1000).toBeGreaterThan(sandbox.control.now());
});

it("becomes past due when a renewal is declined or nothing can pay", async () => {
  const made = await subscribe("pm_card_visa");
  const bad = await stripe.paymentMethods.create({
    type: "card",
    card: { token: "tok_chargeCustomerFail" },
  });
  await stripe.subscriptions.update(made.id, { default_payment_method: bad.id });
  const types = await typesSince(stripe, () => sandbox.control.advanceClock(32 * DAY));
  expect(types).toContain("invoice.payment_failed");
  expect((await stripe.subscriptions.retrieve(made.id)).status).toBe("past_due");
});

it("gives a free trial, announces its end, and then bills", async () => {
  const trial = await subscribe("pm_card_visa", { trial_period_days: 15 });
  expect(trial).toMatchObject({
    status: "trialing",
    latest_invoice: { status: "paid", amount_due: 0, total: 0, attempted: true, attempt_count: 0 },
  });
  expect(trial.billing_cycle_anchor).toBe(trial.trial_end);
  const types = await typesSince(stripe, () => sandbox.control.advanceClock(12.5 * DAY));
  expect(types).toEqual(["customer.subscription.trial_will_end"]);
  await sandbox.control.advanceClock(3 * DAY);
  expect((await stripe.subscriptions.retrieve(trial.id)).status).toBe("active");
});

it("ends at the period's end when asked to", async () => {
  const made = await subscribe("pm_card_visa");
  const marked = await stripe.subscriptions.update(made.id, { cancel_at_period_end: true });
  expect(marked).toMatchObject({ status: "active", cancel_at_period_end: true });
  expect(marked.cancel_at).toBe(marked.items.data[0]?.current_period_end);
  await sandbox.control.advanceClock(32 * DAY);
  expect((await stripe.subscriptions.retrieve(made.id)).status).toBe("canceled");
});

it("refuses what it cannot do rather than pretending", async () => {
  const made = await subscribe("pm_card_visa");
  const item = made.items.data[0]?.id ?? "";
  const refused = await failure(
    stripe.subscriptions.update(made.id, { items: [{ id: item, quantity: 2, deleted: true }] }),
  );
  expect(refused.statusCode).toBe(501);
});

it("previews what a change comes to, and then bills exactly that", async () => {
  const made = await subscribe("pm_card_visa");
  await sandbox.control.advanceClock(10 * DAY);
  const [item] = made.items.data;
  const at = Math.floor(sandbox.control.now() / 1000) - 60;
  const change = {
    items: [{ id: item?.id ?? "", quantity: 3 }],
    proration_behavior: "always_invoice" as const,
    proration_date: at,
  };
  const preview = await stripe.invoices.createPreview({
    subscription: made.id,
    subscription_details: change,
  });
  expect(preview.lines.data.map(({ period, amount }) => [period.start, amount > 0])).toEqual([
    [at, false],
    [at, true],
  ]);
  expect((await stripe.invoices.list({ subscription: made.id })).data).toHaveLength(1);
  const types = await typesSince(stripe, () => stripe.subscriptions.update(made.id, change));
  expect(types).toContain("customer.subscription.updated");
  const [billed] = (await stripe.invoices.list({ subscription: made.id })).data;
  expect(billed).toMatchObject({
    billing_reason: "subscription_update",
    status: "paid",
    amount_paid: preview.amount_due,
  });
  const next = await stripe.invoices.createPreview({ subscription: made.id });
  expect(next.amount_due).toBe(9600);
});

it("puts a change on the next bill, or leaves the period as it was", async () => {
  const made = await subscribe("pm_card_visa");
  await sandbox.control.advanceClock(10 * DAY);
  const items = [{ id: made.items.data[0]?.id ?? "", quantity: 2 }];
  const preview = await stripe.invoices.createPreview({
    subscription: made.id,
    subscription_details: { items },
  });
  expect(preview.lines.data).toHaveLength(3);
  expect(preview.amount_due).toBeGreaterThan(6400);
  await stripe.subscriptions.update(made.id, { items, proration_behavior: "none" });
  const next = await stripe.invoices.createPreview({ subscription: made.id });
  expect(next.amount_due).toBe(6400);
  const other = await stripe.prices.create({
    currency: "usd",
    unit_amount: 30_000,
    recurring: { interval: "year" },
    product_data: { name: "Yearly" },
  });
  const yearly = [{ id: made.items.data[0]?.id ?? "", price: other.id }];
  const refused = await failure(stripe.subscriptions.update(made.id, { items: yearly }));
  expect(refused.statusCode).toBe(501);
});

it.each([
  ["void", "void"],
  ["keep_as_draft", "draft"],
  ["mark_uncollectible", "uncollectible"],
] as const)("collects nothing while it is paused: %s", async (behavior, status) => {
  const made = await subscribe("pm_card_visa");
  await stripe.subscriptions.update(made.id, { pause_collection: { behavior } });
  await sandbox.control.advanceClock(32 * DAY);
  const later = await stripe.subscriptions.retrieve(made.id, { expand: ["latest_invoice"] });
  expect(later).toMatchObject({ status: "active", latest_invoice: { status } });
  await stripe.subscriptions.update(made.id, { pause_collection: "" });
  await sandbox.control.advanceClock(31 * DAY);
  const resumed = await stripe.subscriptions.retrieve(made.id, { expand: ["latest_invoice"] });
  expect(resumed).toMatchObject({ pause_collection: null, latest_invoice: { status: "paid" } });
});

it("collects a manual invoice from its items, and reports a decline", async () => {
  const customer = await stripe.customers.create({ name: "Buyer" });
  await stripe.invoiceItems.create({ customer: customer.id, amount: 1250, currency: "usd" });
  const draft = await stripe.invoices.create({
    customer: customer.id,
    pending_invoice_items_behavior: "include",
  });
  expect(draft).toMatchObject({ status: "draft", total: 1250, auto_advance: false });
  const refused = await failure(
    stripe.invoices.pay(draft.id, { payment_method: "pm_card_chargeCustomerFail" }),
  );
  expect(refused).toMatchObject({ statusCode: 402, code: "card_declined" });
  expect((await stripe.invoices.retrieve(draft.id)).status).toBe("open");
  const paid = await stripe.invoices.pay(draft.id, { payment_method: "pm_card_visa" });
  expect(paid).toMatchObject({ status: "paid", amount_paid: 1250, attempt_count: 1 });
});
