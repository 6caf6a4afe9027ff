import { expect, it } from "vitest";

import { createTextSearch } from "./search";

const finds = (typed: string, value: unknown) => createTextSearch(typed)(value);
const payment = { id: "pi_1", amount: 7500, currency: "usd", customer: { name: "Emily Chen" } };

it.each(["75", "75.00", "$75", "$75.00", "$ 75", "75 USD", "usd 75", "US$75", "75 €"])(
  "finds a payment of $75.00 by %s",
  (typed) => expect(finds(typed, payment)).toBe(true),
);

it.each(["76", "0.75", "750.00", "$7500.00"])("does not find it by %s", (typed) =>
  expect(finds(typed, payment)).toBe(false),
);

it("counts decimals as the currency has them", () => {
  expect(finds("¥5000", { amount: 5000, currency: "jpy" })).toBe(true);
  expect(finds("5.12", { amount: 5120, currency: "kwd" })).toBe(true);
  expect(finds("1,200.50", { amount: 120050, currency: "eur" })).toBe(true);
  expect(finds("$12", { amount: 1200, currency: "zzz" })).toBe(false);
  expect(finds("$12", { amount: 1200 })).toBe(false);
});

it("takes the nearest currency for amounts further inside", () => {
  expect(finds("19.00", { currency: "usd", lines: [{ unit: 1900 }] })).toBe(true);
});

it("finds names, and signs that JSON would escape", () => {
  expect(finds("emily", payment)).toBe(true);
  expect(finds('5" pipe', { name: 'A 5" pipe' })).toBe(true);
  expect(finds("C:\\dir", { path: "C:\\dir\\file" })).toBe(true);
  expect(finds("line\nbreak", { text: "line\nbreak" })).toBe(true);
});

it("looks into values, not into the names of fields, and finds all by nothing", () => {
  expect(finds("currency", payment)).toBe(false);
  expect(finds("  ", payment)).toBe(true);
});
