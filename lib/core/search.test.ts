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
  expect(finds("0.00", { amount: 5, currency: "zzz" })).toBe(false);
  expect(finds("0.00", { amount: 0, currency: "usd" })).toBe(true);
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

it.each([
  ["$1,200", 120_000, true],
  ["1,200,300", 120_030_000, true],
  ["1,20", 12_000, false],
  ["1200,300", 120_030_000, false],
  ["-12", 1200, false],
  ["12.", 1200, false],
  ["12.3456", 1234, false],
  ["kr. 12", 1200, false],
  ["USD12", 1200, true],
  ["USDX 12", 1200, false],
  ["12 dollars", 1200, false],
  ["12 eur x", 1200, false],
  ["12 $ x", 1200, false],
  ["12,345,678", 1_234_567_800, true],
  ["123,456.7", 12_345_670, true],
  ["123,456.7x", 12_345_670, false],
  ["12$", 1200, true],
  ["12eur", 1200, true],
  ["R$ 12", 1200, true],
])("reads %s as an amount, or as text only", (typed, amount, found) => {
  expect(finds(typed, { amount, currency: "usd" })).toBe(found);
});

it("finds numbers and yes or no by their text, and nothing in what holds no value", () => {
  expect(finds("750", payment)).toBe(true);
  expect(finds("true", { captured: true })).toBe(true);
  expect(finds("false", { captured: true })).toBe(false);
  expect(finds("12", { amount: true, currency: "usd" })).toBe(false);
  for (const value of [null, undefined, {}, []]) expect(finds("null", value)).toBe(false);
});

it("does not take the currency of one part for another", () => {
  const value = { fees: [{ currency: "jpy", amount: 100 }], currency: "usd", total: 12_345 };
  expect(finds("123.45", value)).toBe(true);
  expect(finds("1.00", value)).toBe(false);
  expect(finds("$1.50", { currency: "usd", inner: { currency: 5, amount: 150 } })).toBe(true);
});
