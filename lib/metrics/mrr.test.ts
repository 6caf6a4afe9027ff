import { describe, expect, it } from "vitest";

import {
  subscriptionMrr,
  type Discount,
  type Interval,
  type Price,
  type SubscriptionState,
} from "./mrr";
import { fromDecimal, rational, round, sum, ZERO, type Rational } from "./rational";

const price = (amount: string, interval: Interval = "month", more: Partial<Price> = {}): Price => ({
  currency: "usd",
  unitAmount: fromDecimal(amount) ?? ZERO,
  tiersMode: null,
  tiers: [],
  interval,
  intervalCount: 1,
  isMetered: false,
  ...more,
});
const state = (
  of: Price,
  quantity = 1,
  more: Partial<SubscriptionState> = {},
): SubscriptionState => ({
  status: "active",
  isPaused: false,
  items: [{ price: of, quantity, discounts: [] }],
  discounts: [],
  ...more,
});
const discount = (more: Partial<Discount>): Discount => ({
  percentOff: null,
  amountOff: null,
  duration: "forever",
  start: null,
  end: null,
  ...more,
});
const mrr = (of: SubscriptionState, currency = "usd"): Rational =>
  subscriptionMrr(of, 1_800_000_000).get(currency) ?? ZERO;

describe("the monthly value of a subscription", () => {
  it.each([
    ["$10 a week", state(price("1000", "week")), rational(13_000, 3)],
    ["$10 a day", state(price("1000", "day")), rational(365_000, 12)],
    ["$90 per 3 months", state(price("9000", "month", { intervalCount: 3 })), rational(3000)],
    ["$1,200 a year", state(price("120000", "year")), rational(10_000)],
    ["3 × $9.99", state(price("999"), 3), rational(2997)],
    ["1,001 × half a cent", state(price("0.5"), 1001), rational(1001, 2)],
    ["a free plan", state(price("0")), ZERO],
    ["metered use", state(price("1000", "month", { isMetered: true })), ZERO],
  ])("of %s is exact", (_name, of, expected) => {
    expect(mrr(of)).toEqual(expected);
  });

  it.each([
    ["jpy", "12000", 1000],
    ["kwd", "12000", 1000],
  ])("is in the minor units of %s", (currency, amount, expected) => {
    expect(mrr(state(price(amount, "year", { currency })), currency)).toEqual(rational(expected));
  });

  it("adds up to Stripe's example: 100 × $100 a month and 50 × $600 a year are $12,500", () => {
    const all = [
      ...Array.from({ length: 100 }, () => mrr(state(price("10000")))),
      ...Array.from({ length: 50 }, () => mrr(state(price("60000", "year")))),
    ];
    expect(round(sum(all))).toBe(1_250_000);
  });

  it.each(["trialing", "paused", "unpaid", "canceled", "incomplete", "incomplete_expired"])(
    "is nothing while it is %s",
    (status) => {
      expect(mrr(state(price("5000"), 1, { status }))).toEqual(ZERO);
    },
  );

  it("counts while it is past due, and not while its collection is paused", () => {
    expect(mrr(state(price("5000"), 1, { status: "past_due" }))).toEqual(rational(5000));
    expect(mrr(state(price("5000"), 1, { isPaused: true }))).toEqual(ZERO);
  });

  it.each([
    ["20 % off for ever", discount({ percentOff: rational(20) }), 4000],
    ["$60 off $50", discount({ amountOff: rational(6000) }), 0],
    ["20 % off once", discount({ percentOff: rational(20), duration: "once" }), 5000],
    [
      "20 % off for some months",
      discount({ percentOff: rational(20), duration: "repeating" }),
      5000,
    ],
    ["20 % off until last year", discount({ percentOff: rational(20), end: 1_700_000_000 }), 5000],
  ])("with %s", (_name, off, expected) => {
    expect(mrr(state(price("5000"), 1, { discounts: [off] }))).toEqual(rational(expected));
  });

  it("takes an amount off a yearly price once a year", () => {
    const off = discount({ amountOff: rational(12_000) });
    expect(mrr(state(price("120000", "year"), 1, { discounts: [off] }))).toEqual(rational(9000));
  });

  it.each([
    ["graduated", 12, 10 * 100 + 2 * 50 + 500],
    ["volume", 12, 12 * 50 + 500],
    ["graduated", 10, 10 * 100],
    ["volume", 10, 10 * 100],
  ] as const)("of %s tiers for %i", (tiersMode, quantity, expected) => {
    const tiers = [
      { upTo: 10, unitAmount: rational(100), flatAmount: ZERO },
      { upTo: null, unitAmount: rational(50), flatAmount: rational(500) },
    ];
    expect(mrr(state(price("0", "month", { tiersMode, tiers }), quantity))).toEqual(
      rational(expected),
    );
  });
});

it("rounds once, halves to the even number", () => {
  expect(
    [rational(1001, 2), rational(1003, 2), rational(-1001, 2), rational(13_000, 3)].map(round),
  ).toEqual([500, 502, -500, 4333]);
});
