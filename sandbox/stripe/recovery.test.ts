import type { Stripe } from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { StripeSandbox } from "./server.ts";
import { EMPTY_ID, PLATFORM_KEY, failure, idOf, sdk, startSandbox } from "./testing.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
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
    ...more,
  });
}

const state = async ({ id }: { id: string }) => {
  const { status, latest_invoice: invoice } = await stripe.subscriptions.retrieve(id, {
    expand: ["latest_invoice"],
  });
  return [status, (invoice as Stripe.Invoice).status]; // expanded by the line above
};

async function intentOf({ id }: { id: string }): Promise<string> {
  const { latest_invoice: invoice } = await stripe.subscriptions.retrieve(id);
  const { data } = await stripe.invoicePayments.list({ invoice: idOf(invoice) });
  return idOf(data[0]?.payment.payment_intent);
}

const waiting = () => subscribe("pm_card_visa", { payment_behavior: "default_incomplete" });

describe("a subscription whose first payment is open", () => {
  it("becomes active when its payment is confirmed, and says so", async () => {
    const made = await waiting();
    expect(await state(made)).toEqual(["incomplete", "open"]);
    await stripe.paymentIntents.confirm(await intentOf(made), { payment_method: "pm_card_visa" });
    expect(await state(made)).toEqual(["active", "paid"]);
    const { data } = await stripe.events.list({ type: "customer.subscription.updated" });
    expect(data[0]?.data).toMatchObject({
      object: { id: made.id, status: "active" },
      previous_attributes: { status: "incomplete" },
    });
  });

  it("becomes active when the buyer authenticates the payment", async () => {
    const made = await waiting();
    const intent = await intentOf(made);
    await stripe.paymentIntents.confirm(intent, {
      payment_method: "pm_card_authenticationRequired",
    });
    expect(await state(made)).toEqual(["incomplete", "open"]);
    sandbox.control.authenticate({ account: EMPTY_ID, intent, passed: true });
    expect(await state(made)).toEqual(["active", "paid"]);
  });

  it("becomes active when its invoice is paid after a decline", async () => {
    const made = await subscribe("pm_card_chargeCustomerFail");
    expect(made.status).toBe("incomplete");
    await stripe.invoices.pay(idOf(made.latest_invoice), { payment_method: "pm_card_visa" });
    expect(await state(made)).toEqual(["active", "paid"]);
  });

  it("expires with its invoice after 23 hours", async () => {
    const made = await waiting();
    await sandbox.control.advanceClock(23 * HOUR + 1);
    expect(await state(made)).toEqual(["incomplete_expired", "void"]);
  });

  it("is announced with the status that the API answers", async () => {
    const fails = () => subscribe("pm_card_chargeCustomerFail");
    for (const make of [waiting, fails, () => subscribe("pm_card_visa")]) {
      const made = await make();
      const { data } = await stripe.events.list({ type: "customer.subscription.created" });
      expect(data[0]?.data.object).toMatchObject({ id: made.id, status: made.status });
    }
  });
});

it("recovers from a renewal that failed", async () => {
  const made = await subscribe("pm_card_visa");
  const bad = await stripe.paymentMethods.create({
    type: "card",
    card: { token: "tok_chargeCustomerFail" },
  });
  await stripe.subscriptions.update(made.id, { default_payment_method: bad.id });
  await sandbox.control.advanceClock(32 * DAY);
  const [status] = await state(made);
  expect(status).toBe("past_due");
  const late = await stripe.subscriptions.retrieve(made.id);
  await stripe.invoices.pay(idOf(late.latest_invoice), { payment_method: "pm_card_visa" });
  expect(await state(made)).toEqual(["active", "paid"]);
});

it("finalises and collects a draft that advances by itself, after an hour", async () => {
  const customer = await stripe.customers.create({
    name: "Buyer",
    payment_method: "pm_card_visa",
    invoice_settings: { footer: "Thank you" },
  });
  expect(customer.invoice_settings.footer).toBe("Thank you");
  const { data } = await stripe.customers.listPaymentMethods(customer.id);
  await stripe.customers.update(customer.id, {
    invoice_settings: { default_payment_method: data[0]?.id ?? "" },
  });
  await stripe.invoiceItems.create({ customer: customer.id, amount: 1250, currency: "usd" });
  const draft = await stripe.invoices.create({
    customer: customer.id,
    pending_invoice_items_behavior: "include",
    auto_advance: true,
  });
  await sandbox.control.advanceClock(0.5 * HOUR);
  expect((await stripe.invoices.retrieve(draft.id)).status).toBe("draft");
  await sandbox.control.advanceClock(HOUR);
  expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({
    status: "paid",
    amount_paid: 1250,
  });
});

it("expands what Stripe expands", async () => {
  const customer = await stripe.customers.create({
    name: "Buyer",
    expand: ["tax", "invoice_credit_balance"],
  });
  expect(customer.tax).toMatchObject({ automatic_tax: "unrecognized_location" });
  expect(customer.invoice_credit_balance).toEqual({});
  const made = await subscribe("pm_card_visa", {
    payment_behavior: "default_incomplete",
    expand: ["discounts", "latest_invoice.confirmation_secret"],
  });
  expect(made.discounts).toEqual([]);
  expect((made.latest_invoice as Stripe.Invoice).confirmation_secret).toEqual({
    client_secret: expect.stringMatching(/^pi_\w+_secret_/),
    type: "payment_intent",
  });
});

it("keeps members of a parameter, and refuses those that it would leave out", async () => {
  const customer = await stripe.customers.create({ name: "Buyer" });
  const price = await stripe.prices.create({
    currency: "usd",
    unit_amount: 3200,
    recurring: { interval: "month", trial_period_days: 7 },
    product_data: { name: "Coffee Club", unit_label: "bag", tax_code: "txcd_10000000" },
  });
  expect(price.recurring?.trial_period_days).toBe(7);
  expect(await stripe.products.retrieve(idOf(price.product))).toMatchObject({
    unit_label: "bag",
    tax_code: "txcd_10000000",
  });
  const item = { price: price.id, metadata: { seat: "A" } };
  const rest = { customer: customer.id, default_payment_method: "pm_card_visa" };
  const made = await stripe.subscriptions.create({ ...rest, items: [item] });
  expect(made.items.data[0]?.metadata).toEqual({ seat: "A" });
  for (const more of [{ discounts: [{ coupon: "NOPE" }] }, { tax_rates: ["txr_nope"] }]) {
    const refused = await failure(
      stripe.subscriptions.create({ ...rest, items: [{ ...item, ...more }] }),
    );
    expect([refused.statusCode, refused.message]).toEqual([
      501,
      expect.stringContaining(`items[0][${Object.keys(more).join("")}]`),
    ]);
  }
});
