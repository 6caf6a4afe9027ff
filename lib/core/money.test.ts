import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { apiExponent, formatMinor, majorText, parseMajor, shownDigits } from "./money";

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

describe("parseMajor", () => {
  it.each([
    ["5.12", "kwd", 5120],
    ["500", "jpy", 500],
    ["19.99", "usd", 1999],
    ["5", "isk", 500],
    [" 7 ", "eur", 700],
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
