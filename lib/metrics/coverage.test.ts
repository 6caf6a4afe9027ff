import { describe, expect, it } from "vitest";

import { gapOf } from "./coverage";

const price = (more: object = {}) => ({
  currency: "usd",
  unit_amount: 2000,
  unit_amount_decimal: "2000",
  billing_scheme: "per_unit",
  recurring: { interval: "month", interval_count: 1, usage_type: "licensed" },
  ...more,
});
const metered = price({ recurring: { interval: "month", usage_type: "metered" } });
const tiered = { billing_scheme: "tiered", unit_amount: null, unit_amount_decimal: null };
const subscription = (prices: readonly object[], more: object = {}) => ({
  status: "active",
  items: { data: prices.map((one) => ({ price: one, quantity: 1 })) },
  ...more,
});

describe("the monthly value of a subscription", () => {
  it.each([
    ["one price", [price()]],
    ["an amount in decimals", [price({ unit_amount: null, unit_amount_decimal: "0.5" })]],
    ["a free price", [price({ unit_amount: 0, unit_amount_decimal: "0" })]],
    ["a fixed and a metered price", [price(), metered]],
    [
      "tiers that are told",
      [price({ ...tiered, tiers_mode: "graduated", tiers: [{ up_to: null, unit_amount: 5 }] })],
    ],
  ])("is known with %s", (_name, prices) => {
    expect(gapOf(subscription(prices))).toBeNull();
  });

  it.each([
    ["metered prices only", [metered, metered], "metered"],
    ["tiers that are not told", [price({ ...tiered, tiers_mode: "volume" })], "amount"],
    ["no amount", [price({ unit_amount: null, unit_amount_decimal: null })], "amount"],
    ["no currency", [price({ currency: null })], "amount"],
    ["no interval", [price(), price({ recurring: null })], "amount"],
    ["no items", [], "amount"],
  ])("is not known with %s", (_name, prices, reason) => {
    expect(gapOf(subscription(prices))).toBe(reason);
    expect(gapOf(subscription(prices, { status: "past_due" }))).toBe(reason);
  });

  it.each([
    ["canceled", { status: "canceled" }],
    ["on a trial", { status: "trialing" }],
    ["paused", { pause_collection: { behavior: "void" } }],
  ])("is zero, and known, for one that is %s", (_name, more) => {
    expect(gapOf(subscription([metered], more))).toBeNull();
  });
});
