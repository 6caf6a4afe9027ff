import { formatMinor } from "../core/money";
import { humanise } from "../core/text";
import { formatDateTime, isDay, parseInstant, relativeTime, type DateStyle } from "../core/time";
import type { WidgetRow } from "./data";
import { readPath } from "./paths";
import type { FieldConfig } from "./schema";
import type { ResolvedStyle } from "./tone";
import { resolveStyle } from "./tone";

/** The context of formatting besides the value. Pure: the caller brings the moment. */
export interface FormatContext {
  /** IANA zone that absolute times are written in. */
  readonly timeZone: string;
  /** The account's currency, for rows that name none. */
  readonly currency: string | null;
  readonly nowMs: number;
  readonly locale?: string;
  /** Names of objects by id, which are shown instead of the ids. */
  readonly names?: Readonly<Record<string, string>>;
}

/** A field's value made ready for drawing, for CSV and for screen readers alike. */
export interface FieldDisplay {
  readonly kind: "text" | "number" | "money" | "date" | "badge" | "link" | "id" | "json" | "empty";
  /** The text for people; a dash when there is nothing. */
  readonly text: string;
  /** Several figures of one field, e.g. a balance per currency. */
  readonly lines?: readonly string[];
  /** Epoch milliseconds, for dates. */
  readonly atMs?: number;
  /** True if a date is drawn as "5 minutes ago". */
  readonly relative?: boolean;
  /** Always https, or http on this machine. */
  readonly href?: string;
  /** The id behind a name. */
  readonly id?: string;
  readonly style: ResolvedStyle | null;
}

export const NOTHING = "—";
const TEXT_LIMIT = 500;

/** Only a local sandbox gives such addresses; plain http elsewhere is not followed. */
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** A link's address when it is https, or http on this machine, so that no definition can run a script. */
export function safeHref(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > 2000) return undefined;
  try {
    const url = new URL(value);
    const isSafe =
      url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname));
    return isSafe && url.username === "" ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function plainText(value: unknown): string {
  if (value === null || value === undefined || value === "") return NOTHING;
  if (typeof value === "string") return value.slice(0, TEXT_LIMIT);
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (Array.isArray(value)) return value.map(plainText).join(", ").slice(0, TEXT_LIMIT) || NOTHING;
  // An expanded object reads as what people call it.
  const called = ["name", "email", "id"].map((key) => readPath(value, key)).find(Boolean);
  return typeof called === "string" ? called : JSON.stringify(value).slice(0, TEXT_LIMIT);
}

const numbers = new Map<string, Intl.NumberFormat>();

function formatNumber(value: number, locale: string, options: Intl.NumberFormatOptions): string {
  const key = `${locale}|${options.style ?? ""}|${options.notation ?? ""}`;
  let formatter = numbers.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, ...options });
    numbers.set(key, formatter);
  }
  return formatter.format(value);
}

function amountText(minor: unknown, currency: unknown, locale: string): string {
  if (typeof minor !== "number" || !Number.isSafeInteger(minor)) return plainText(minor);
  return typeof currency === "string" && currency
    ? formatMinor(minor, currency, locale)
    : String(minor);
}

function moneyDisplay(
  field: FieldConfig,
  row: WidgetRow,
  style: ResolvedStyle | null,
  context: FormatContext,
): FieldDisplay {
  const value = readPath(row, field.key);
  const locale = context.locale ?? "en-US";
  if (Array.isArray(value)) {
    const lines = value.map((entry) =>
      amountText(readPath(entry, "amount"), readPath(entry, "currency"), locale),
    );
    if (lines.length === 0) return { kind: "empty", text: NOTHING, style: null };
    return { kind: "money", text: lines.join(", "), lines, style };
  }
  const currency = readPath(row, field.currencyField ?? "currency") ?? context.currency;
  const text = amountText(value, currency, locale);
  return { kind: "money", text, style };
}

/** How the formats of a field write a date; others write date and time. */
const DATE_STYLES: Readonly<Record<string, DateStyle>> = {
  "short-date": "short-date",
  "zoned-time": "zoned",
};

function dateDisplay(
  field: FieldConfig,
  value: unknown,
  style: ResolvedStyle | null,
  context: FormatContext,
): FieldDisplay {
  const date = parseInstant(value);
  if (!date) return { kind: "text", text: plainText(value), style };
  const { timeZone, locale } = context;
  if (isDay(value)) {
    const day = formatDateTime(date, "UTC", "short-date", locale);
    return { kind: "text", text: day, style };
  }
  const relative = field.format === "relative-time";
  const text = relative
    ? relativeTime(date, new Date(context.nowMs), timeZone, locale)
    : formatDateTime(date, timeZone, DATE_STYLES[field.format ?? ""] ?? "date-time", locale);
  return { kind: "date", text, atMs: date.getTime(), relative, style };
}

function numberDisplay(field: FieldConfig, value: unknown, context: FormatContext): FieldDisplay {
  if (typeof value !== "number") return { kind: "text", text: plainText(value), style: null };
  const locale = context.locale ?? "en-US";
  const options: Intl.NumberFormatOptions =
    field.type === "percent" || field.type === "progress"
      ? { style: "percent", maximumFractionDigits: 1 }
      : field.format === "large-number"
        ? { notation: "compact" }
        : {};
  return { kind: "number", text: formatNumber(value, locale, options), style: null };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "";
}

/** The name of what a value names by id, e.g. of a customer. */
const nameOf = (value: unknown, { names }: FormatContext): string | undefined =>
  names && typeof value === "string" && Object.hasOwn(names, value) ? names[value] : undefined;

/**
 * The one formatter: a field of a row as people read it. Money takes its currency from `currencyField`,
 * else the row's `currency`, else the account's; `percent` and `progress` are fractions of 1; a badge
 * without words of its own reads its value aloud, known or not. Never throws.
 */
export function formatField(
  field: FieldConfig,
  row: WidgetRow,
  context: FormatContext,
): FieldDisplay {
  const value = readPath(row, field.key);
  const style = field.style === undefined ? null : resolveStyle(field, row);
  if (isEmpty(value) && style?.label === undefined) {
    return { kind: "empty", text: NOTHING, style: null };
  }
  const name = nameOf(value, context);
  if (name !== undefined) return { kind: "text", text: name, id: String(value), style };
  if (field.type === "money" || field.format === "currency")
    return moneyDisplay(field, row, style, context);
  if (field.type === "badge") {
    const text = style?.label ?? (typeof value === "string" ? humanise(value) : plainText(value));
    return { kind: "badge", text, style: style ?? { tone: "neutral", className: "" } };
  }
  if (field.type === "date" || field.format?.endsWith("-time") || field.format === "short-date") {
    return dateDisplay(field, value, style, context);
  }
  if (field.type === "link") {
    const href = safeHref(value);
    const text = href ? (field.label ?? new URL(href).hostname) : plainText(value);
    return href ? { kind: "link", text, href, style } : { kind: "text", text, style };
  }
  if (field.type === "id") return { kind: "id", text: plainText(value), style };
  if (field.type === "json") {
    return { kind: "json", text: JSON.stringify(value, null, 2).slice(0, 20_000), style };
  }
  if (["number", "percent", "progress"].includes(field.type) || field.format === "large-number") {
    return { ...numberDisplay(field, value, context), style };
  }
  return { kind: "text", text: style?.label ?? plainText(value), style };
}
