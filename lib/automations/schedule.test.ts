import { describe, expect, it } from "vitest";

import { nextFiring, nextFirings } from "./schedule";

const next = (schedule: string, timeZone: string, after: string) =>
  nextFiring({ schedule, timeZone }, new Date(after))?.toISOString() ?? null;

describe("schedules", () => {
  it("fires by the clock on the wall of its zone", () => {
    expect(next("0 9 * * *", "Europe/Berlin", "2026-11-21T00:00:00Z")).toBe(
      "2026-11-21T08:00:00.000Z",
    );
    expect(next("0 9 * * *", "America/New_York", "2026-11-21T00:00:00Z")).toBe(
      "2026-11-21T14:00:00.000Z",
    );
    expect(next("0 9 * * 1", "UTC", "2026-11-21T00:00:00Z")).toBe("2026-11-23T09:00:00.000Z");
  });

  it("stays at nine when the clocks change, in both directions", () => {
    const days = (after: string) =>
      nextFirings({ schedule: "0 9 * * *", timeZone: "Europe/Berlin" }, new Date(after), 3).map(
        (date) => date.toISOString(),
      );
    expect(days("2026-03-28T00:00:00Z")).toEqual([
      "2026-03-28T08:00:00.000Z",
      "2026-03-29T07:00:00.000Z",
      "2026-03-30T07:00:00.000Z",
    ]);
    expect(days("2026-10-24T00:00:00Z")).toEqual([
      "2026-10-24T07:00:00.000Z",
      "2026-10-25T08:00:00.000Z",
      "2026-10-26T08:00:00.000Z",
    ]);
  });

  it("fires once in the night in which an hour is skipped, and once in that in which one is doubled", () => {
    const all = (schedule: string, after: string, count: number) =>
      nextFirings({ schedule, timeZone: "Europe/Berlin" }, new Date(after), count).map((date) =>
        date.toISOString().slice(0, 10),
      );
    expect(all("30 2 * * *", "2026-03-28T12:00:00Z", 2)).toEqual(["2026-03-29", "2026-03-30"]);
    expect(all("30 2 * * *", "2026-10-24T12:00:00Z", 2)).toEqual(["2026-10-25", "2026-10-26"]);
  });

  it("knows a line that never fires", () => {
    expect(next("0 0 31 2 *", "UTC", "2026-11-21T00:00:00Z")).toBeNull();
  });
});
