import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { ImportRange } from "@/lib/db/object-imports";

import { beginningOf, estimateOwned, estimateTotal, ownersRead } from "./estimate";
import { restOf } from "./ranges";

const BEGIN = 1_700_000_000;
const END = BEGIN + 1_000_000;

interface Seen {
  readonly rows: number;
  readonly total: number | null;
  /** Share of the time that is left. */
  readonly left: number;
}

/** Imports objects created at these times, page by page, and estimates the total after each. */
function importOf(times: readonly number[], { limit = 20, parallel = 1 } = {}): Seen[] {
  const all = times.toSorted((a, b) => b - a).map((created, at) => ({ id: `x${at}`, created }));
  let todo: ImportRange[] = [{ from: 0, to: END }];
  let rows = 0;
  let oldest = Infinity;
  const seen: Seen[] = [];
  while (todo.length > 0) {
    const [range, ...others] = todo;
    if (!range) break;
    const start = all.findIndex(({ id }) => id === range.after) + 1;
    const inside = all
      .slice(start)
      .filter(({ created }) => created >= range.from && created < range.to);
    const data = inside.slice(0, limit);
    rows += data.length;
    const last = data.at(-1);
    oldest = Math.min(oldest, last?.created ?? oldest);
    todo = [
      ...restOf(range, { data, hasMore: inside.length > limit }, todo.length < parallel),
      ...others,
    ];
    const own = Number.isFinite(oldest) ? new Date(oldest * 1000) : null;
    const from = beginningOf(todo, own, [new Date(BEGIN * 1000)]);
    const left = todo.reduce(
      (sum, one) => sum + Math.max(0, one.to - Math.max(one.from, BEGIN)),
      0,
    );
    seen.push({
      rows,
      total: estimateTotal({ ranges: todo, rows, from, to: END }),
      left: left / (END - BEGIN),
    });
  }
  return seen;
}

const even = (count: number) =>
  Array.from({ length: count }, (_, at) => BEGIN + Math.floor((at * (END - BEGIN)) / count));
const time = fc.integer({ min: BEGIN, max: END - 1 });
/** A quiet history with bursts, each in a few seconds. */
const bursty = fc
  .tuple(
    fc.array(time, { maxLength: 60 }),
    fc.array(fc.tuple(time, fc.integer({ min: 1, max: 150 })), { maxLength: 4 }),
  )
  .map(([quiet, bursts]) => [
    ...quiet,
    ...bursts.flatMap(([at, count]) =>
      Array.from({ length: count }, (_, n) => Math.min(END - 1, at + (n % 5))),
    ),
  ]);
const shown = (seen: readonly Seen[]) =>
  seen.flatMap(({ total, ...rest }) => (total === null ? [] : [{ total, ...rest }]));

describe("the estimate of a total", () => {
  it.each([1, 4])("is right for an even history, read in %i ranges at once", (parallel) => {
    const all = shown(importOf(even(2000), { parallel }));
    expect(all.length).toBeGreaterThan(20);
    for (const { total } of all) expect(Math.abs(total - 2000)).toBeLessThanOrEqual(100);
  });

  it("is a whole number, never less than what was read, and exact at the end", () => {
    fc.assert(
      fc.property(bursty, fc.integer({ min: 1, max: 5 }), (times, parallel) => {
        const seen = importOf(times, { parallel });
        for (const { total, rows } of shown(seen)) {
          expect(Number.isSafeInteger(total)).toBe(true);
          expect(total).toBeGreaterThanOrEqual(rows);
        }
        expect(seen.at(-1)?.total).toBe(times.length);
      }),
    );
  });

  it("goes no further than the density of what was read, and nears the truth as less is left", () => {
    fc.assert(
      fc.property(bursty, fc.integer({ min: 1, max: 5 }), (times, parallel) => {
        for (const { total, rows, left } of shown(importOf(times, { parallel })))
          expect(total).toBeLessThanOrEqual(Math.ceil(rows / (1 - left) + 1));
      }),
    );
  });

  it("is absent while a burst at the end is all that was read", () => {
    const burst = Array.from({ length: 500 }, (_, at) => END - 1 - at);
    const seen = importOf([...burst, ...even(20)]);
    const early = seen.filter(({ left }) => left > 0.9);
    expect(early.length).toBeGreaterThan(10);
    expect(new Set(early.map(({ total }) => total))).toEqual(new Set([null]));
  });

  it.each<[string, Parameters<typeof estimateTotal>[0]]>([
    ["nothing was found yet", { ranges: [{ from: 0, to: 500 }], rows: 0, from: 100, to: 1000 }],
    ["the beginning is unknown", { ranges: [{ from: 0, to: 500 }], rows: 9, from: null, to: 1000 }],
    ["nothing was read", { ranges: [{ from: 0, to: 1000 }], rows: 9, from: 100, to: 1000 }],
    ["there is no time", { ranges: [{ from: 5, to: 5 }], rows: 9, from: 5, to: 5 }],
    ["the end is before it", { ranges: [{ from: 0, to: 9 }], rows: 9, from: 8, to: 1 }],
  ])("is absent if %s", (_name, progress) => {
    expect(estimateTotal(progress)).toBeNull();
  });
});

describe("the beginning of a type", () => {
  const at = (seconds: number) => new Date(seconds * 1000);
  const range = (from: number) => [{ from, to: 900 }];

  it("is where what is left begins, or the oldest object below it", () => {
    expect(beginningOf(range(400), at(600), [])).toBe(400);
    expect(beginningOf(range(400), at(300), [at(100)])).toBe(300);
  });

  it("is the oldest object of complete types, while the type itself is read from the newest on", () => {
    expect(beginningOf(range(0), at(600), [at(200), null, at(500)])).toBe(200);
    expect(beginningOf(range(0), at(100), [at(200)])).toBeNull();
    expect(beginningOf(range(0), at(600), [null])).toBeNull();
    expect(beginningOf(range(0), null, [])).toBeNull();
  });
});

describe("of a type that is read owner by owner", () => {
  const range = { from: 0, to: END };
  const estimate = (passed: number, rows: number, owners = 1000) =>
    estimateOwned({ ranges: [{ ...range, passed }], rows, owners });

  it("goes on as it was with the owners that were read", () => {
    expect([estimate(100, 130), estimate(500, 600), estimate(20, 40)]).toEqual([1300, 1200, 2000]);
    expect([estimate(100, 0), estimate(3, 6, 10)]).toEqual([0, 20]);
  });

  it("is nothing while too few were read, or their number is not known", () => {
    expect([estimate(19, 40), estimate(0, 0), estimate(100, 130, 0)]).toEqual([null, null, null]);
    expect(estimateOwned({ ranges: [range], rows: 10, owners: 1000 })).toBeNull();
  });

  it("is never less than what was read, though owners came since", () => {
    expect(estimate(1200, 1500)).toBe(1500);
    expect(ownersRead({ ranges: [{ ...range, passed: 1200 }], owners: 1000 })).toEqual({
      read: 1200,
      all: 1200,
    });
  });
});
