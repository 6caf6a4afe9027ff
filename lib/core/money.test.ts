import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  apiExponent,
  currencyCodes,
  formatMinor,
  majorText,
  parseMajor,
  shownDigits,
} from "./money";

const plain = (text: string) => text.replaceAll(/\s/g, " ");

describe("formatMinor", () => {
  it.each([
    [2000, "usd", "$20.00"],
    [500, "jpy", "¥500"],
    [5120, "kwd", "KWD 5.120"],
    [1050, "bhd", "BHD 1.050"],
    [500, "krw", "₩500"],
    [500, "isk", "ISK 5"],
    [500, "ugx", "UGX 5"],
    [123456, "huf", "HUF 1,234.56"],
    [123456, "twd", "NT$1,234.56"],
    [-1999, "usd", "-$19.99"],
    [0, "eur", "€0.00"],
    [123456789012, "usd", "$1,234,567,890.12"],
    [1234, "zzz", "1234 ZZZ"],
  ])("shows %d %s as %s", (minor, currency, text) => {
    expect(plain(formatMinor(minor, currency))).toBe(text);
  });

  it("stays exact where float division would not", () => {
    expect(formatMinor(Number.MAX_SAFE_INTEGER, "usd")).toBe("$90,071,992,547,409.91");
  });

  it("writes other locales, right to left too", () => {
    expect(plain(formatMinor(1050, "eur", "de-DE"))).toBe("10,50 €");
    expect(formatMinor(5120, "kwd", "ar-KW")).toContain("٥");
  });

  it("refuses what is not a whole number of minor units", () => {
    expect(() => formatMinor(1.5, "usd")).toThrow(/whole number/);
    expect(() => formatMinor(Number.NaN, "usd")).toThrow(/whole number/);
  });
});

describe("currencies", () => {
  it.each([
    ["usd", 2, 2],
    ["USD", 2, 2],
    ["jpy", 0, 0],
    ["krw", 0, 0],
    ["kwd", 3, 3],
    ["bhd", 3, 3],
    ["isk", 2, 0],
    ["ugx", 2, 0],
    ["huf", 2, 2],
    ["zzz", null, null],
    ["", null, null],
  ])("%s carries %s decimals and shows %s", (currency, carried, shown) => {
    expect([apiExponent(currency), shownDigits(currency)]).toEqual([carried, shown]);
  });

  it("are listed once each, sorted, with their decimals", () => {
    const codes = currencyCodes();
    expect(codes).toEqual([...new Set(codes)].toSorted());
    expect(codes).toEqual(expect.arrayContaining(["EUR", "ISK", "JPY", "KWD", "USD"]));
    expect(codes.filter((code) => apiExponent(code) === null)).toEqual([]);
    expect(codes.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
  });
});

describe("majorText", () => {
  it.each([
    [0, "usd", "0.00"],
    [5, "usd", "0.05"],
    [99, "usd", "0.99"],
    [100, "usd", "1.00"],
    [-5, "usd", "-0.05"],
    [-1999, "usd", "-19.99"],
    [5, "kwd", "0.005"],
    [-500, "jpy", "-500"],
    [5, "zzz", null],
    [0.5, "usd", null],
    [2 ** 53, "usd", null],
  ])("%d %s is %s", (minor, currency, text) => {
    expect(majorText(minor, currency)).toBe(text);
  });
});

describe("parseMajor", () => {
  it.each([
    ["5.12", "kwd", 5120],
    ["500", "jpy", 500],
    ["19.99", "usd", 1999],
    ["5", "isk", 500],
    [" 7 ", "eur", 700],
    ["1.5", "usd", 150],
    ["0.05", "usd", 5],
    ["5.10", "kwd", 5100],
    ["999999999999.99", "usd", 99_999_999_999_999],
    ["999999999999.990", "kwd", 999_999_999_999_990],
  ])("reads %s %s", (text, currency, minor) => {
    expect(parseMajor(text, currency)).toEqual({ ok: true, minor });
  });

  it.each([
    ["5.124", "kwd", "Last digit must be 0"],
    ["5.5", "jpy", "Whole amounts only"],
    ["0.1", "isk", "Whole amounts only"],
    ["1.234", "usd", "At most 2 decimals"],
    ["-1", "usd", "Enter a number"],
    ["", "usd", "Enter a number"],
    ["1.", "usd", "Enter a number"],
    [".5", "usd", "Enter a number"],
    ["1,5", "usd", "Enter a number"],
    ["1 USD", "usd", "Enter a number"],
    ["$1", "usd", "Enter a number"],
    ["1e3", "usd", "Enter a number"],
    ["1000000000000", "usd", "Enter a number"],
    ["1.2345", "kwd", "At most 3 decimals"],
    ["1", "zzz", "Amounts in ZZZ are not supported"],
  ])("refuses %s %s", (text, currency, error) => {
    expect(parseMajor(text, currency)).toEqual({ ok: false, error });
  });

  it("is the inverse of majorText", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e11 }),
        fc.constantFrom("usd", "jpy", "kwd", "huf"),
        (amount, currency) => {
          const minor = apiExponent(currency) === 3 ? amount - (amount % 10) : amount;
          expect(parseMajor(majorText(minor, currency) ?? "", currency)).toEqual({
            ok: true,
            minor,
          });
        },
      ),
    );
  });

  it("never shows more digits than the API carries", () => {
    for (const code of ["usd", "isk", "ugx", "jpy", "kwd"]) {
      expect(shownDigits(code) ?? 9).toBeLessThanOrEqual(apiExponent(code) ?? 0);
    }
  });
});
