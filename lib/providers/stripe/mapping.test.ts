import { describe, expect, it } from "vitest";

import { toProviderEvent } from "./mapping";

function event(type: string, object: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return toProviderEvent({
    id: "evt_1",
    type,
    created: 1_764_000_001,
    livemode: false,
    data: { object, ...more },
  });
}

const charge = {
  id: "ch_1",
  object: "charge",
  amount: 4999,
  currency: "usd",
  customer: { id: "cus_1", object: "customer", email: "ada@example.com" },
  payment_intent: "pi_1",
  description: "Pro plan",
  status: "succeeded",
  created: 1_764_000_000,
  source: { account_number: "000123456789", routing_number: "110000000" },
  client_secret: "x_secret_y",
};

describe("a Stripe event", () => {
  it("keeps the declared fields of a payment only", () => {
    const mapped = event("charge.succeeded", charge);
    expect(mapped).toEqual({
      id: "evt_1",
      type: "stripe.payment.received",
      subject: "pi_1",
      time: "2025-11-24T16:00:01.000Z",
      account: null,
      livemode: false,
      rawType: "charge.succeeded",
      data: {
        id: "ch_1",
        payment_intent: "pi_1",
        amount: 4999,
        currency: "usd",
        customer: "cus_1",
        status: "succeeded",
        description: "Pro plan",
        created: "2025-11-24T16:00:00.000Z",
        livemode: false,
      },
    });
  });

  it("names a payment by its charge when it has no intent", () => {
    expect(event("charge.succeeded", { ...charge, payment_intent: null }).subject).toBe("ch_1");
  });

  it.each([
    [{ latest_charge: "ch_1" }],
    [{ latest_charge: { id: "ch_1" } }],
    [{ charges: { data: [{ id: "ch_1" }] } }],
    [{ last_payment_error: { charge: "ch_1" } }],
  ])("counts a failed payment once: intent with %j", (fields) => {
    const intent = { id: "pi_1", object: "payment_intent", ...fields };
    expect(event("payment_intent.payment_failed", intent).type).toBe(
      "stripe.payment_intent.payment_failed",
    );
  });

  it("takes an intent that failed without a charge as a failed payment", () => {
    const intent = { id: "pi_1", object: "payment_intent", amount: 5, last_payment_error: {} };
    expect(event("payment_intent.payment_failed", intent)).toMatchObject({
      type: "stripe.payment.failed",
      subject: "pi_1",
      data: { id: "pi_1", payment_intent: "pi_1", amount: 5 },
    });
  });

  it("reads a subscription's period in the shapes of 2024 and of today", () => {
    const period = { current_period_start: 1_763_900_000, current_period_end: 1_766_492_000 };
    const old = { id: "sub_1", items: { data: [{ id: "si_1" }] }, ...period };
    const today = { id: "sub_1", items: { data: [{ id: "si_1", ...period }] } };
    const type = "customer.subscription.updated";
    expect(event(type, old).data).toEqual(event(type, today).data);
    expect(event(type, today).data).toMatchObject({
      current_period_end: "2025-12-23T12:13:20.000Z",
    });
    const before = { previous_attributes: { status: "trialing" } };
    expect(event(type, today, before).data["previous_status"]).toBe("trialing");
  });

  it("reads an invoice's subscription in both shapes", () => {
    const old = { id: "in_1", subscription: "sub_1" };
    const today = { id: "in_1", parent: { subscription_details: { subscription: "sub_1" } } };
    expect(event("invoice.paid", old)).toEqual(event("invoice.paid", today));
    expect(event("invoice.paid", today).data["subscription"]).toBe("sub_1");
  });

  it.each([
    ["charge.dispute.created", "stripe.charge.dispute.created"],
    ["charge.captured", "stripe.charge.captured"],
    ["payment_intent.succeeded", "stripe.payment_intent.succeeded"],
    ["customer.subscription.trial_will_end", "stripe.subscription.trial_will_end"],
    ["a.b.c.d.e.f", "stripe.a.b.c.d_e_f"],
    ["Weird-Type.X", "stripe.weird_type.x"],
  ])("%s becomes %s", (type, expected) => {
    expect(event(type, { id: "x_1" }).type).toBe(expected);
  });

  it("keeps no secret of a type without a list of its own", () => {
    const object = {
      id: "seti_1",
      client_secret: "a",
      next_action: {},
      bank_account: charge.source,
    };
    expect(event("setup_intent.created", object).data).toEqual({ id: "seti_1", livemode: false });
  });
});
