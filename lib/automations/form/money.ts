import {
  apiExponent,
  formatMinor,
  majorText,
  parseMajor,
  shownDigits,
  type ParsedAmount,
} from "../../core/money";
import type { ConditionRow, Test } from "./types";

/** What may move without asking, in minor units of a lower-case currency. */
export interface PlainMoneyLimit {
  readonly currency: string;
  readonly each: number;
  readonly perDay: number;
}

/** What a limit in money lets go, once an owner allows it. */
export function moneyWords({ currency, each, perDay }: PlainMoneyLimit): string {
  return `up to ${formatMinor(each, currency)} at once and ${formatMinor(perDay, currency)} in 24 hours`;
}

/** The sign of a currency: `$`, `€`, or its code where it has none. */
export function currencySign(currency: string): string {
  if (apiExponent(currency) === null) return currency.toUpperCase();
  const format = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  });
  return format.formatToParts(0).find(({ type }) => type === "currency")?.value ?? currency;
}

/** An amount in minor units as a person types it: `5000` usd is `50.00`. */
export function typedText(minor: unknown, currency: string): string {
  const major = typeof minor === "number" ? majorText(minor, currency) : null;
  if (major === null)
    return typeof minor === "string" || typeof minor === "number" ? String(minor) : "";
  return shownDigits(currency) === 0 ? major.replace(/\.0+$/, "") : major;
}

/** Reads `50`, `$50`, `1,250.00` or `50 USD` as minor units of the currency. */
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

/** The same figure in another currency: $50.00 becomes ¥50. What is no amount there stays as it was typed. */
export function sameFigure(text: string, currency: string): number | string {
  const bare = text.replace(/\.0+$/, "");
  const parsed = typedMinor(bare, currency);
  return parsed.ok ? parsed.minor : text;
}

interface Field {
  readonly path: string;
  readonly value?: unknown;
}

/** The field with the currency of an amount: it stands beside it. `null` where the field is no amount, or has none. */
export function currencyFieldOf(path: string, fields: readonly Field[]): string | null {
  const [, holder = "", name = ""] = /^(.*\.)?([^.]+)$/.exec(path) ?? [];
  if (!/^(?:amount|total|subtotal)(?:_|$)|_amount$/.test(name)) return null;
  const currency = `${holder}currency`;
  return fields.some((one) => one.path === currency) ? currency : null;
}

const COMPARED: ReadonlySet<Test> = new Set(["eq", "ne", "gt", "gte", "lt", "lte"]);

/** The currency that an amount is compared in, and the condition that says so. */
export interface RowMoney {
  readonly field: string;
  /** `null`: no condition names one, so that the number counts in every currency. */
  readonly currency: string | null;
}

/** What a row compares as money; `null` for every other row. */
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

/** Whether a row only says the currency of an amount in another row, which shows it. */
export const isCurrencyRow = (
  row: ConditionRow,
  rows: readonly ConditionRow[],
  fields: readonly Field[],
): boolean => row.test === "eq" && typeof row.value === "string" && isNamedBy(row, rows, fields);

/** The rows with the currency of every amount of this field set. */
export function withCurrency(
  rows: readonly ConditionRow[],
  at: number,
  { field, currency }: { readonly field: string; readonly currency: string },
): readonly ConditionRow[] {
  const wanted: ConditionRow = { field, test: "eq", value: currency };
  const index = rows.findIndex((one) => one.field === field && one.test === "eq");
  return index < 0 ? rows.toSpliced(at + 1, 0, wanted) : rows.with(index, wanted);
}

/** The currency that a new condition on an amount begins with: that of the example. */
export function usualCurrency(field: string, fields: readonly Field[]): string {
  const example = fields.find(({ path }) => path === field)?.value;
  return typeof example === "string" && apiExponent(example) !== null ? example : "usd";
}

/** The rows after one was changed (`next`) or taken out (`null`): a new amount names its currency, one that is gone does not. */
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
      currency: usualCurrency(nextMoney.field, fields),
    });
  if (!money || nextMoney?.field === money.field) return changed;
  return changed.filter(
    (row) => row.field !== money.field || row.test !== "eq" || isNamedBy(row, changed, fields),
  );
}
