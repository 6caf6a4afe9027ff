import type { BusinessAccount, BusinessObject } from "../contracts/objects";
import { formatDateTime, formatDay } from "../core/time";
import type { StatusTone } from "./statuses";

/** The content of a table cell. */
export type Cell =
  | { readonly kind: "money"; readonly text: string }
  | { readonly kind: "status"; readonly label: string; readonly tone: StatusTone }
  | {
      readonly kind: "text";
      readonly text: string;
      /** Shown after it, quieter. */
      readonly note?: string | undefined;
      /** True if the note is bad news. */
      readonly isProblem?: boolean | undefined;
    }
  | { readonly kind: "time"; readonly text: string; readonly exact: string };

/** Data that cells need beside the object. */
export interface CellContext {
  readonly names: Readonly<Record<string, string>>;
  readonly timeZone: string;
  /** The year that dates may leave out. */
  readonly thisYear: number;
  /** Id of the account that links name; none for the account that was connected first. */
  readonly account?: string | undefined;
  /** Prices of the products in a list. */
  readonly prices?: readonly BusinessObject[];
}

/** The context of the cells of an account's objects. `names`: of objects by id. `linked`: id of the account that links name. */
export const cellContext = (
  {
    account,
    names,
    prices = [],
  }: {
    readonly account: BusinessAccount;
    readonly names: CellContext["names"];
    readonly prices?: readonly BusinessObject[] | undefined;
  },
  now: Date,
  linked?: string,
): CellContext => ({
  names,
  prices,
  timeZone: account.timeZone,
  thisYear: yearOf(now, account.timeZone),
  account: linked,
});

const yearOf = (date: Date, timeZone: string): number =>
  Number(new Intl.DateTimeFormat("en-US", { timeZone, year: "numeric" }).format(date));

/** A column of lists, and a fact on pages. */
export interface Column {
  readonly key: string;
  readonly heading: string;
  /** Amounts stand at the right. */
  readonly isNumber?: boolean | undefined;
  /** The column by which the list can be sorted. */
  readonly sort?: "created" | "amount" | undefined;
  cell(object: BusinessObject, context: CellContext): Cell;
}

/** Nothing to show. */
export const NOTHING: Cell = { kind: "text", text: "—" };
/** An amount with its currency. */
export const money = (shown: string | null): Cell =>
  shown === null ? NOTHING : { kind: "money", text: shown };

/** A text, with a note after it. */
export const text = (value: string | null, note?: string | null, isProblem = false): Cell =>
  value === null ? NOTHING : { kind: "text", text: value, ...(note ? { note, isProblem } : {}) };

function shortDate(date: Date, { timeZone, thisYear }: CellContext, withTime: boolean): string {
  const year = yearOf(date, timeZone);
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    month: "short",
    day: "numeric",
    ...(year === thisYear ? {} : { year: "numeric" }),
    ...(withTime && year === thisYear
      ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : {}),
  }).format(date);
}

/** A time in the account's zone; only the day unless `withTime`. */
export const time = (date: Date | null, context: CellContext, withTime: boolean): Cell =>
  date === null
    ? NOTHING
    : {
        kind: "time",
        text: shortDate(date, context, withTime),
        exact: formatDateTime(date, context.timeZone, "exact"),
      };

/** A calendar day, which is the same in every time zone. */
export const day = (value: string | null, context: CellContext): Cell =>
  value === null
    ? NOTHING
    : {
        kind: "time",
        text: shortDate(new Date(`${value}T00:00:00Z`), { ...context, timeZone: "UTC" }, false),
        exact: formatDay(value),
      };
