import { describe, expect, it } from "vitest";

import { stepsOf, type SeenState } from "./history";
import { changesOf } from "./movements";
import { round } from "./rational";
import { readBilledDiscounts, readLines, readSubscription } from "./stored";

const DAY = 86_400;
const dayOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
const price = (id: string, amount: number) => ({
  id,
  currency: "usd",
  unit_amount: amount,
  unit_amount_decimal: String(amount),
  recurring: { interval: "month", interval_count: 1, usage_type: "licensed" },
});
const small = price("price_small", 1000);
const big = price("price_big", 3000);
const prices = (id: string) => [small, big].find((one) => one.id === id);
const coupons = (id: string) =>
  id === "half" ? { id, duration: "forever", percent_off: 50 } : undefined;

const base = {
  id: "sub_1",
  customer: "cus_1",
  status: "active",
  start_date: 10 * DAY,
  items: { data: [{ price: small, quantity: 1 }] },
};
const line = (day: number, priceId: string, amount: number) => ({
  amount,
  quantity: 1,
  period: { start: day * DAY, end: (day + 30) * DAY },
  pricing: { price_details: { price: priceId } },
});
interface Known {
  readonly discounts?: readonly { readonly day: number; readonly of: readonly object[] }[];
  readonly states?: readonly (readonly [day: number, isCounted: boolean])[];
}
function told(
  subscription: object,
  lines: object[] = [],
  { discounts = [], states = [] }: Known = {},
) {
  const read = readSubscription({ ...base, ...subscription }, { readAt: 300 * DAY, coupons });
  if (!read) throw new Error("not read");
  const steps = stepsOf(read, {
    lines: readLines({ lines: { data: lines } }, prices),
    billed: discounts.flatMap(
      ({ day, of }) =>
        readBilledDiscounts(
          { lines: { data: [line(day, "price_small", 1000)] }, discounts: of },
          coupons,
        ) ?? [],
    ),
    states: states.map(([day, isCounted]): SeenState => ({ at: day * DAY, isCounted })),
  });
  return changesOf(steps, dayOf).map(({ day, kind, after }) => [day, kind, round(after)]);
}

it("begins after the trial, sees an upgrade by its proration, and ends", () => {
  expect(
    told(
      {
        status: "canceled",
        start_date: 0,
        trial_end: 14 * DAY,
        ended_at: 200 * DAY,
        items: { data: [{ price: big, quantity: 1 }] },
      },
      [line(14, "price_small", 1000), line(60, "price_small", -500), line(60, "price_big", 1500)],
    ),
  ).toEqual([
    ["1970-01-15", "new", 1000],
    ["1970-03-02", "expansion", 3000],
    ["1970-07-20", "churn", 0],
  ]);
});

it("begins with what it is worth now, if no invoice tells of anything else", () => {
  expect(told({})).toEqual([["1970-01-11", "new", 1000]]);
});

it("counts a change that no invoice tells of from when it was read", () => {
  const items = { data: [{ price: big, quantity: 1 }] };
  expect(told({ items }, [line(10, "price_small", 1000)])).toEqual([
    ["1970-01-11", "new", 1000],
    ["1970-10-28", "expansion", 3000],
  ]);
});

it("counts until its end, although it was cancelled before", () => {
  expect(told({ cancel_at_period_end: true, canceled_at: 20 * DAY })).toEqual([
    ["1970-01-11", "new", 1000],
  ]);
});

it("was worth nothing on its first trial, and goes down on a later one", () => {
  expect(told({ status: "trialing", trial_start: 10 * DAY, trial_end: 400 * DAY })).toEqual([]);
  expect(told({ status: "trialing", trial_start: 100 * DAY, trial_end: 400 * DAY })).toEqual([
    ["1970-01-11", "new", 1000],
    ["1970-04-11", "churn", 0],
  ]);
  expect(told({ trial_start: 100 * DAY, trial_end: 130 * DAY })).toEqual([
    ["1970-01-11", "new", 1000],
    ["1970-04-11", "churn", 0],
    ["1970-05-11", "reactivation", 1000],
  ]);
});

it("never counted if it was never paid", () => {
  expect(told({ status: "incomplete_expired", ended_at: 11 * DAY })).toEqual([]);
});

it.each([
  ["by the coupon's id", { source: { coupon: "half" } }],
  ["with the coupon in it", { coupon: { duration: "forever", percent_off: 50 } }],
])("subtracts a discount that is given %s", (_name, discount) => {
  expect(told({ discounts: [discount] })).toEqual([["1970-01-11", "new", 500]]);
});

it.each([0.5, "many", null])("takes a quantity of %j for one", (quantity) => {
  expect(told({ items: { data: [{ price: small, quantity }] } })).toEqual([
    ["1970-01-11", "new", 1000],
  ]);
});

it("reads nothing of data that is no subscription", () => {
  expect(readSubscription({ id: "sub_1" }, { readAt: 0, coupons })).toBeNull();
});

