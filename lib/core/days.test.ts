import { describe, expect, it } from "vitest";

import { addDays, dayOf, dayStart } from "./days";

describe("a day of a time zone", () => {
  it.each([
    ["2026-11-30", "UTC", "2026-11-30T00:00:00.000Z"],
    ["2026-11-30", "America/Los_Angeles", "2026-11-30T08:00:00.000Z"],
    ["2026-03-08", "America/New_York", "2026-03-08T05:00:00.000Z"],
    ["2026-03-09", "America/New_York", "2026-03-09T04:00:00.000Z"],
    ["2026-11-30", "Pacific/Kiritimati", "2026-11-29T10:00:00.000Z"],
    ["2026-11-30", "Asia/Kathmandu", "2026-11-29T18:15:00.000Z"],
    ["2026-09-06", "America/Santiago", "2026-09-06T04:00:00.000Z"], // midnight does not exist
  ])("%s in %s begins at %s", (day, zone, start) => {
    expect(dayStart(day, zone).toISOString()).toBe(start);
    expect(dayOf(new Date(start), zone)).toBe(day);
    expect(dayOf(new Date(Date.parse(start) - 1), zone)).toBe(addDays(day, -1));
  });
  it("counts over the ends of months and years", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
  });
  it("refuses what is no day or no zone", () => {
    expect(() => dayStart("soon", "UTC")).toThrow(RangeError);
    expect(() => dayStart("2026-11-30", "Mars/Olympus")).toThrow(RangeError);
  });
});
