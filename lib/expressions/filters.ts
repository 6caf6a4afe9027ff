import { formatMinor } from "../core/money";
import { formatDateTime, isDay, parseInstant } from "../core/time";

/** A filter has no answer for this value. The message is for the template's author. */
export class FilterError extends Error {}

interface Filter {
  readonly min: number;
  readonly max: number;
  /** True if an absent value reaches the filter as `null`. */
  readonly takesAbsent?: boolean;
  readonly example: string;
  readonly run: (value: unknown, args: readonly unknown[]) => unknown;
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new FilterError("needs a text or a number");
}

function money(value: unknown, [currency]: readonly unknown[]): string {
  if (typeof value !== "number" || !Number.isSafeInteger(value))
    throw new FilterError("needs a whole amount in the currency's smallest unit");
  if (typeof currency !== "string" || !/^[a-z]{3}$/i.test(currency))
    throw new FilterError("needs a currency, as in money: event.data.currency");
  return formatMinor(value, currency);
}

function date(value: unknown, [timeZone = "UTC"]: readonly unknown[]): string {
  const instant = parseInstant(value);
  if (!instant) throw new FilterError("needs a time");
  // A day is the same day everywhere; read as midnight in UTC it would be the day before in America.
  if (isDay(value)) return formatDateTime(instant, "UTC", "short-date");
  return formatDateTime(instant, asText(timeZone));
}

function truncate(value: unknown, [length]: readonly unknown[]): string {
  if (typeof length !== "number" || length < 1) throw new FilterError("needs a length");
  const text = Array.from(asText(value)); // whole characters: a cut surrogate would be no text
  return text.length <= length ? text.join("") : `${text.slice(0, length - 1).join("")}…`;
}

const MAX_JOINED = 100_000;

function join(value: unknown, [separator = ", "]: readonly unknown[]): string {
  if (!Array.isArray(value)) throw new FilterError("needs a list");
  const between = asText(separator);
  let text = "";
  for (const [at, item] of value.entries()) {
    text += (at === 0 ? "" : between) + asText(item);
    if (text.length > MAX_JOINED)
      throw new FilterError(`makes a text longer than ${MAX_JOINED} characters`);
  }
  return text;
}

/** Filters that may follow a `|` in a template. Total but for {@link FilterError}. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  [
    "default",
    {
      min: 1,
      max: 1,
      takesAbsent: true,
      example: "default: 'unknown'",
      run: (value, [other]) => (value === null || value === "" ? other : value),
    },
  ],
  ["money", { min: 1, max: 1, example: "money: event.data.currency", run: money }],
  ["date", { min: 0, max: 1, example: "date: 'Europe/Berlin'", run: date }],
  ["truncate", { min: 1, max: 1, example: "truncate: 80", run: truncate }],
  ["upper", { min: 0, max: 0, example: "upper", run: (value) => asText(value).toUpperCase() }],
  ["lower", { min: 0, max: 0, example: "lower", run: (value) => asText(value).toLowerCase() }],
  ["join", { min: 0, max: 1, example: "join: ', '", run: join }],
  ["json", { min: 0, max: 0, example: "json", run: (value) => JSON.stringify(value) }],
]);
