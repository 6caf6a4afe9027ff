import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { formatDateTime, parseInstant, relativeTime } from "./time";

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

describe("relativeTime", () => {
  it.each([
    [20_000, "just now"],
    [60_000, "1 minute ago"],
    [5 * 60_000, "5 minutes ago"],
    [3 * 3_600_000, "3 hours ago"],
    [6.9 * 86_400_000, "6 days ago"],
    [-2 * 3_600_000, "in 2 hours"],
    [7 * 86_400_000, "Nov 14, 2026, 10:50"],
  ])("%d ms before now is %s", (distance, text) => {
    expect(relativeTime(before(distance), NOW)).toBe(text);
  });
});

describe("formatDateTime", () => {
  it("writes in the given time zone", () => {
    expect(formatDateTime(NOW, "America/New_York")).toBe("Nov 21, 2026, 05:50");
    expect(formatDateTime(NOW, "Asia/Tokyo", "short-date")).toBe("Nov 21, 2026");
    expect(formatDateTime(NOW, "Europe/Berlin", "exact")).toBe(
      "Nov 21, 2026, 11:50:00 (Europe/Berlin)",
    );
  });

  it("reads an unknown zone as UTC and says so", () => {
    expect(formatDateTime(NOW, "Mars/Olympus", "exact")).toBe("Nov 21, 2026, 10:50:00 (UTC)");
  });
});
