import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  aboutText,
  progressText,
  rateOf,
  rateText,
  totalText,
  withSample,
  type Sample,
} from "./import-progress";

it.each([
  [0, "about 0"],
  [7, "about 7"],
  [999, "about 999"],
  [12_340, "about 12,400"],
  [12_400, "about 12,400"],
  [1_234_001, "about 1,240,000"],
])("rounds an estimate of %i to %s", (total, text) => {
  expect(aboutText(total)).toBe(text);
});

it("never rounds an estimate to less than it is", () => {
  fc.assert(
    fc.property(fc.nat(), (total) => {
      const shown = Number(aboutText(total).replaceAll(/\D/g, ""));
      expect(shown).toBeGreaterThanOrEqual(total);
      expect(shown).toBeLessThanOrEqual(total * 1.01 + 1);
    }),
  );
});

describe("the progress of an import", () => {
  const type = (
    state: "waiting" | "running" | "done" | "refused",
    rows: number,
    total: number | null,
  ) => ({
    type: state,
    state,
    rows,
    total,
  });

  it("is of an estimate while there is one for every type that can be read", () => {
    const types = [type("done", 412, 412), type("running", 2210, 3290), type("refused", 0, null)];
    expect(progressText(types)).toBe("2,622 of about 3,710 objects");
    expect(types.map(totalText)).toEqual(["412", "about 3,290", null]);
  });

  it("is a count alone without an estimate for a type, and when it is done", () => {
    expect(progressText([type("done", 412, 412), type("waiting", 0, null)])).toBe("412 objects");
    expect(progressText([type("done", 412, 412), type("refused", 3, null)])).toBe("412 objects");
    expect(progressText([])).toBe("0 objects");
  });
});

describe("the rate of an import", () => {
  const sample = (atMs: number, customers: number, charges = 0): Sample => ({
    atMs,
    rows: { customer: customers, charge: charges },
  });
  const after = (...samples: readonly Sample[]) =>
    samples.reduce<readonly Sample[]>((kept, next) => withSample(kept, next), []);

  it("is what the last seconds brought, by type and of all", () => {
    const samples = after(sample(0, 100), sample(1000, 200, 30), sample(2000, 300, 60));
    expect([rateOf(samples, "customer"), rateOf(samples, "charge"), rateOf(samples)]).toEqual([
      100, 30, 130,
    ]);
  });

  it("forgets how fast it was before", () => {
    const samples = after(sample(0, 0), sample(30_000, 100_000), sample(40_000, 100_010));
    expect(rateOf(samples)).toBe(1);
  });

  it.each([
    ["nothing was seen", []],
    ["it was seen once", [sample(0, 5)]],
    ["too little time passed", [sample(0, 5), sample(1000, 9)]],
    ["nothing came", [sample(0, 5), sample(5000, 5)]],
    ["it began anew", [sample(0, 500), sample(5000, 5)]],
    ["the clock stood still", [sample(0, 5), sample(0, 9)]],
  ])("is unknown if %s", (_name, samples) => {
    expect(rateOf(after(...samples))).toBeNull();
  });

  it.each([
    [310.4, "310 a second"],
    [2, "2 a second"],
    [0.75, "45 a minute"],
    [0.001, "1 a minute"],
  ])("of %f is read as %s", (rate, text) => {
    expect(rateText(rate)).toBe(text);
  });
});
