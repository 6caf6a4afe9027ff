const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Smaller numbers are epoch seconds (up to the year 5138), others milliseconds (from 1973). */
const SECONDS_LIMIT = 1e11;
const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

function valid(date: Date): Date | null {
  return Number.isNaN(date.getTime()) ? null : date;
}

/**
 * Parses a time from a provider: epoch seconds (Stripe), epoch milliseconds, ISO 8601 text
 * or a Date. ISO text without an offset is read as UTC. Anything else is `null`.
 */
export function parseInstant(value: unknown): Date | null {
  if (value instanceof Date) return valid(value);
  if (typeof value === "number" && Number.isFinite(value)) {
    return valid(new Date(Math.abs(value) < SECONDS_LIMIT ? value * SECOND_MS : value));
  }
  if (typeof value !== "string") return null;
  const text = value.trim();
  if (/^\d{9,14}$/.test(text)) return parseInstant(Number(text));
  const match = ISO.exec(text);
  if (!match) return null;
  const iso = text.replace(" ", "T");
  return valid(new Date(iso.includes("T") && match[1] === undefined ? `${iso}Z` : iso));
}

/** True if an ISO 8601 time is before the second of another. Compares whole seconds, because providers send no fractions. */
export const isBeforeSecond = (time: string, other: Date): boolean =>
  Date.parse(time) < Math.floor(other.getTime() / SECOND_MS) * SECOND_MS;

/** The name of a time zone for people, such as “Eastern Time”; its IANA name if it has no other. */
export const zoneName = (timeZone: string): string =>
  new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longGeneric" })
    .formatToParts(0)
    .find(({ type }) => type === "timeZoneName")?.value ?? timeZone;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** True for a calendar day such as `2026-12-24`, which does not depend on time zones. */
export const isDay = (value: unknown): value is string =>
  typeof value === "string" && DAY.test(value.trim()) && parseInstant(value) !== null;

/** `short-date` Nov 21, 2026 · `date-time` Nov 21, 2026, 10:50 · `zoned` adds PST · `exact` adds seconds and the zone's name. */
export type DateStyle = "short-date" | "date-time" | "zoned" | "exact";

const DAY_PARTS = { year: "numeric", month: "short", day: "numeric" } as const;
const TIME_PARTS = {
  ...DAY_PARTS,
  hour: "2-digit",
  minute: "2-digit",
  // 24 hours, because the space before AM/PM differs between engines and would break hydration.
  hourCycle: "h23",
} as const;

const STYLES: Readonly<Record<DateStyle, Intl.DateTimeFormatOptions>> = {
  "short-date": DAY_PARTS,
  "date-time": TIME_PARTS,
  zoned: { ...TIME_PARTS, timeZoneName: "short" },
  exact: { ...TIME_PARTS, second: "2-digit" },
};

type Formatters = Record<DateStyle, Intl.DateTimeFormat>;

const zones = new Map<string, Map<string, Formatters>>();

function isTimeZone(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en-US", { timeZone }));
  } catch {
    return false;
  }
}

function formattersFor(timeZone: string, locale: string): Formatters {
  let ofLocale = zones.get(locale);
  if (!ofLocale) {
    ofLocale = new Map();
    zones.set(locale, ofLocale);
  }
  let found = ofLocale.get(timeZone);
  if (!found) {
    const zone = isTimeZone(timeZone) ? timeZone : "UTC";
    const make = (style: DateStyle) =>
      new Intl.DateTimeFormat(locale, { ...STYLES[style], timeZone: zone });
    found = {
      "short-date": make("short-date"),
      "date-time": make("date-time"),
      zoned: make("zoned"),
      exact: make("exact"),
    };
    ofLocale.set(timeZone, found);
  }
  return found;
}

/** Formats a time in an IANA time zone. Uses UTC for an unknown zone. */
export function formatDateTime(
  date: Date,
  timeZone: string,
  style: DateStyle = "date-time",
  locale = "en-US",
): string {
  const formatter = formattersFor(timeZone, locale)[style];
  const text = formatter.format(date);
  return style === "exact" ? `${text} (${formatter.resolvedOptions().timeZone})` : text;
}

/** Formats a calendar day such as `2026-12-02`, which no time zone moves: `Dec 2, 2026`. */
export const formatDay = (day: string): string =>
  formatDateTime(new Date(`${day}T00:00:00Z`), "UTC", "short-date");

const relative = new Map<string, Intl.RelativeTimeFormat>();

function relativeFormatter(locale: string): Intl.RelativeTimeFormat {
  let found = relative.get(locale);
  if (!found) {
    found = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
    relative.set(locale, found);
  }
  return found;
}

/** The units of {@link relativeTime}, with the count from which the next one is used. */
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, size: number, limit: number])[] = [
  ["minute", MINUTE_MS, 60],
  ["hour", HOUR_MS, 24],
  ["day", DAY_MS, 7],
];

/**
 * Formats a time as "5 minutes ago" or "in 2 hours", rounded, within seven days of `now`, otherwise as date and time. Less
 * than a minute is "just now". Pure.
 */
export function relativeTime(date: Date, now: Date, timeZone = "UTC", locale = "en-US"): string {
  const difference = date.getTime() - now.getTime();
  const distance = Math.abs(difference);
  if (distance < MINUTE_MS) return "just now";
  for (const [unit, size, limit] of UNITS) {
    const count = Math.round(distance / size);
    if (count < limit) return relativeFormatter(locale).format(Math.sign(difference) * count, unit);
  }
  return formatDateTime(date, timeZone, "date-time", locale);
}
