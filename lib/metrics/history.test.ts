import { expect, it } from "vitest";

import { stepsOf } from "./history";
import { changesOf } from "./movements";
import { round } from "./rational";
import { readLines, readSubscription } from "./stored";

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
function told(subscription: object, lines: object[] = []) {
  const read = readSubscription({ ...base, ...subscription }, { readAt: 300 * DAY, coupons });
  if (!read) throw new Error("not read");
  const steps = stepsOf(read, readLines({ lines: { data: lines } }, prices));
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
