import * as z from "zod";

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)$/;
const DAY = 24 * 60;

const isTimeZone = (zone: string) => {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
};

/** An IANA time zone such as Europe/Berlin. */
export const TimeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, "Must be a time zone, such as Europe/Berlin");

/** Hours of the day in which nothing is sent. May span midnight. */
export const QuietHours = z
  .strictObject({
    from: z.string().regex(CLOCK, "Must be a time, such as 21:00"),
    to: z.string().regex(CLOCK, "Must be a time, such as 08:00"),
    timeZone: TimeZone,
  })
  .refine(({ from, to }) => from !== to, "Must not begin and end at the same time");
export type QuietHours = z.infer<typeof QuietHours>;

function minutes(clock: string): number {
  const [hours = "0", rest = "0"] = clock.split(":");
  return Number(hours) * 60 + Number(rest);
}

function minuteOfDay(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return minutes(parts.format(ms));
}

function isQuietAt({ from, to, timeZone }: QuietHours, ms: number): boolean {
  const [first, end] = [minutes(from), minutes(to)];
  const at = minuteOfDay(ms, timeZone);
  return first < end ? at >= first && at < end : at >= first || at < end;
}

/**
 * Returns the end of the current quiet hours in epoch milliseconds, always after `nowMs`; `null` outside of quiet hours.
 * If they end within the hour that a change to summer time skips, they end with that hour.
 */
export function quietUntil(quiet: QuietHours, nowMs: number): number | null {
  if (!isQuietAt(quiet, nowMs)) return null;
  const to = minutes(quiet.to);
  const at = minuteOfDay(nowMs, quiet.timeZone);
  const wholeMinute = nowMs - (nowMs % 60_000);
  let until = wholeMinute + ((to - at + DAY) % DAY) * 60_000;
  // A night with a clock change is an hour longer or shorter.
  const off = minuteOfDay(until, quiet.timeZone) - to;
  until -= (off > DAY / 2 ? off - DAY : off < -DAY / 2 ? off + DAY : off) * 60_000;
  while (until <= nowMs || isQuietAt(quiet, until)) until += 60_000;
  return until;
}
