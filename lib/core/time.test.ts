import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  formatDateTime,
  isBeforeSecond,
  isDay,
  parseInstant,
  relativeTime,
  zoneName,
} from "./time";

const NOW = new Date("2026-11-21T10:50:00Z");
const before = (ms: number) => new Date(NOW.getTime() - ms);

describe("parseInstant", () => {
  it("reads seconds, milliseconds, ISO and digits as the same moment", () => {
    for (const value of [1_700_000_000, 1_700_000_000_000, "2023-11-14T22:13:20Z", "1700000000"]) {
      expect(parseInstant(value)?.toISOString()).toBe("2023-11-14T22:13:20.000Z");
    }
  });

  it("reads ISO text without an offset as UTC", () => {
    expect(parseInstant("2026-01-02T03:04:05")?.toISOString()).toBe("2026-01-02T03:04:05.000Z");
    expect(parseInstant("2026-01-02")?.toISOString()).toBe("2026-01-02T00:00:00.000Z");
  });

  it.each([
    [0, "1970-01-01T00:00:00.000Z"],
    [-1, "1969-12-31T23:59:59.000Z"],
    [99_999_999_999, "5138-11-16T09:46:39.000Z"],
    [100_000_000_000, "1973-03-03T09:46:40.000Z"],
    [-100_000_000_000, "1966-10-31T14:13:20.000Z"],
    ["123456789", "1973-11-29T21:33:09.000Z"],
    ["12345678901234", "2361-03-21T19:15:01.234Z"],
    [" 2026-01-02 ", "2026-01-02T00:00:00.000Z"],
    ["2026-01-02 03:04", "2026-01-02T03:04:00.000Z"],
    ["2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678Z"],
    ["2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05.000Z"],
    ["2026-01-02T03:04:05-0230", "2026-01-02T05:34:05.000Z"],
    [new Date(5), "1970-01-01T00:00:00.005Z"],
  ])("reads %j as %s", (value, iso) => {
    expect(parseInstant(value)?.toISOString()).toBe(iso);
  });

  it.each([
    "12345678",
    "123456789012345",
    "x123456789",
    "123456789x",
    "2026-1-2",
    "on 2026-01-02",
    "2026-01-02 or so",
    "2026-01-02T03",
    "2026-01-02T25:00:00Z",
    "2026-01-02T03:04:05+2:00",
    Number.POSITIVE_INFINITY,
    new Date(Number.NaN),
    true,
  ])("reads no moment in %j", (value) => {
    expect(parseInstant(value)).toBeNull();
  });

  it("answers null for anything else and never throws", () => {
    for (const value of [null, undefined, "", "soon", {}, [], Number.NaN, 1e300, "2026-13-40"]) {
      expect(parseInstant(value)).toBeNull();
    }
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const found = parseInstant(value);
        expect(found === null || !Number.isNaN(found.getTime())).toBe(true);
      }),
    );
  });
});

describe("isBeforeSecond", () => {
  const other = new Date("2026-11-21T10:50:05.900Z");
  it.each([
    ["2026-11-21T10:50:04.999Z", true],
    ["2026-11-21T10:50:04Z", true],
    ["2026-11-21T10:50:05Z", false],
    ["2026-11-21T10:50:05.950Z", false],
    ["2026-11-21T10:50:06Z", false],
  ])("%s before the second of 10:50:05.900: %s", (time, before) => {
    expect(isBeforeSecond(time, other)).toBe(before);
  });
});

describe("isDay", () => {
  it.each([
    ["2026-12-24", true],
    [" 2026-12-24 ", true],
    ["2026-12-24T00:00:00Z", false],
    ["on 2026-12-24", false],
    ["2026-13-24", false],
    ["20261224", false],
    [20_261_224, false],
    [null, false],
  ])("%j: %s", (value, expected) => {
    expect(isDay(value)).toBe(expected);
  });
});

describe("relativeTime", () => {
  it.each([
    [0, "just now"],
    [20_000, "just now"],
    [59_999, "just now"],
    [-59_999, "just now"],
    [-60_000, "in 1 minute"],
    [89_999, "1 minute ago"],
    [90_000, "2 minutes ago"],
    [119_000, "2 minutes ago"],
    [-119_000, "in 2 minutes"],
    [59.4 * 60_000, "59 minutes ago"],
    [3_599_999, "1 hour ago"],
    [3_600_000, "1 hour ago"],
    [1.9 * 3_600_000, "2 hours ago"],
    [23.4 * 3_600_000, "23 hours ago"],
    [86_399_999, "1 day ago"],
    [86_400_000, "1 day ago"],
    [6.4 * 86_400_000, "6 days ago"],
    [6.6 * 86_400_000, "Nov 14, 2026, 20:26"],
    [-7 * 86_400_000, "Nov 28, 2026, 10:50"],
    [60_000, "1 minute ago"],
    [5 * 60_000, "5 minutes ago"],
    [3 * 3_600_000, "3 hours ago"],
    [-2 * 3_600_000, "in 2 hours"],
    [7 * 86_400_000, "Nov 14, 2026, 10:50"],
  ])("%d ms before now is %s", (distance, text) => {
    expect(relativeTime(before(distance), NOW)).toBe(text);
  });
});

it("writes what is far away in the reader's zone and language", () => {
  const far = before(30 * 86_400_000);
  expect(relativeTime(far, NOW, "Asia/Tokyo")).toBe("Oct 22, 2026, 19:50");
  expect(relativeTime(far, NOW, "UTC", "de-DE")).toBe("22. Okt. 2026, 10:50");
  expect(relativeTime(before(3_600_000), NOW, "UTC", "de-DE")).toBe("vor 1 Stunde");
});

describe("formatDateTime", () => {
  it("writes in the given time zone", () => {
    expect(formatDateTime(NOW, "America/New_York")).toBe("Nov 21, 2026, 05:50");
    expect(formatDateTime(NOW, "Asia/Tokyo", "short-date")).toBe("Nov 21, 2026");
    expect(formatDateTime(NOW, "America/New_York", "zoned")).toBe("Nov 21, 2026, 05:50 EST");
    expect(formatDateTime(NOW, "Europe/Berlin", "exact")).toBe(
      "Nov 21, 2026, 11:50:00 (Europe/Berlin)",
    );
  });

  it("reads an unknown zone as UTC and says so", () => {
    expect(formatDateTime(NOW, "Mars/Olympus", "exact")).toBe("Nov 21, 2026, 10:50:00 (UTC)");
  });
});

it("time zones have one name for people", () => {
  expect(zoneName("America/New_York")).toBe("Eastern Time");
  expect(zoneName("UTC")).not.toBe("");
});
