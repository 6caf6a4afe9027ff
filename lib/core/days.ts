/** Days of a time zone. A day is `2026-11-30`; it begins at its local midnight, or at its first instant where there is none. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let found = formats.get(timeZone);
  if (!found) {
    found = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    formats.set(timeZone, found);
  }
  return found;
}

/** The day of an instant in an IANA time zone. Throws RangeError for an unknown zone. */
export const dayOf = (instant: Date, timeZone: string): string =>
  formatOf(timeZone).format(instant);

const HOUR_MS = 3_600_000;
const STEP_MS = 15 * 60_000;

/** The first instant of a day in an IANA time zone. Throws RangeError for an unknown zone or a day that is none. */
export function dayStart(day: string, timeZone: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(utc)) throw new RangeError(`“${day}” is not a day.`);
  // Zones are at most 14 hours ahead and 12 behind. Their clocks change by whole quarters of an hour.
  let low = utc - 15 * HOUR_MS;
  let high = utc + 15 * HOUR_MS;
  while (high - low > STEP_MS) {
    const middle = low + Math.floor((high - low) / STEP_MS / 2) * STEP_MS;
    if (dayOf(new Date(middle), timeZone) < day) low = middle;
    else high = middle;
  }
  return new Date(high);
}

/** The day that is `days` later, or earlier if negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * HOUR_MS).toISOString().slice(0, 10);
}
