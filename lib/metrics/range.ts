import { addDays, dayOf, dayStart } from "../core/days";
import { isDay } from "../core/time";
import { bucketsOf, type Bucket, type BucketSize } from "./buckets";

export const RANGES = ["30d", "7d", "90d", "today", "mtd", "qtd", "ytd", "12m", "custom"] as const;
export type RangeKey = (typeof RANGES)[number];
export const COMPARISONS = ["previous", "year", "none"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Days in a row, with the instants at which they begin and end in the account's zone. */
export interface Span {
  readonly from: string;
  /** The last day, included. */
  readonly to: string;
  readonly start: Date;
  /** The first instant after it; of a span that is not over, the same time of day as in the compared one. */
  readonly end: Date;
  readonly buckets: readonly Bucket[];
}

/** The time that figures are of, and the time that they are compared with. */
export interface TimeRange {
  readonly key: RangeKey;
  readonly by: BucketSize;
  readonly now: Span;
  readonly comparison: Comparison;
  readonly before: Span | null;
  /** True if the last day is not over. */
  readonly isSoFar: boolean;
}

/** The part of an address about the time. */
export interface RangeRequest {
  readonly range?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly compare?: string | undefined;
  readonly by?: string | undefined;
}

interface Clock {
  readonly timeZone: string;
  readonly now: Date;
}

const MAX_DAYS = 366 * 5;
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000;
const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from) + 1;

/** The same day of the month, `months` later or earlier, or that month's last day. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, days));
  return first.toISOString().slice(0, 10);
}

const monthStart = (day: string): string => `${day.slice(0, 7)}-01`;
const quarterStart = (day: string): string => {
  const month = Number(day.slice(5, 7));
  return addMonths(monthStart(day), -((month - 1) % 3));
};

function daysOf(key: RangeKey, today: string, request: RangeRequest): [string, string] {
  switch (key) {
    case "today":
      return [today, today];
    case "7d":
      return [addDays(today, -6), today];
    case "90d":
      return [addDays(today, -89), today];
    case "mtd":
      return [monthStart(today), today];
    case "qtd":
      return [quarterStart(today), today];
    case "ytd":
      return [`${today.slice(0, 4)}-01-01`, today];
    case "12m":
      return [addDays(addMonths(today, -12), 1), today];
    case "custom":
      return [request.from ?? today, request.to ?? today];
    default:
      return [addDays(today, -29), today];
  }
}

/** The days before, as many; of a month, quarter or year so far the same part of the one before. */
function daysBefore(key: RangeKey, [from, to]: [string, string]): [string, string] {
  const months = { mtd: 1, qtd: 3, ytd: 12 }[key as string];
  if (months !== undefined) return [addMonths(from, -months), addMonths(to, -months)];
  const days = daysBetween(from, to);
  return [addDays(from, -days), addDays(from, -1)];
}

function sizeOf(wanted: string | undefined, days: number): BucketSize {
  const fits: Readonly<Record<BucketSize, boolean>> = {
    hour: days <= 8,
    day: days <= 184,
    week: days > 7,
    month: days > 31,
  };
  const usual = days === 1 ? "hour" : days <= 62 ? "day" : days <= 190 ? "week" : "month";
  const asked = (["hour", "day", "week", "month"] as const).find((size) => size === wanted);
  return asked !== undefined && fits[asked] ? asked : usual;
}

const keyIn = <Key extends string>(keys: readonly Key[], text: string | undefined) =>
  keys.find((key) => key === text);

/** Reads whether the days of a custom range make sense. Returns a sentence for people if they do not. */
function problemOf({ from, to }: RangeRequest): string | null {
  for (const day of [from, to])
    if (day !== undefined && !(isDay(day) && addDays(day, 0) === day))
      return `“${day}” is not a day. Write it as 2026-11-30.`;
  if (from === undefined || to === undefined) return "A custom time needs its first and last day.";
  if (from > to) return `The time ends on ${to}, before it begins on ${from}.`;
  return daysBetween(from, to) > MAX_DAYS ? "A time has at most five years." : null;
}

/**
 * Reads a time from an address. What makes no sense is replaced by the last 30 days and said in `problems`. A day is one of
 * the account's zone, so that it has 23 or 25 hours when the clocks change.
 */
export function readRange(
  request: RangeRequest,
  { timeZone, now }: Clock,
): { range: TimeRange; problems: readonly string[] } {
  const today = dayOf(now, timeZone);
  const asked = keyIn(RANGES, request.range) ?? "30d";
  const problem = asked === "custom" ? problemOf(request) : null;
  const key = problem === null ? asked : "30d";
  const days = daysOf(key, today, request);
  const by = sizeOf(request.by, daysBetween(...days));
  const comparison = keyIn(COMPARISONS, request.compare) ?? "previous";
  const [from, to] = days;
  const end = dayStart(addDays(to, 1), timeZone);
  const isSoFar = now < end && now >= dayStart(from, timeZone);
  const span = ([first, last]: readonly [string, string], until: Date): Span => ({
    from: first,
    to: last,
    start: dayStart(first, timeZone),
    end: until,
    buckets: bucketsOf({ from: first, to: last, by, timeZone }),
  });
  const compared: [string, string] | null =
    comparison === "none"
      ? null
      : comparison === "year"
        ? [addMonths(from, -12), addMonths(to, -12)]
        : daysBefore(key, days);
  // Half a day is not compared with a whole one.
  const sameTime = (last: string) => {
    const whole = dayStart(addDays(last, 1), timeZone);
    if (!isSoFar) return whole;
    const passed = now.getTime() - dayStart(to, timeZone).getTime();
    return new Date(Math.min(whole.getTime(), dayStart(last, timeZone).getTime() + passed));
  };
  return {
    range: {
      key,
      by,
      now: span(days, end),
      comparison,
      before: compared && span(compared, sameTime(compared[1])),
      isSoFar,
    },
    problems: problem === null ? [] : [problem],
  };
}
