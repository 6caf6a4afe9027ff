import { describe, expect, it } from "vitest";

import { amountTokens } from "./amounts";
import { fold, tokensOf } from "./tokens";

const NO_AMOUNT = { amount: null, currency: null };

describe("the words of an object", () => {
  it.each([
    ["Jonas Bergström", "jonas bergstrom"],
    ["Łukasz Żółć", "lukasz zolc"],
    ["STRASSE ß", "strasse ss"],
    ["山田 太郎", "山田 太郎"],
    ["ﬁne", "fine"],
  ])("fold %j to %j", (text, folded) => expect(fold(text)).toBe(folded));

  it("are of its name, address, phone, card and description", () => {
    const words = tokensOf(
      {
        name: "Ada Whitfield",
        email: "ada.whitfield+shop@example.com",
        phone: "+1 (500) 555-0101",
        last4: "4242",
        number: "NR-1042",
        description: "Order 10482",
      },
      { amount: 7500, currency: "usd" },
    );
    for (const word of [
      "ada whitfield",
      "whitfield",
      "ada.whitfield+shop@example.com",
      "example.com",
      "15005550101",
      "5550101",
      "4242",
      "nr-1042",
      "1042",
      "order 10482",
      "10482",
      "=usd:7500",
    ])
      expect([...words]).toContain(word);
  });

  it("are short, not empty and storable, whatever the object says", () => {
    const words = tokensOf(
      { name: "x".repeat(500), email: "@", phone: "12", description: "\uD800 \u0000 a" },
      NO_AMOUNT,
    );
    expect(
      [...words].every((word) => word.length > 0 && word.length <= 80 && word.isWellFormed()),
    ).toBe(true);
    expect([...words].join("")).not.toContain("\u0000");
  });
});

describe("a typed amount", () => {
  const currencies = ["usd", "eur", "jpy", "kwd"];
  it.each([
    ["75", ["=usd:7500", "=eur:7500", "=jpy:75", "=kwd:75000"]],
    ["$75.00", ["=usd:7500"]],
    ["75,00 €", ["=eur:7500"]],
    ["1.234,50 €", ["=eur:123450"]],
    ["1,234.50", ["=usd:123450", "=eur:123450", "=kwd:1234500"]],
    ["¥500", ["=jpy:500"]],
    ["7.500 kwd", ["=kwd:7500", "=kwd:7500000"]],
    ["1,000", ["=usd:100000", "=eur:100000", "=jpy:1000", "=kwd:1000", "=kwd:1000000"]],
  ])("%j is %j", (text, tokens) => expect(amountTokens(text, currencies)).toEqual(tokens));

  it.each(["", "abc", "pi_3Nabc", "12.", "$", "9".repeat(30), "gbp 5"])("%j is none", (text) =>
    expect(amountTokens(text, currencies)).toEqual([]),
  );
});
