import { describe, expect, it } from "vitest";

import { isMasked, MASK } from "./event";
import { maskEvent } from "./mask";

const masked = (data: Record<string, unknown>, type = "stripe.customer.created") =>
  maskEvent({ type, data }).data;

describe("masking an event", () => {
  it("hides what identifies a person, at any depth", () => {
    expect(
      masked({
        id: "cus_1",
        object: "customer",
        email: "ada@example.org",
        name: "Ada Whitfield",
        phone: "555 0100",
        amount: 7500,
        currency: "usd",
        billing_details: {
          name: "Ada",
          address: { city: "Leeds", line1: "1 High St", country: null },
        },
        cards: [{ brand: "visa", last4: "4242", customerName: "Ada" }],
      }),
    ).toEqual({
      id: "cus_1",
      object: "customer",
      email: MASK,
      name: MASK,
      phone: MASK,
      amount: 7500,
      currency: "usd",
      billing_details: { name: MASK, address: { city: MASK, line1: MASK, country: null } },
      cards: [{ brand: "visa", last4: MASK, customerName: MASK }],
    });
  });

  it("hides addresses and phone numbers inside of texts", () => {
    expect(masked({ text: "Write to <ada.w@example.co.uk>, or call +1 (555) 010-0100." })).toEqual({
      text: `Write to <${MASK}>, or call ${MASK}.`,
    });
    expect(maskEvent({ type: "twilio.message", subject: "+15550100100", data: {} }).subject).toBe(
      MASK,
    );
  });

  it("keeps names of things and of the product's own objects", () => {
    const product = { id: "prod_1", object: "product", name: "Yirgacheffe" };
    expect(masked(product)).toEqual(product);
    expect(masked({ name: "Tell the team" }, "automation.paused")).toEqual({
      name: "Tell the team",
    });
  });

  it("tells whether something is hidden, and leaves everything else as it is", () => {
    const plain = { type: "stripe.payout.paid", data: { id: "po_1", amount: 5, paid: true } };
    expect(maskEvent(plain)).toEqual(plain);
    expect(isMasked(maskEvent(plain))).toBe(false);
    expect(isMasked(maskEvent({ ...plain, data: { email: "a@b.de" } }))).toBe(true);
  });
});