describe("an earlier trial", () => {
  const later = { start_date: 0, trial_start: 100 * DAY, trial_end: 130 * DAY };
  const free = (from: number, to: number, more: object = {}) => ({
    ...line(from, "price_small", 0),
    period: { start: from * DAY, end: to * DAY },
    ...more,
  });
  const FROM_100 = [
    ["1970-04-11", "churn", 0],
    ["1970-05-11", "reactivation", 1000],
  ];

  it("shows by an invoice that charges nothing", () => {
    expect(told(later, [free(0, 14), line(14, "price_small", 1000)])).toEqual([
      ["1970-01-15", "new", 1000],
      ...FROM_100,
    ]);
  });

  it("ended early if something was charged before its end", () => {
    expect(told(later, [free(0, 14), line(9, "price_small", 1000)])).toEqual([
      ["1970-01-10", "new", 1000],
      ...FROM_100,
    ]);
  });

  it("in between is a time without value", () => {
    expect(told(later, [line(0, "price_small", 1000), free(30, 60)])).toEqual([
      ["1970-01-01", "new", 1000],
      ["1970-01-31", "churn", 0],
      ["1970-03-02", "reactivation", 1000],
      ...FROM_100,
    ]);
  });

  it.each([
    ["the rest of a period after a change", { proration: true }],
    [
      "the same, as newer invoices say it",
      { parent: { subscription_item_details: { proration: true } } },
    ],
    ["nothing of a product", { quantity: 0 }],
    ["a free plan", { pricing: null, price: { ...small, unit_amount_decimal: "0" } }],
    [
      "metered use",
      {
        pricing: null,
        price: { ...small, recurring: { interval: "month", usage_type: "metered" } },
      },
    ],
  ])("is none for %s", (_what, more) => {
    const lines = [line(0, "price_small", 1000), free(30, 60, more)];
    expect(told(later, lines)).toEqual([["1970-01-01", "new", 1000], ...FROM_100]);
  });

  it("is none of a subscription that never had a trial", () => {
    expect(told({ start_date: 0 }, [line(0, "price_small", 1000), free(30, 60)])).toEqual([
      ["1970-01-01", "new", 1000],
    ]);
  });
});

describe("a time without payment", () => {
  it("is exact by the events that told of it", () => {
    const states = [
      [50, false],
      [80, true],
    ] as const;
    expect(told({}, [], { states })).toEqual([
      ["1970-01-11", "new", 1000],
      ["1970-02-20", "churn", 0],
      ["1970-03-22", "reactivation", 1000],
    ]);
  });

  it("hides a change of price until it is over", () => {
    const lines = [line(10, "price_small", 1000), line(60, "price_big", 3000)];
    const items = { data: [{ price: big, quantity: 1 }] };
    const states = [
      [50, false],
      [80, true],
    ] as const;
    expect(told({ items }, lines, { states })).toEqual([
      ["1970-01-11", "new", 1000],
      ["1970-02-20", "churn", 0],
      ["1970-03-22", "reactivation", 3000],
    ]);
  });

  it("lasts until now if it is not over, and until the end of a subscription", () => {
    const states = [[50, false]] as const;
    const gone = [
      ["1970-01-11", "new", 1000],
      ["1970-02-20", "churn", 0],
    ];
    expect(told({ status: "unpaid" }, [], { states })).toEqual(gone);
    expect(told({ status: "canceled", ended_at: 90 * DAY }, [], { states })).toEqual(gone);
  });

  it("before the first payment makes a customer new once it was paid", () => {
    const states = [
      [10, false],
      [12, true],
    ] as const;
    expect(told({}, [], { states })).toEqual([["1970-01-13", "new", 1000]]);
  });
});

describe("a discount without an end", () => {
  const half = { id: "di_1", subscription: "sub_1", start: 10 * DAY, source: { coupon: "half" } };

  it("that is gone counted from its start until the invoice without it", () => {
    const discounts = [
      { day: 10, of: [half] },
      { day: 40, of: [half] },
      { day: 70, of: [] },
    ];
    expect(told({}, [], { discounts })).toEqual([
      ["1970-01-11", "new", 500],
      ["1970-03-12", "expansion", 1000],
    ]);
  });

  it("that no later invoice misses counted until the subscription was read", () => {
    expect(told({}, [], { discounts: [{ day: 40, of: [half] }] })).toEqual([
      ["1970-01-11", "new", 500],
      ["1970-10-28", "expansion", 1000],
    ]);
  });

  it("counts from the day on which it was given, between two invoices", () => {
    expect(told({ discounts: [{ ...half, start: 55 * DAY }] })).toEqual([
      ["1970-01-11", "new", 1000],
      ["1970-02-25", "contraction", 500],
    ]);
  });

  it.each([
    ["of the customer", { ...half, subscription: null }],
    ["that an invoice names by its id alone", "di_1"],
  ])("%s is left out", (_whose, one) => {
    const discounts = [{ day: 40, of: [one as object] }];
    expect(told({}, [], { discounts })).toEqual([["1970-01-11", "new", 1000]]);
  });

  it("that the subscription still has is not counted twice", () => {
    const discounts = [
      { day: 10, of: [half] },
      { day: 40, of: [half] },
    ];
    expect(told({ discounts: [half] }, [], { discounts })).toEqual([["1970-01-11", "new", 500]]);
  });
});
