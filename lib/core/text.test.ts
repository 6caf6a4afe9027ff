import { describe, expect, it } from "vitest";

import { humanise, nearest } from "./text";

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
