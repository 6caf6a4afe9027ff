import { describe, expect, it } from "vitest";

import { bucketLabel, bucketName, bucketsOf } from "./buckets";
import { addMonths, readRange, type RangeRequest } from "./range";

const ZONE = "America/New_York";
/** 9:44 in New York. */
const NOW = new Date("2026-11-30T14:44:00Z");
const read = (request: RangeRequest, now = NOW) => readRange(request, { timeZone: ZONE, now });
const days = (request: RangeRequest, now = NOW) => {
  const { now: span, before } = read(request, now).range;
  return [span.from, span.to, before?.from, before?.to];
};

describe("a time", () => {
  it.each([
    [{}, ["2026-11-01", "2026-11-30", "2026-10-02", "2026-10-31"]],
    [{ range: "7d" }, ["2026-11-24", "2026-11-30", "2026-11-17", "2026-11-23"]],
    [{ range: "today" }, ["2026-11-30", "2026-11-30", "2026-11-29", "2026-11-29"]],
    [{ range: "mtd" }, ["2026-11-01", "2026-11-30", "2026-10-01", "2026-10-30"]],
    [{ range: "qtd" }, ["2026-10-01", "2026-11-30", "2026-07-01", "2026-08-30"]],
    [{ range: "ytd" }, ["2026-01-01", "2026-11-30", "2025-01-01", "2025-11-30"]],
    [{ range: "12m" }, ["2025-12-01", "2026-11-30", "2024-12-01", "2025-11-30"]],
    [{ compare: "year" }, ["2026-11-01", "2026-11-30", "2025-11-01", "2025-11-30"]],
    [{ compare: "none" }, ["2026-11-01", "2026-11-30", undefined, undefined]],
    [
      { range: "custom", from: "2026-02-01", to: "2026-02-28" },
      ["2026-02-01", "2026-02-28", "2026-01-04", "2026-01-31"],
    ],
  ])("of %j", (request, expected) => {
    expect(days(request)).toEqual(expected);
  });

  it("that is not over is compared up to the same time of day", () => {
    const { range } = read({ range: "today" });
    expect(range.isSoFar).toBe(true);
    expect(range.before?.end.toISOString()).toBe("2026-11-29T14:44:00.000Z");
    expect(range.now.end.toISOString()).toBe("2026-12-01T05:00:00.000Z");
  });

  it("that is over is compared with whole days", () => {
    const { range } = read({ range: "custom", from: "2026-11-03", to: "2026-11-03" });
    expect(range.isSoFar).toBe(false);
    expect(range.before?.end).toEqual(range.now.start);
  });

  it.each([
    [{ range: "custom", from: "2026-11-31" }, /not a day/],
    [{ range: "custom", from: "2026-11-02" }, /first and last day/],
    [{ range: "custom", from: "2026-11-02", to: "2026-11-01" }, /before it begins/],
    [{ range: "custom", from: "2016-11-02", to: "2026-11-01" }, /five years/],
  ])("of %j makes no sense and is said so", (request, problem) => {
    const { range, problems } = read(request);
    expect([range.key, problems[0]]).toEqual(["30d", expect.stringMatching(problem)]);
  });

  it.each([
    [{}, "day", 30],
    [{ range: "today" }, "hour", 24],
    [{ range: "12m" }, "month", 12],
    [{ range: "90d", by: "week" }, "week", 14],
    [{ range: "90d", by: "hour" }, "week", 14],
    [{ range: "7d", by: "month" }, "day", 7],
  ])("of %j has parts of a %s", (request, by, count) => {
    const { range } = read(request);
    expect([range.by, range.now.buckets.length]).toEqual([by, count]);
  });

  it("a month later is at most that month's last day", () => {
    expect([
      addMonths("2026-01-31", 1),
      addMonths("2024-02-29", -12),
      addMonths("2026-03-31", -1),
    ]).toEqual(["2026-02-28", "2023-02-28", "2026-02-28"]);
  });
});

describe("parts of a time", () => {
  it.each([
    ["2026-03-08", 23],
    ["2026-11-01", 25],
    ["2026-11-02", 24],
  ])("on %s are %i hours, as the clocks there go", (day, hours) => {
    const buckets = bucketsOf({ from: day, to: day, by: "hour", timeZone: ZONE });
    expect(buckets.length).toBe(hours);
    expect(buckets.every(({ start, end }) => end.getTime() - start.getTime() === 3_600_000)).toBe(
      true,
    );
  });

  it("follow each other without a gap, whatever their size", () => {
    for (const by of ["day", "week", "month"] as const) {
      const buckets = bucketsOf({ from: "2026-02-11", to: "2026-11-12", by, timeZone: ZONE });
      expect(buckets.slice(1).every(({ start }, index) => start === buckets[index]?.end)).toBe(
        true,
      );
      expect([buckets[0]?.day, buckets.at(-1)?.end.toISOString()]).toEqual([
        "2026-02-11",
        "2026-11-13T05:00:00.000Z",
      ]);
    }
  });

  it("have names", () => {
    const [first] = bucketsOf({ from: "2026-11-30", to: "2026-11-30", by: "day", timeZone: ZONE });
    if (!first) throw new Error("no part");
    expect(
      (["hour", "day", "week", "month"] as const).map((by) => [
        bucketLabel(first, by, ZONE),
        bucketName(first, by, ZONE),
      ]),
    ).toEqual([
      ["00:00", "Mon 00:00"],
      ["Nov 30", "Mon, Nov 30"],
      ["Nov 30", "Week of Nov 30"],
      ["Nov 2026", "November 2026"],
    ]);
  });
});
