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
    const { state: _copied, ...mapped } = event("charge.succeeded", charge);
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

  it("carries the whole object for the copy, without secret fields", () => {
    const { state } = event("charge.succeeded", charge);
    expect(state).toMatchObject({
      type: "charge",
      id: "ch_1",
      deleted: false,
      object: { customer: { email: "ada@example.com" }, amount: 4999 },
    });
    expect(JSON.stringify(state)).not.toMatch(/x_secret_y|000123456789/);
    expect(event("price.deleted", { id: "price_1", object: "price" }).state?.deleted).toBe(true);
    expect(
      event("customer.subscription.deleted", { id: "sub_1", object: "subscription" }).state
        ?.deleted,
    ).toBe(false);
    expect(event("account.updated", { id: "acct_1", object: "account" }).state).toBeUndefined();
  });

  it("names a payment by its charge when it has no intent", () => {
    expect(event("charge.succeeded", { ...charge, payment_intent: null }).subject).toBe("ch_1");
  });

  it("reports a hold, its capture and its release as what they are", () => {
    const hold = { ...charge, amount_captured: 0, amount_refunded: 0, captured: false };
    expect(event("charge.succeeded", hold)).toMatchObject({
      type: "stripe.payment.authorized",
      data: { amount: 4999, amount_captured: 0, captured: false },
    });
    const released = { ...hold, amount_refunded: 4999, refunded: true };
    expect(event("charge.refunded", released)).toMatchObject({
      type: "stripe.payment.released",
      data: { amount: 4999, captured: false },
    });
    const captured = { ...hold, captured: true, amount_captured: 3000, amount_refunded: 1999 };
    expect(event("charge.captured", captured)).toMatchObject({
      type: "stripe.payment.received",
      data: { amount: 3000, amount_captured: 3000, captured: true },
    });
  });

  it("tells this refund from all refunds of a payment, and both from a released rest", () => {
    const refunded = (amount: number, refund: number, before: number) =>
      event(
        "charge.refunded",
        {
          ...charge,
          captured: true,
          amount_captured: amount,
          amount_refunded: refund,
          refunded: refund === 4999,
        },
        { previous_attributes: { amount_refunded: before } },
      );
    expect(refunded(4999, 1500, 500)).toMatchObject({
      type: "stripe.payment.refunded",
      data: { amount: 4999, amount_refunded: 1500, refund_amount: 1000, refunded: false },
    });
    expect(refunded(3000, 4999, 1999).data).toMatchObject({
      amount: 3000,
      amount_refunded: 3000,
      refund_amount: 3000,
      refunded: true,
    });
  });

  it("counts a declined payment once: its charge reports it", () => {
    const error = { charge: "ch_1", code: "card_declined", message: "Declined." };
    const intent = { id: "pi_1", object: "payment_intent", last_payment_error: error };
    expect(event("payment_intent.payment_failed", intent)).toMatchObject({
      type: "stripe.payment_intent.payment_failed",
      data: { failure_code: "card_declined", failure_message: "Declined." },
    });
  });

  it.each([
    [{ latest_charge: null }],
    [{ latest_charge: "ch_earlier" }],
    [{ charges: { data: [{ id: "ch_earlier" }] } }],
  ])("takes an intent whose error names no charge as a failed payment: %j", (fields) => {
    const last_payment_error = {
      code: "payment_intent_authentication_failure",
      message: "We are unable to authenticate your payment method.",
    };
    const intent = { id: "pi_1", object: "payment_intent", amount: 5, last_payment_error };
    expect(event("payment_intent.payment_failed", { ...intent, ...fields })).toMatchObject({
      type: "stripe.payment.failed",
      subject: "pi_1",
      data: {
        id: "pi_1",
        payment_intent: "pi_1",
        amount: 5,
        failure_code: "payment_intent_authentication_failure",
        failure_message: "We are unable to authenticate your payment method.",
      },
    });
  });

  it.each([
    ["refund.failed", { failure_reason: "lost_or_stolen_card" }],
    ["charge.refund.updated", { failure_reason: "unknown" }],
    ["payout.failed", { failure_code: "account_closed", failure_message: "It is closed." }],
    ["payment_intent.canceled", { cancellation_reason: "abandoned" }],
    ["setup_intent.setup_failed", { last_setup_error: { code: "c", message: "Declined." } }],
    [
      "customer.subscription.deleted",
      { cancellation_details: { reason: "payment_failed", comment: "Too late" } },
    ],
    ["radar.early_fraud_warning.created", { fraud_type: "misc", actionable: true }],
    ["invoice.finalization_failed", { last_finalization_error: { code: "c", message: "m" } }],
    ["review.closed", { closed_reason: "refunded_as_fraud" }],
  ])("%s keeps the reason", (type, reason) => {
    expect(event(type, { id: "x_1", ...reason }).data).toMatchObject(reason);
  });

  it("writes deadlines as times, and an arrival date as the day that it is", () => {
    const at = 1_764_547_200; // 2025-12-01T00:00:00Z
    const midnight = "2025-12-01T00:00:00.000Z";
    const failed = event("invoice.payment_failed", { id: "in_1", next_payment_attempt: at });
    expect(failed.data).toMatchObject({ next_payment_attempt: midnight });
    const dispute = event("charge.dispute.created", {
      id: "du_1",
      evidence_details: { due_by: at },
    });
    expect(dispute.data).toMatchObject({ evidence_details: { due_by: midnight } });
    expect(event("payout.paid", { id: "po_1", arrival_date: at }).data).toMatchObject({
      arrival_date: "2025-12-01",
    });
  });

  it("says which items a subscription had before, and that a long list was cut", () => {
    const data = Array.from({ length: 21 }, (_, at) => ({ id: `si_${at}` }));
    const changed = event(
      "customer.subscription.updated",
      { id: "sub_1", items: { data } },
      {
        previous_attributes: { items: { data: [{ id: "si_old", price: { id: "price_basic" } }] } },
      },
    ).data;
    expect(changed["items"]).toHaveLength(20);
    expect(changed).toMatchObject({
      items_truncated: true,
      previous_items: [{ id: "si_old", price: "price_basic" }],
    });
    const more = { id: "sub_1", items: { data: data.slice(0, 1), has_more: true } };
    expect(event("customer.subscription.updated", more).data["items_truncated"]).toBe(true);
    const whole = { id: "sub_1", items: { data: data.slice(0, 20) } };
    expect(event("customer.subscription.updated", whole).data).not.toHaveProperty(
      "items_truncated",
    );
  });

  it("marks a text that was cut", () => {
    const { description } = event("charge.succeeded", {
      ...charge,
      description: "x".repeat(3_000),
    }).data;
    expect(description).toBe(`${"x".repeat(1_999)}…`);
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
    ["charge.captured", "stripe.payment.received"],
    ["charge.expired", "stripe.charge.expired"],
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
