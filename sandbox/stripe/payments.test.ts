import { Stripe } from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { StripeSandbox } from "./server.ts";
import {
  EMPTY_ID,
  PLATFORM_KEY,
  failure,
  idOf,
  raw,
  sdk,
  startSandbox,
  typesSince,
} from "./testing.ts";

let sandbox: StripeSandbox;
let stripe: Stripe;

beforeAll(async () => {
  sandbox = await startSandbox();
  sandbox.control.connect(EMPTY_ID);
  stripe = sdk(sandbox, PLATFORM_KEY, EMPTY_ID);
});
afterAll(() => sandbox.close());

const pay = (payment_method: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    payment_method,
    confirm: true,
    ...more,
  });

describe("payments", () => {
  it("charges a card and emits the three events in order", async () => {
    const types = await typesSince(stripe, async () => {
      const intent = await pay("pm_card_visa", { description: "Beans" });
      expect(intent.status).toBe("succeeded");
      expect(intent.amount_received).toBe(2000);
      const charge = await stripe.charges.retrieve(idOf(intent.latest_charge), {
        expand: ["balance_transaction"],
      });
      expect(charge).toMatchObject({ amount: 2000, captured: true, description: "Beans" });
      expect(charge.balance_transaction).toMatchObject({ fee: 88, net: 1912, type: "charge" });
    });
    expect(types).toEqual([
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
    ]);
  });

  it("declines with 402, keeps the failed charge and frees the payment method", async () => {
    const types = await typesSince(stripe, async () => {
      const error = await failure(pay("pm_card_chargeDeclinedInsufficientFunds"));
      expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
      expect(error).toMatchObject({
        code: "card_declined",
        decline_code: "insufficient_funds",
        statusCode: 402,
      });
      expect(error.payment_intent).toMatchObject({
        status: "requires_payment_method",
        payment_method: null,
      });
    });
    expect(types).toEqual([
      "payment_intent.created",
      "charge.failed",
      "payment_intent.payment_failed",
    ]);
    const [latest] = (await stripe.charges.list({ limit: 1 })).data;
    expect(latest).toMatchObject({ status: "failed", failure_code: "card_declined" });
  });

  it("authorises, then captures a part and releases the rest", async () => {
    const types = await typesSince(stripe, async () => {
      const held = await pay("pm_card_visa", { capture_method: "manual" });
      expect(held).toMatchObject({ status: "requires_capture", amount_capturable: 2000 });
      const done = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1500 });
      expect(done).toMatchObject({ status: "succeeded", amount_received: 1500 });
      const charge = await stripe.charges.retrieve(idOf(done.latest_charge));
      expect(charge).toMatchObject({ amount: 2000, amount_captured: 1500, amount_refunded: 500 });
    });
    expect(types).toEqual([
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.amount_capturable_updated",
      "charge.captured",
      "payment_intent.succeeded",
    ]);
  });

  it("releases an authorisation that nobody captured within seven days", async () => {
    const held = await pay("pm_card_visa", { capture_method: "manual" });
    await sandbox.control.advanceClock(7 * 86_400 + 1);
    const later = await stripe.paymentIntents.retrieve(held.id);
    expect(later).toMatchObject({ status: "canceled", cancellation_reason: "automatic" });
    const { data } = await stripe.events.list({ limit: 5 });
    expect(data.map(({ type }) => type)).toContain("charge.expired");
  });

  it("releases an authorisation that is cancelled, and reports its charge as given back", async () => {
    const types = await typesSince(stripe, async () => {
      const held = await pay("pm_card_visa", { capture_method: "manual" });
      const cancelled = await stripe.paymentIntents.cancel(held.id);
      const charge = await stripe.charges.retrieve(idOf(cancelled.latest_charge));
      expect(charge).toMatchObject({
        captured: false,
        refunded: true,
        amount_captured: 0,
        amount_refunded: 2000,
      });
    });
    expect(types.slice(-2)).toEqual(["charge.refunded", "payment_intent.canceled"]);
  });

  it("refunds what was captured of a payment, and no more", async () => {
    const held = await pay("pm_card_visa", { capture_method: "manual" });
    const done = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1500 });
    const charge = idOf(done.latest_charge);
    expect((await failure(stripe.refunds.create({ charge, amount: 1600 }))).statusCode).toBe(400);
    await stripe.refunds.create({ charge, amount: 500 });
    await stripe.refunds.create({ charge });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({
      amount_refunded: 2000,
      refunded: true,
    });
  });

  it("goes on when the buyer authenticates, and charges nothing when that fails", async () => {
    const asked = await pay("pm_card_threeDSecure2Required", { return_url: "http://localhost/x" });
    expect(asked.next_action?.redirect_to_url?.url).toBe(`${sandbox.url}/3ds/${asked.id}`);
    const form = await raw(sandbox, "GET", `/3ds/${asked.id}`);
    const csrf = /name="csrf" value="([^"]+)"/.exec(form.text)?.[1] ?? "";
    expect((await raw(sandbox, "POST", `/3ds/${asked.id}`, "decision=complete")).status).toBe(403);
    const done = await raw(sandbox, "POST", `/3ds/${asked.id}`, `csrf=${csrf}&decision=complete`);
    expect(done.headers.get("location")).toContain(`?payment_intent=${asked.id}`);
    expect(done.headers.get("location")).toContain("redirect_status=succeeded");
    expect((await stripe.paymentIntents.retrieve(asked.id)).status).toBe("succeeded");
    const other = await pay("pm_card_authenticationRequired");
    const failed = sandbox.control.authenticate({
      account: EMPTY_ID,
      intent: other.id,
      passed: false,
    });
    expect(failed).toMatchObject({
      status: "requires_payment_method",
      latest_charge: null,
      last_payment_error: { code: "payment_intent_authentication_failure" },
    });
  });

  it("still accepts a legacy charge with a token", async () => {
    const charge = await stripe.charges.create({
      amount: 500,
      currency: "jpy",
      source: "tok_visa",
    });
    expect(charge).toMatchObject({ amount: 500, currency: "jpy", status: "succeeded" });
    const error = await failure(
      stripe.charges.create({ amount: 500, currency: "jpy", source: "tok_chargeDeclined" }),
    );
    expect(error.statusCode).toBe(402);
  });

  it("refuses a three-decimal amount that does not end in 0", async () => {
    const ok = await pay("pm_card_visa", { amount: 5120, currency: "kwd" });
    expect(ok.status).toBe("succeeded");
    const error = await failure(pay("pm_card_visa", { amount: 5123, currency: "kwd" }));
    expect(error.param).toBe("amount");
  });

  it("never keeps a real card number", async () => {
    const answer = await raw(
      sandbox,
      "POST",
      "/v1/payment_methods",
      "type=card&card[number]=4111111111111111&card[exp_month]=1&card[exp_year]=2030&card[cvc]=123",
    );
    expect(answer.status).toBe(402);
    expect(answer.body["error"]).toMatchObject({ code: "incorrect_number" });
  });
});

