import { describe, expect, it } from "vitest";

import { humanise, isolated, nearest, shorten } from "./text";

describe("nearest", () => {
  it("finds what was meant, whatever the case", () => {
    expect(nearest("dataSorce", ["display", "dataSource"])).toBe("dataSource");
    expect(nearest("vaule", ["field", "value"])).toBe("value");
    expect(nearest("emptystate", ["emptyState"])).toBe("emptyState");
  });

  it("stays silent when nothing is near", () => {
    expect(nearest("qqqq", ["display", "dataSource"])).toBeUndefined();
  });

  it.each([
    ["an added letter", "amounts", ["amount"], "amount"],
    ["a lost letter", "amont", ["amount"], "amount"],
    ["a changed letter", "amoumt", ["amount"], "amount"],
    ["two letters swapped", "amuont", ["amount"], "amount"],
    ["two letters swapped in a short word", "di", ["id"], "id"],
    ["two faults in six letters", "amxxnt", ["amount"], "amount"],
    ["three faults in six letters", "axxxnt", ["amount"], undefined],
    ["one fault in two letters", "ix", ["id"], "id"],
    ["two faults in three letters", "ixx", ["idd"], undefined],
    ["letters swapped at a distance", "damount", ["amountd"], "amountd"],
    ["a letter that moved and one that changed", "ab", ["ca"], undefined],
    ["a letter that moved back and one that changed", "ab", ["bc"], undefined],
    ["a swap behind other faults", "xyzdi", ["abcid"], undefined],
    ["letters in front and one lost", "bcdefg", ["xyzbcdef"], undefined],
    ["the word itself, not a swapped one", "di", ["id", "di"], "di"],
    ["the nearer of two", "amounts", ["amoun", "amount"], "amount"],
    ["the first of two alike", "amounx", ["amounz", "amount"], "amounz"],
    ["a word that is much longer", "am", ["amount"], undefined],
    ["a word that is much shorter", "amount", ["am"], undefined],
    ["nothing to choose from", "amount", [], undefined],
  ])("weighs %s: %s of %j", (_what, word, candidates, meant) => {
    expect(nearest(word, candidates)).toBe(meant);
  });

  it("does not compare very long words", () => {
    const long = "x".repeat(80);
    expect(nearest(`${long.slice(1)}y`, [long])).toBe(long);
    expect(nearest(`${long}y`, [long])).toBeUndefined();
  });
});

describe("humanise", () => {
  it("reads machine names aloud", () => {
    expect(humanise("partially_refunded")).toBe("Partially refunded");
    expect(humanise("")).toBe("");
    expect(humanise("hosted-invoice__url_")).toBe("Hosted invoice url");
    expect(humanise("_")).toBe("_");
  });
});

describe("shorten", () => {
  it("cuts with an ellipsis and never through a character", () => {
    expect(shorten("short", 5)).toBe("short");
    expect(shorten("longer", 5)).toBe("long…");
    expect(shorten("abc\uFFFDdef", 5)).toBe("abc\uFFFD…");
    expect(shorten("abc\uD7FFdef", 5)).toBe("abc\uD7FF…");
    expect(shorten("abc\u{10000}def", 5)).toBe("abc…");
    expect(shorten("abc\u{10FFFF}def", 5)).toBe("abc…");
    expect(shorten("abc😀def", 5)).toBe("abc…");
    expect(shorten("abc😀def", 6)).toBe("abc😀…");
  });
});

describe("isolated", () => {
  it("encloses what can turn the direction of a sentence, and nothing else", () => {
    expect(isolated("Ada Whitfield")).toBe("Ada Whitfield");
    expect(isolated("Zoë 😀")).toBe("Zoë 😀");
    expect(isolated("\u202Eevil")).toBe("\u2068\u202Eevil\u2069");
    expect(isolated("\u05D0\u05D1")).toBe("\u2068\u05D0\u05D1\u2069");
    expect(isolated("\u2069\u202Eevil")).toBe("\u2068\u202Eevil\u2069");
  });
});
