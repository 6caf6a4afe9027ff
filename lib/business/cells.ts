import type { BusinessAccount, BusinessObject } from "../contracts/objects";
import { humanise } from "../core/text";
import { formatDateTime } from "../core/time";
import { dataIn, dateIn, itemsIn, numberIn, textIn } from "./read";
import { statusView, type StatusTone } from "./statuses";
import {
  amountText,
  brandName,
  failureText,
  intervalText,
  methodText,
  personText,
  planText,
} from "./words";

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
}

/** The context of the cells of an account's objects. `names`: of objects by id. `linked`: id of the account that links name. */
export const cellContext = (
  { account, names }: { readonly account: BusinessAccount; readonly names: CellContext["names"] },
  now: Date,
  linked?: string,
): CellContext => ({
  names,
  timeZone: account.timeZone,
  thisYear: yearOf(now, account.timeZone),
  account: linked,
});

const yearOf = (date: Date, timeZone: string): number =>
  Number(new Intl.DateTimeFormat("en-US", { timeZone, year: "numeric" }).format(date));

export interface Column {
  readonly key: string;
  readonly heading: string;
  /** Amounts stand at the right. */
  readonly isNumber?: boolean | undefined;
  /** The column by which the list can be sorted. */
  readonly sort?: "created" | "amount" | undefined;
  cell(object: BusinessObject, context: CellContext): Cell;
}

const NOTHING: Cell = { kind: "text", text: "—" };
const text = (value: string | null, note?: string | null, isProblem = false): Cell =>
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

const time = (date: Date | null, context: CellContext, withTime: boolean): Cell =>
  date === null
    ? NOTHING
    : {
        kind: "time",
        text: shortDate(date, context, withTime),
        exact: formatDateTime(date, context.timeZone, "exact"),
      };

export const amount: Column = {
  key: "amount",
  heading: "Amount",
  isNumber: true,
  sort: "amount",
  cell: (object) => {
    const shown = amountText(object);
    return shown === null ? NOTHING : { kind: "money", text: shown };
  },
};

export const status: Column = {
  key: "status",
  heading: "Status",
  cell: ({ type, status: state, data }) => {
    if (state === null) return NOTHING;
    if (type === "subscription" && state === "active" && data["cancel_at_period_end"] === true)
      return { kind: "status", label: "Ends soon", tone: "warning" };
    return { kind: "status", ...statusView(type, state) };
  },
};

export const created = (heading = "Date"): Column => ({
  key: "created",
  heading,
  sort: "created",
  cell: (object, context) => time(object.created, context, true),
});

/** The payer, with the description of the payment or the reason of its failure. */
export const payer: Column = {
  key: "customer",
  heading: "Customer",
  cell: (object, { names }) => {
    const failure = failureText(object);
    return text(
      personText(object, names) ?? "Guest",
      failure ?? textIn(object.data, "description"),
      failure !== null,
    );
  },
};

export const customer: Column = {
  key: "customer",
  heading: "Customer",
  cell: (object, { names }) => text(personText(object, names)),
};

export const method: Column = {
  key: "method",
  heading: "Method",
  cell: ({ data }) => text(methodText(dataIn(data, "method"))),
};

export const name: Column = {
  key: "name",
  heading: "Name",
  cell: ({ label, data, id }) => text(label ?? textIn(data, "email") ?? id, null),
};

export const email: Column = {
  key: "email",
  heading: "E-mail",
  cell: ({ data }) => text(textIn(data, "email")),
};

export const phone: Column = {
  key: "phone",
  heading: "Phone",
  cell: ({ data }) => text(textIn(data, "phone")),
};

export const plan: Column = {
  key: "plan",
  heading: "Plan",
  cell: (object, { names }) => {
    const [first] = itemsIn(object.data, "items");
    return text(planText(object, names), first ? intervalText(dataIn(first, "price")) : null);
  },
};

/** The time at which a subscription renews or ends; `null` if it is not known. */
export function renewalOf({ status: state, data }: BusinessObject): Date | null {
  if (state === "canceled" || state === "incomplete_expired")
    return dateIn(data, "ended_at") ?? dateIn(data, "canceled_at");
  const [first] = itemsIn(data, "items");
  const end = dateIn(data, "cancel_at") ?? dateIn(first ?? {}, "current_period_end");
  return end ?? dateIn(data, "current_period_end");
}

export const renews: Column = {
  key: "renews",
  heading: "Renews",
  cell: (object, context) => time(renewalOf(object), context, false),
};

export const number: Column = {
  key: "number",
  heading: "Number",
  cell: ({ label }) => text(label ?? "Draft"),
};

export const due: Column = {
  key: "due",
  heading: "Due",
  cell: ({ data }, context) => time(dateIn(data, "due_date"), context, false),
};

export const description: Column = {
  key: "description",
  heading: "Description",
  cell: ({ data }) => text(textIn(data, "description")),
};

/** The address to which the payer's receipt goes. */
export const payerEmail: Column = {
  key: "email",
  heading: "E-mail",
  cell: ({ data }) => text(textIn(dataIn(data, "payer"), "email")),
};

export const currency: Column = {
  key: "currency",
  heading: "Currency",
  cell: ({ currency: code }) => text(code?.toUpperCase() ?? null),
};

export const id: Column = {
  key: "id",
  heading: "Id",
  cell: ({ id: own }) => text(own),
};

export const reason: Column = {
  key: "reason",
  heading: "Reason",
  cell: ({ label }) => text(label === null ? null : humanise(label)),
};

/** The deadline for the evidence of a dispute. */
export const evidence: Column = {
  key: "evidence",
  heading: "Respond by",
  cell: ({ data, status: state }, context) =>
    state === "needs_response" || state === "warning_needs_response"
      ? time(dateIn(dataIn(data, "evidence_details"), "due_by"), context, false)
      : NOTHING,
};

export const arrives: Column = {
  key: "arrives",
  heading: "Arrives",
  cell: ({ data }, context) => time(dateIn(data, "arrival_date"), context, false),
};

const minor = (key: string, heading: string): Column => ({
  key,
  heading,
  isNumber: true,
  cell: ({ data, currency }) => {
    const shown = amountText({ amount: numberIn(data, key), currency });
    return shown === null ? NOTHING : { kind: "money", text: shown };
  },
});
export const fee = minor("fee", "Fee");
export const net = minor("net", "Net");

export const category: Column = {
  key: "category",
  heading: "Type",
  cell: ({ label, data }) =>
    text(label === null ? null : humanise(label), textIn(data, "description")),
};

export const billing: Column = {
  key: "billing",
  heading: "Billed",
  cell: ({ data }) => text(intervalText(data) ?? "Once"),
};

export const card: Column = {
  key: "card",
  heading: "Card",
  cell: ({ data, method: brand, label }) =>
    text(
      brand === null ? null : `${brandName(brand)}${label ? ` •••• ${label}` : ""}`,
      textIn(data, "type"),
    ),
};
