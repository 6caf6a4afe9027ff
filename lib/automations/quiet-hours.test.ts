import { describe, expect, it } from "vitest";

import { QuietHours, quietUntil } from "./quiet-hours";

const night = { from: "21:00", to: "08:00", timeZone: "Europe/Berlin" };
const until = (quiet: QuietHours, now: string) => {
  const end = quietUntil(quiet, Date.parse(now));
  return end === null ? null : new Date(end).toISOString();
};

describe("quiet hours", () => {
  it.each([
    ["2026-11-21T12:00:00Z", null],
    ["2026-11-21T19:59:59Z", null],
    ["2026-11-21T20:00:00Z", "2026-11-22T07:00:00.000Z"],
    ["2026-11-21T23:30:15Z", "2026-11-22T07:00:00.000Z"],
    ["2026-11-22T06:59:59Z", "2026-11-22T07:00:00.000Z"],
    ["2026-11-22T07:00:00Z", null],
  ])("over midnight, at %s", (now, end) => {
    expect(until(night, now)).toBe(end);
  });

  it("within a day", () => {
    const noon = { from: "12:00", to: "14:00", timeZone: "UTC" };
    expect(until(noon, "2026-11-21T13:10:00Z")).toBe("2026-11-21T14:00:00.000Z");
    expect(until(noon, "2026-11-21T14:00:00Z")).toBeNull();
    expect(until(noon, "2026-11-21T11:59:59Z")).toBeNull();
    expect(until(noon, "2026-11-21T12:00:00Z")).toBe("2026-11-21T14:00:00.000Z");
    expect(until(noon, "2026-11-21T13:59:59.999Z")).toBe("2026-11-21T14:00:00.000Z");
    expect(until(noon, "2026-11-21T09:00:00Z")).toBeNull();
  });

  it("ends by the clock on the wall in the nights when it is changed", () => {
    expect(until(night, "2026-03-28T22:00:00Z")).toBe("2026-03-29T06:00:00.000Z");
    expect(until(night, "2026-10-24T22:00:00Z")).toBe("2026-10-25T07:00:00.000Z");
  });

  it.each([
    ["America/New_York", "22:00", "02:30", "2027-03-14T06:30:00Z", "2027-03-14T07:00:00.000Z"],
    ["America/New_York", "22:00", "02:30", "2027-03-14T06:59:59Z", "2027-03-14T07:00:00.000Z"],
    ["America/New_York", "22:00", "02:30", "2027-03-14T04:00:00Z", "2027-03-14T07:00:00.000Z"],
    ["Europe/Berlin", "22:00", "02:15", "2027-03-28T00:50:00Z", "2027-03-28T01:00:00.000Z"],
    ["America/New_York", "22:00", "01:30", "2027-11-07T05:00:00Z", "2027-11-07T05:30:00.000Z"],
  ])("in %s from %s to %s at %s, in a night when the clock is changed", (timeZone, ...rest) => {
    const [from, to, now, end] = rest;
    expect(until({ from, to, timeZone }, now)).toBe(end);
  });

  it("ends by the clock on the wall when its end lies on the other side of midnight", () => {
    const berlin = (from: string, to: string) => ({ from, to, timeZone: "Europe/Berlin" });
    expect(until(berlin("01:00", "23:30"), "2026-03-29T00:30:00Z")).toBe(
      "2026-03-29T21:30:00.000Z",
    );
    expect(until(berlin("01:00", "00:30"), "2026-10-24T23:30:00Z")).toBe(
      "2026-10-25T23:30:00.000Z",
    );
  });

  it("ends in the future, whatever the zone and the minute", () => {
    const start = Date.parse("2027-03-13T00:00:00Z");
    for (let minute = 0; minute < 3 * 1440; minute += 7) {
      const now = start + minute * 60_000;
      for (const timeZone of ["America/New_York", "Australia/Lord_Howe", "UTC"]) {
        const end = quietUntil({ from: "21:45", to: "02:20", timeZone }, now);
        expect(end ?? Infinity).toBeGreaterThan(now);
      }
    }
  });

  it.each([
    [{ ...night, from: "9pm" }],
    [{ ...night, to: "24:00" }],
    [{ ...night, timeZone: "Berlin" }],
    [{ ...night, to: "21:00" }],
    [{ ...night, from: "21:60" }],
    [{ ...night, from: "x21:00" }],
    [{ ...night, to: "08:000" }],
    [{ ...night, to: "8:00" }],
    [{ ...night, timeZone: "" }],
    [{ ...night, more: 1 }],
    [{ from: "21:00", to: "08:00" }],
  ])("refuses %j", (quiet) => {
    expect(QuietHours.safeParse(quiet).success).toBe(false);
  });

  it.each(["00:00", "09:59", "19:30", "20:00", "23:59"])("may begin at %s", (from) => {
    expect(QuietHours.safeParse({ ...night, from }).success).toBe(true);
  });
});
