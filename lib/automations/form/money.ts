import {
  apiExponent,
  formatMinor,
  majorText,
  parseMajor,
  shownDigits,
  type ParsedAmount,
} from "../../core/money";
import type { ConditionRow, Test } from "./types";

/** Auto-approval limit of a lower-case currency, in minor units. */
export interface PlainMoneyLimit {
  readonly currency: string;
  readonly each: number;
  readonly perDay: number;
}

/** Describes an auto-approval limit: "up to $50.00 at a time and $200.00 in 24 hours". */
export function moneyWords({ currency, each, perDay }: PlainMoneyLimit): string {
  return `up to ${formatMinor(each, currency)} at a time and ${formatMinor(perDay, currency)} in 24 hours`;
}

/** Returns the symbol of a currency, such as `$`, or its code if it has none. */
export function currencySign(currency: string): string {
  if (apiExponent(currency) === null) return currency.toUpperCase();
  const format = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  });
  return format.formatToParts(0).find(({ type }) => type === "currency")?.value ?? currency;
}

/** Formats minor units for an input field: `5000` usd becomes `50.00`. */
export function typedText(minor: unknown, currency: string): string {
  const major = typeof minor === "number" ? majorText(minor, currency) : null;
  if (major === null)
    return typeof minor === "string" || typeof minor === "number" ? String(minor) : "";
  return shownDigits(currency) === 0 ? major.replace(/\.0+$/, "") : major;
}

/** Parses `50`, `$50`, `1,250.00` or `50 USD` to minor units of the currency. */
export function typedMinor(text: string, currency: string): ParsedAmount {
  const code = currency.toUpperCase();
  const bare = text
    .trim()
    .replace(new RegExp(`^${code}\\s*|\\s*${code}$`, "i"), "")
    .replace(currencySign(currency), "")
    .trim();
  const grouped = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(bare) ? bare.replaceAll(",", "") : bare;
  const parsed = parseMajor(grouped, currency);
  const example = typedText(5000, currency);
  return parsed.ok || parsed.error !== "Enter a number"
    ? parsed
    : { ok: false, error: `Enter an amount in ${code}, such as ${example}` };
}

/** Keeps the number when the currency changes: $50.00 becomes ¥50. Returns the text if it is not an amount in that currency. */
export function sameFigure(text: string, currency: string): number | string {
  const bare = text.replace(/\.0+$/, "");
  const parsed = typedMinor(bare, currency);
  return parsed.ok ? parsed.minor : text;
}

interface Field {
  readonly path: string;
  readonly value?: unknown;
}

/** Returns the path of the currency next to an amount; `null` if the field is not an amount or has no currency. */
export function currencyFieldOf(path: string, fields: readonly Field[]): string | null {
  const [, holder = "", name = ""] = /^(.*\.)?([^.]+)$/.exec(path) ?? [];
  if (!/^(?:amount|total|subtotal)(?:_|$)|_amount$/.test(name)) return null;
  const currency = `${holder}currency`;
  return fields.some((one) => one.path === currency) ? currency : null;
}

const COMPARED: ReadonlySet<Test> = new Set(["eq", "ne", "gt", "gte", "lt", "lte"]);

/** The currency of a compared amount, and the field whose condition sets it. */
export interface RowMoney {
  readonly field: string;
  /** `null` if no condition sets a currency, so the number applies to every currency. */
  readonly currency: string | null;
}

/** Returns the currency of a row that compares an amount; `null` for every other row. */
export function moneyOf(
  row: ConditionRow,
  rows: readonly ConditionRow[],
  fields: readonly Field[],
): RowMoney | null {
  const field = COMPARED.has(row.test) ? currencyFieldOf(row.field, fields) : null;
  if (field === null) return null;
  const named = rows.find((one) => one.field === field && one.test === "eq")?.value;
  return { field, currency: typeof named === "string" && named !== "" ? named : null };
}

const isNamedBy = (
  currency: ConditionRow,
  rows: readonly ConditionRow[],
  fields: readonly Field[],
) => rows.some((row) => moneyOf(row, rows, fields)?.field === currency.field);

/** True if a row only sets the currency of an amount in another row, which shows it. */
export const isCurrencyRow = (
  row: ConditionRow,
  rows: readonly ConditionRow[],
  fields: readonly Field[],
): boolean => row.test === "eq" && typeof row.value === "string" && isNamedBy(row, rows, fields);

/** Adds or replaces the row that sets a currency. */
export function withCurrency(
  rows: readonly ConditionRow[],
  at: number,
  { field, currency }: { readonly field: string; readonly currency: string },
): readonly ConditionRow[] {
  const wanted: ConditionRow = { field, test: "eq", value: currency };
  const index = rows.findIndex((one) => one.field === field && one.test === "eq");
  return index < 0 ? rows.toSpliced(at + 1, 0, wanted) : rows.with(index, wanted);
}

/** Returns the currency of the example, the default for a new condition on an amount. */
export function defaultCurrency(field: string, fields: readonly Field[]): string {
  const example = fields.find(({ path }) => path === field)?.value;
  return typeof example === "string" && apiExponent(example) !== null ? example : "usd";
}

/** Replaces a row, or removes it if `next` is `null`. Adds a currency row for a new amount and removes it with the last one. */
export function changeRow(
  rows: readonly ConditionRow[],
  at: number,
  next: ConditionRow | null,
  fields: readonly Field[],
): readonly ConditionRow[] {
  const before = rows[at];
  const money = before ? moneyOf(before, rows, fields) : null;
  const changed = next ? rows.with(at, next) : rows.toSpliced(at, 1);
  const nextMoney = next ? moneyOf(next, changed, fields) : null;
  if (nextMoney && nextMoney.currency === null && nextMoney.field !== money?.field)
    return withCurrency(changed, at, {
      field: nextMoney.field,
      currency: defaultCurrency(nextMoney.field, fields),
    });
  if (!money || nextMoney?.field === money.field) return changed;
  return changed.filter(
    (row) => row.field !== money.field || row.test !== "eq" || isNamedBy(row, changed, fields),
  );
}