describe("refunds and disputes", () => {
  it("refunds in parts and marks the charge when nothing is left", async () => {
    const intent = await pay("pm_card_visa");
    const types = await typesSince(stripe, async () => {
      await stripe.refunds.create({ payment_intent: intent.id, amount: 500 });
      await stripe.refunds.create({ payment_intent: intent.id });
    });
    expect(types).toEqual([
      "refund.created",
      "charge.refunded",
      "refund.created",
      "charge.refunded",
    ]);
    const charge = await stripe.charges.retrieve(idOf(intent.latest_charge), {
      expand: ["refunds"],
    });
    expect(charge).toMatchObject({ refunded: true, amount_refunded: 2000 });
    expect(charge.refunds?.data.map((refund) => refund.amount)).toEqual([1500, 500]);
    const again = await failure(stripe.refunds.create({ payment_intent: intent.id }));
    expect(again.code).toBe("charge_already_refunded");
  });

  it("withdraws the money of a dispute and returns it when it is won", async () => {
    const types = await typesSince(stripe, () => pay("pm_card_createDispute"));
    expect(types).toEqual([
      "payment_intent.created",
      "charge.succeeded",
      "charge.dispute.created",
      "charge.dispute.funds_withdrawn",
      "payment_intent.succeeded",
    ]);
    const [dispute] = (await stripe.disputes.list({ limit: 1 })).data;
    if (!dispute) throw new Error("There is no dispute.");
    const refused = await failure(stripe.refunds.create({ charge: idOf(dispute.charge) }));
    expect(refused.code).toBe("charge_disputed");
    const later = await typesSince(stripe, async () => {
      const sent = await stripe.disputes.update(dispute.id, {
        evidence: { uncategorized_text: "winning_evidence" },
        submit: true,
      });
      expect(sent.status).toBe("under_review");
      await sandbox.control.advanceClock(2);
      expect((await stripe.disputes.retrieve(dispute.id)).status).toBe("won");
    });
    expect(later).toEqual([
      "charge.dispute.updated",
      "charge.dispute.updated",
      "charge.dispute.funds_reinstated",
      "charge.dispute.closed",
    ]);
  });

  it("settles a refund later, or fails it, as the test card says", async () => {
    const slow = await pay("pm_card_pendingRefund");
    const pending = await stripe.refunds.create({ payment_intent: slow.id });
    expect(pending.status).toBe("pending");
    const bad = await pay("pm_card_refundFail");
    const failing = await stripe.refunds.create({ payment_intent: bad.id });
    await sandbox.control.advanceClock(2);
    expect((await stripe.refunds.retrieve(pending.id)).status).toBe("succeeded");
    expect((await stripe.refunds.retrieve(failing.id)).status).toBe("failed");
    const charge = await stripe.charges.retrieve(idOf(bad.latest_charge));
    expect(charge.amount_refunded).toBe(0);
  });
});
