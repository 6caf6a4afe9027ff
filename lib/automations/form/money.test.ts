import { describe, expect, it } from "vitest";

import {
  changeRow,
  currencyFieldOf,
  currencySign,
  isCurrencyRow,
  moneyOf,
  sameFigure,
  typedMinor,
  typedText,
} from "./money";
import type { ConditionRow } from "./types";

const FIELDS = [
  { path: "data.amount", value: 5000 },
  { path: "data.currency", value: "eur" },
  { path: "data.amount_refunded", value: 0 },
  { path: "data.id", value: "ch_1" },
];
const blank: ConditionRow = { field: "", test: "gte", value: "" };
const amount: ConditionRow = { field: "data.amount", test: "gte", value: 5000 };
const euro: ConditionRow = { field: "data.currency", test: "eq", value: "eur" };

describe("what people type", () => {
  it.each([
    ["50", "usd", 5000],
    ["$50", "usd", 5000],
    ["$ 50.00 USD", "usd", 5000],
    ["1,250.5", "usd", 125_050],
    ["usd 50", "usd", 5000],
    ["€14.80", "eur", 1480],
    ["¥500", "jpy", 500],
    ["5.120", "kwd", 5120],
    ["50", "isk", 5000],
  ])("reads %s in %s", (text, currency, minor) =>
    expect(typedMinor(text, currency)).toEqual({ ok: true, minor }),
  );

  it.each([
    ["€50", "usd", "Enter an amount in USD, such as 50.00"],
    ["fifty", "jpy", "Enter an amount in JPY, such as 5000"],
    ["5,0", "usd", "Enter an amount in USD, such as 50.00"],
    ["1.234", "usd", "At most 2 decimals"],
    ["1.5", "jpy", "Whole amounts only"],
    ["1", "zzz", "Amounts in ZZZ are not supported"],
  ])("refuses %s in %s", (text, currency, error) =>
    expect(typedMinor(text, currency)).toEqual({ ok: false, error }),
  );

  it("is written as it is typed, and keeps its figure in another currency", () => {
    expect(typedText(5000, "usd")).toBe("50.00");
    expect(typedText(5000, "isk")).toBe("50");
    expect(typedText("$x", "usd")).toBe("$x");
    expect(typedText(undefined, "usd")).toBe("");
    expect([sameFigure("50.00", "jpy"), sameFigure("50.5", "jpy")]).toEqual([50, "50.5"]);
    expect([currencySign("usd"), currencySign("eur"), currencySign("kwd")]).toEqual([
      "$",
      "€",
      "KWD",
    ]);
  });
});

describe("a condition on an amount", () => {
  it("knows the currency that stands beside an amount, and nothing else", () => {
    expect(currencyFieldOf("data.amount", FIELDS)).toBe("data.currency");
    expect(currencyFieldOf("data.amount_refunded", FIELDS)).toBe("data.currency");
    expect(currencyFieldOf("data.id", FIELDS)).toBeNull();
    expect(currencyFieldOf("event.data.amount", FIELDS)).toBeNull();
  });

  it("names the currency of the example as soon as the amount is chosen", () => {
    expect(changeRow([blank], 0, { ...blank, field: "data.amount" }, FIELDS)).toEqual([
      { ...blank, field: "data.amount" },
      euro,
    ]);
  });

  it("shares one currency with the next amount, and gives it up with the last", () => {
    const two = changeRow([amount, euro, blank], 2, { ...amount, test: "lt", value: 9000 }, FIELDS);
    expect(two).toHaveLength(3);
    const one = changeRow(two, 0, null, FIELDS);
    expect(one).toEqual([euro, { ...amount, test: "lt", value: 9000 }]);
    expect(changeRow(one, 1, null, FIELDS)).toEqual([]);
    expect(changeRow([amount, euro], 0, { ...amount, field: "data.id" }, FIELDS)).toHaveLength(1);
  });

  it("shows its currency beside it, and a currency of its own as a row", () => {
    expect(moneyOf(amount, [amount, euro], FIELDS)).toEqual({
      field: "data.currency",
      currency: "eur",
    });
    expect(isCurrencyRow(euro, [amount, euro], FIELDS)).toBe(true);
    expect(isCurrencyRow(euro, [euro], FIELDS)).toBe(false);
    expect(moneyOf(amount, [amount], FIELDS)?.currency).toBeNull();
    expect(moneyOf({ ...amount, test: "exists", value: true }, [amount], FIELDS)).toBeNull();
  });
});
