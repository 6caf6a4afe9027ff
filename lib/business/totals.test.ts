import { expect, it } from "vitest";

import { listOfSlug } from "./lists";
import { summaryOf } from "./totals";

const spec = (slug: string) => {
  const found = listOfSlug(slug);
  if (!found) throw new Error(`There is no list “${slug}”.`);
  return found;
};
const of = (count: number, sum: number | null, currency = "usd") => ({
  totals: [{ currency, count, sum }],
  isCountCapped: false,
});

it.each([
  ["payments", of(3031, 2000), null, "3,031 payments · $20.00 succeeded"],
  ["payments", of(1, 2000), ["failed"], "1 payment · $20.00"],
  ["payments", of(2, null), null, "2 payments"],
  ["balance", of(3594, 1_179_915), null, "3,594 entries · $11,799.15 net"],
  ["balance", of(1, 500, "jpy"), ["pending"], "1 entry · ¥500 net"],
  ["payouts", of(2, 900), null, "2 payouts · $9.00 without failed and canceled ones"],
  ["disputes", of(2, 900), null, "2 disputes · $9.00"],
  ["subscriptions", of(2, 900), null, "2 subscriptions"],
] as const)("the summary of %s says what its sum is of", (slug, list, statuses, text) => {
  expect(summaryOf(list, spec(slug), statuses)).toBe(text);
});

it("keeps amounts of several currencies apart, and counts no further than it knows", () => {
  const totals = [
    { currency: "usd", count: 1, sum: 100 },
    { currency: "eur", count: 2, sum: 200 },
  ];
  expect(summaryOf({ totals, isCountCapped: false }, spec("payments"), null)).toBe(
    "3 payments · $1.00 · €2.00 succeeded",
  );
  expect(summaryOf({ totals, isCountCapped: true }, spec("payments"), null)).toBe(
    "More than 10,000 match",
  );
});

it("calls a dispute won only if it was won", () => {
  const tabs = spec("disputes").tabs;
  expect(tabs.find(({ key }) => key === "won")?.statuses).toEqual(["won"]);
  expect(tabs.find(({ key }) => key === "inquiries")?.statuses).toEqual(["warning_closed"]);
});
