import type { BusinessObject } from "../contracts/objects";
import { majorText } from "../core/money";
import { zonedIso } from "../core/zoned-iso";
import { renewalOf, status, type CellContext } from "./cells";
import { disputeReason } from "./dispute-reasons";
import { dataIn, dateIn, dayIn, itemsIn, numberIn, textIn } from "./read";
import { entryText, failureText, intervalText, methodText, personText, planText } from "./words";

export type ExportValue = string | number | null;

/** Data that the values of a file need beside the object. */
export interface ExportContext extends Pick<CellContext, "names" | "timeZone"> {
  /** Balance entries of payments, by their ids. */
  readonly entries: ReadonlyMap<string, BusinessObject>;
}

/** A column of an exported file. */
export interface ExportField {
  readonly name: string;
  /** Columns of the list that bring it into the file; without any, only a file of all columns has it. */
  readonly columns: readonly string[];
  readonly value: (object: BusinessObject, context: ExportContext) => ExportValue;
}

type Read = ExportField["value"];

/** Begins of cells that a spreadsheet takes for a formula. */
const FORMULA = /^[=+\-@\t\r\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}]/u;

/** A text of somebody else, which no spreadsheet may take for a formula. */
const safe = (text: string | null): string | null =>
  text !== null && FORMULA.test(text) ? `'${text}` : text;

const text = (name: string, columns: readonly string[], read: Read): ExportField => ({
  name,
  columns,
  value: (object, context) => {
    const value = read(object, context);
    return typeof value === "string" ? safe(value) : value;
  },
});

/** Texts that only this product writes: amounts, whose minus sign is no formula, times and codes. */
const plain = (name: string, columns: readonly string[], read: Read): ExportField => ({
  name,
  columns,
  value: read,
});

const major = (minor: number | null, currency: string | null): string | null =>
  minor === null || currency === null ? null : majorText(minor, currency);

/** An amount in major and in minor units. */
const money = (
  name: string,
  columns: readonly string[],
  read: (object: BusinessObject, context: ExportContext) => number | null,
  currencyOf: (object: BusinessObject, context: ExportContext) => string | null = ({ currency }) =>
    currency,
): ExportField[] => [
  plain(name, columns, (object, context) =>
    major(read(object, context), currencyOf(object, context)),
  ),
  plain(`${name}_minor_units`, columns, read),
];

const iso = (date: Date | null, { timeZone }: ExportContext): string | null =>
  date && zonedIso(date, timeZone);

const id = text("id", ["id"], ({ id: own }) => own);
const created = plain("created", ["created"], (object, context) => iso(object.created, context));
const state = text("status", ["status"], (object, { names, timeZone }) => {
  const cell = status.cell(object, { names, timeZone, thisYear: 0 });
  return cell.kind === "status" ? cell.label : null;
});
const amounts = money("amount", ["amount"], ({ amount }) => amount);
const currency = plain("currency", ["amount", "fee", "net", "currency"], (object) =>
  object.currency === null ? null : object.currency.toUpperCase(),
);
const customer = [
  text("customer", ["customer"], (object, { names }) => personText(object, names)),
  text("customer_id", ["customer"], (object) => object.customer),
];
const description = text("description", ["description"], ({ data }) => textIn(data, "description"));
const start = [id, created, state, ...amounts, currency];

const entryOf = ({ data }: BusinessObject, { entries }: ExportContext) =>
  entries.get(textIn(data, "balanceTransaction") ?? "");
const ofEntry = (name: "fee" | "net") => (object: BusinessObject, context: ExportContext) => {
  const entry = entryOf(object, context);
  return entry ? numberIn(entry.data, name) : null;
};
const settled = (object: BusinessObject, context: ExportContext) =>
  entryOf(object, context)?.currency ?? null;
const paid = (object: BusinessObject) => (numberIn(object.data, "amountCaptured") ?? 0) > 0;

/** Columns of each type's file, in their order. */
const FIELDS: Readonly<Record<string, readonly ExportField[]>> = {
  payment: [
    ...start,
    ...money("refunded", [], (object) =>
      paid(object) ? numberIn(object.data, "amountRefunded") : null,
    ),
    ...money("fee", [], ofEntry("fee"), settled),
    ...money("net", [], ofEntry("net"), settled),
    plain("settlement_currency", [], (object, context) => {
      return settled(object, context)?.toUpperCase() ?? null;
    }),
    ...customer,
    text("name", ["customer"], ({ data }) => textIn(dataIn(data, "payer"), "name")),
    text("email", ["email"], ({ data }) => textIn(dataIn(data, "payer"), "email")),
    description,
    text("method", ["method"], ({ data }) => methodText(dataIn(data, "method"))),
    text("failure", ["status"], failureText),
  ],
  customer: [
    id,
    created,
    text("name", ["name"], ({ label }) => label),
    text("email", ["email"], ({ data }) => textIn(data, "email")),
    text("phone", ["phone"], ({ data }) => textIn(data, "phone")),
    description,
  ],
  subscription: [
    ...start,
    ...customer,
    text("plan", ["plan"], (object, { names }) => planText(object, names)),
    text("interval", ["plan"], ({ data }) => {
      const [first] = itemsIn(data, "items");
      return first ? intervalText(dataIn(first, "price")) : null;
    }),
    plain("renews", ["renews"], (object, context) => iso(renewalOf(object), context)),
  ],
  invoice: [
    ...start,
    text("number", ["number"], ({ label }) => label),
    ...customer,
    plain("due", ["due"], ({ data }, context) => iso(dateIn(data, "due_date"), context)),
    description,
  ],
  product: [id, created, state, text("name", ["name"], ({ label }) => label), description],
  dispute: [
    ...start,
    text("customer", ["customer"], (object, { names }) => personText(object, names)),
    text("reason", ["reason"], ({ label }) => label && disputeReason(label)),
    plain("respond_by", ["evidence"], ({ data }, context) =>
      iso(dateIn(dataIn(data, "evidence_details"), "due_by"), context),
    ),
    text("payment", [], ({ parent }) => parent),
  ],
  payout: [
    ...start,
    plain("arrives", ["arrives"], ({ data }) => dayIn(data, "arrival_date")),
    description,
  ],
  balance_transaction: [
    id,
    created,
    text("type", ["category"], ({ label }) => label && entryText(label)),
    ...money("gross", ["amount"], ({ amount }) => amount),
    ...money("fee", ["fee"], ({ data }) => numberIn(data, "fee")),
    ...money("net", ["net"], ({ data }) => numberIn(data, "net")),
    currency,
    state,
    plain("available", ["available"], ({ data }) => dayIn(data, "available_on")),
    description,
    text("source", [], ({ parent }) => parent),
  ],
};

/**
 * Chooses the columns of a list's file: those of the chosen columns, else all that the list has. `chosen` are keys of columns,
 * separated by commas.
 */
export function exportFields(type: string, chosen: string | undefined): readonly ExportField[] {
  const all = FIELDS[type] ?? [...start, text("name", [], ({ label }) => label)];
  const keys = new Set((chosen ?? "").split(","));
  const some = all.filter(({ columns }) => columns.some((key) => keys.has(key)));
  return some.length === 0 ? all : some;
}

/** The values of an object's line. */
export const exportRow = (
  fields: readonly ExportField[],
  object: BusinessObject,
  context: ExportContext,
): Record<string, ExportValue> =>
  Object.fromEntries(fields.map(({ name, value }) => [name, value(object, context)]));
