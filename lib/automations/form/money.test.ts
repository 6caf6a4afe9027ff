import { describe, expect, it } from "vitest";

import {
  changeRow,
  currencyFieldOf,
  currencySign,
  isCurrencyRow,
  moneyOf,
  moneyWords,
  sameFigure,
  typedMinor,
  typedText,
  defaultCurrency,
  withCurrency,
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

describe("amounts as people read them", () => {
  it("are said as a limit", () => {
    expect(moneyWords({ currency: "usd", each: 5000, perDay: 20_000 })).toBe(
      "up to $50.00 at a time and $200.00 in 24 hours",
    );
  });
  it.each<[unknown, string, string]>([
    [5000, "usd", "50.00"],
    [5000, "jpy", "5000"],
    [5000, "kwd", "5.000"],
    [5000, "isk", "50"],
    [5050, "isk", "50.50"],
    [5000, "zzz", "5000"],
    [0.5, "usd", "0.5"],
    ["x", "usd", "x"],
    [null, "usd", ""],
    [true, "usd", ""],
  ])("%j in %s is typed as %j", (minor, currency, text) => {
    expect(typedText(minor, currency)).toBe(text);
  });
  it.each([
    ["1,250", "usd", true],
    ["1,250,300.50", "usd", true],
    ["1,25", "usd", false],
    ["1,250,3", "usd", false],
    ["1250,300", "usd", false],
    ["USD", "usd", false],
    ["50 usd", "usd", true],
    ["50usd", "usd", true],
    ["50 eur", "usd", false],
    ["x50", "usd", false],
    ["$$50", "usd", false],
  ])("%j is an amount in %s: %s", (text, currency, ok) => {
    expect(typedMinor(text, currency).ok).toBe(ok);
  });
  it("keep their figure in another currency, without decimals of nothing", () => {
    expect(sameFigure("50.00", "usd")).toBe(5000);
    expect(sameFigure("50.0", "jpy")).toBe(50);
    expect(sameFigure("50.005", "jpy")).toBe("50.005");
    expect(sameFigure("many", "jpy")).toBe("many");
    expect(currencySign("zzz")).toBe("ZZZ");
  });
});

describe("which field is an amount", () => {
  it.each([
    ["amount", true],
    ["amount_due", true],
    ["total", true],
    ["subtotal", true],
    ["subtotal_tax", true],
    ["refund_amount", true],
    ["amounts", false],
    ["totally", false],
    ["my_total", false],
    ["amount_", true],
    ["id", false],
    ["_amount", true],
    ["_amounts", false],
  ])("%s: %s", (name, isAmount) => {
    const fields = [{ path: "currency" }, { path: "data.inner.currency" }];
    expect(currencyFieldOf(name, fields)).toBe(isAmount ? "currency" : null);
    expect(currencyFieldOf(`data.inner.${name}`, fields)).toBe(
      isAmount ? "data.inner.currency" : null,
    );
    expect(currencyFieldOf(`data.${name}`, fields)).toBeNull();
  });
});

describe("the currency of a condition", () => {
  it("is named by a row that fixes it, and by no other", () => {
    const named = (row: Partial<ConditionRow>) =>
      moneyOf(amount, [amount, { ...euro, ...row }], FIELDS)?.currency;
    expect(named({})).toBe("eur");
    expect(named({ test: "ne" })).toBeNull();
    expect(named({ value: "" })).toBeNull();
    expect(named({ value: 5 })).toBeNull();
    expect(named({ field: "data.id" })).toBeNull();
    for (const test of ["eq", "ne", "gt", "gte", "lt", "lte"] as const)
      expect(moneyOf({ ...amount, test }, [euro], FIELDS)?.currency).toBe("eur");
    for (const test of ["in", "contains", "exists"] as const)
      expect(moneyOf({ ...amount, test }, [euro], FIELDS)).toBeNull();
  });

  it("is a row of its own unless it only says what an amount is in", () => {
    const rows = [amount, euro];
    expect(isCurrencyRow({ ...euro, test: "ne" }, rows, FIELDS)).toBe(false);
    expect(isCurrencyRow({ ...euro, value: 5 }, rows, FIELDS)).toBe(false);
    expect(isCurrencyRow(amount, rows, FIELDS)).toBe(false);
  });

  it("is put behind the amount, or into the row that is there", () => {
    const dollar = { field: "data.currency", currency: "usd" };
    expect(withCurrency([amount, blank], 0, dollar)).toEqual([
      amount,
      { ...euro, value: "usd" },
      blank,
    ]);
    expect(withCurrency([euro, amount], 1, dollar)).toEqual([{ ...euro, value: "usd" }, amount]);
    const other = { ...euro, test: "ne" as const };
    expect(withCurrency([amount, other], 0, dollar)).toEqual([
      amount,
      { ...euro, value: "usd" },
      other,
    ]);
  });

  it("begins with that of the example", () => {
    expect(defaultCurrency("data.currency", FIELDS)).toBe("eur");
    expect(defaultCurrency("data.gone", FIELDS)).toBe("usd");
    expect(defaultCurrency("data.id", FIELDS)).toBe("usd");
    expect(defaultCurrency("data.amount", FIELDS)).toBe("usd");
  });

  it("stays as it is while an amount only changes its figure, and when other rows change", () => {
    const yen = { ...euro, value: "jpy" };
    expect(changeRow([amount, yen], 0, { ...amount, value: 1 }, FIELDS)).toEqual([
      { ...amount, value: 1 },
      yen,
    ]);
    expect(changeRow([amount], 0, { ...amount, value: 1 }, FIELDS)).toEqual([
      { ...amount, value: 1 },
    ]);
    const id: ConditionRow = { field: "data.id", test: "eq", value: "x" };
    expect(changeRow([id, amount, yen], 0, null, FIELDS)).toEqual([amount, yen]);
    expect(changeRow([id, euro], 0, { ...id, value: "y" }, FIELDS)).toEqual([
      { ...id, value: "y" },
      euro,
    ]);
    expect(changeRow([amount, { ...euro, test: "ne" }], 0, null, FIELDS)).toEqual([
      { ...euro, test: "ne" },
    ]);
    expect(
      changeRow([amount, euro], 0, { ...amount, field: "data.amount_refunded" }, FIELDS),
    ).toEqual([{ ...amount, field: "data.amount_refunded" }, euro]);
    expect(changeRow([amount, euro, id], 0, null, FIELDS)).toEqual([id]);
    expect(changeRow([], 0, null, FIELDS)).toEqual([]);
  });
});
