import { describe, expect, it } from "vitest";

import { eventLine } from "./event-line";
import { fixtureCatalogue } from "./fixtures/catalogue";

const line = (type: string, data: Readonly<Record<string, unknown>>, customer?: unknown) =>
  eventLine({ type, data }, fixtureCatalogue, customer);

describe("the line of an event", () => {
  it.each([
    ["the amount in its currency", { amount: 7500, currency: "usd" }, "Payment received · $75.00"],
    ["an amount without decimals", { amount: 500, currency: "jpy" }, "Payment received · ¥500"],
    ["no amount without a currency", { amount: 7500 }, "Payment received"],
    ["no fraction of a minor unit", { amount: 75.5, currency: "usd" }, "Payment received"],
    ["the name that its data has", { name: " Ada " }, "Payment received · Ada"],
    ["no empty name", { name: " ", text: "" }, "Payment received"],
  ])("has %s", (_, data, expected) => {
    expect(line("shop.payment.received", data)).toBe(expected);
  });

  it("asks the question of an approval, and gives no other reason", () => {
    const data = { reason: "Go on?" };
    expect(line("approval.requested", data)).toMatch(/ · Go on\?$/);
    expect(line("shop.payment.received", data)).toBe("Payment received");
  });

  it("names the customer that the run fetched before anything in the data", () => {
    const customer = { id: "cus_1", name: "Ada Whitfield", email: "ada@example.com" };
    expect(
      line("shop.payment.received", { amount: 100, currency: "usd", name: "x" }, customer),
    ).toBe("Payment received · $1.00 · Ada Whitfield");
    expect(
      line("shop.payment.received", {}, { id: "cus_1", name: null, email: "ada@example.com" }),
    ).toBe("Payment received · ada@example.com");
  });

  it("has the total of an invoice, whatever was paid or is due of it", () => {
    const invoice = { amount_paid: 0, amount_due: 0, total: 24_000, currency: "usd" };
    expect(line("shop.invoice.created", invoice)).toMatch(/ · \$240\.00$/);
    expect(line("shop.payment.received", { amount_paid: 0, total: 5, currency: "usd" })).toMatch(
      / · \$0\.00$/,
    );
  });

  it("has what was given back of a payment that was refunded in part", () => {
    const refunded = { amount: 7500, amount_refunded: 700, currency: "usd" };
    expect(line("shop.payment.refunded", refunded)).toBe("Payment refunded · $7.00");
    expect(line("shop.payment.refunded", { amount: 7500, currency: "usd" })).toBe(
      "Payment refunded",
    );
  });

  it("cuts a long text", () => {
    expect(line("shop.payment.received", { text: "a".repeat(200) })).toBe(
      `Payment received · ${"a".repeat(79)}…`,
    );
  });

  it("takes the last words of a type that the catalogue does not know", () => {
    expect(line("shop.order_item.paid", {})).toBe("Order item paid");
  });
});
