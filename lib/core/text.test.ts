import { describe, expect, it } from "vitest";

import { humanise, nearest, shorten } from "./text";

describe("nearest", () => {
  it("finds what was meant, whatever the case", () => {
    expect(nearest("dataSorce", ["display", "dataSource"])).toBe("dataSource");
    expect(nearest("vaule", ["field", "value"])).toBe("value");
    expect(nearest("emptystate", ["emptyState"])).toBe("emptyState");
  });

  it("stays silent when nothing is near", () => {
    expect(nearest("qqqq", ["display", "dataSource"])).toBeUndefined();
  });
});

describe("humanise", () => {
  it("reads machine names aloud", () => {
    expect(humanise("partially_refunded")).toBe("Partially refunded");
    expect(humanise("")).toBe("");
  });
});

describe("shorten", () => {
  it("cuts with an ellipsis and never through a character", () => {
    expect(shorten("short", 5)).toBe("short");
    expect(shorten("longer", 5)).toBe("long…");
    expect(shorten("abc😀def", 5)).toBe("abc…");
    expect(shorten("abc😀def", 6)).toBe("abc😀…");
  });
});
