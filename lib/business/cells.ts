import type { BusinessObject } from "../contracts/objects";
import { humanise } from "../core/text";
import { day, money, NOTHING, text, time, type Column } from "./cell";
import { disputeReason } from "./dispute-reasons";
import { dataIn, dateIn, dayIn, itemsIn, numberIn, textIn } from "./read";
import { shownStatus } from "./statuses";
import {
  amountText,
  brandName,
  entryText,
  failureText,
  intervalText,
  methodText,
  personText,
  planText,
} from "./words";

export { cellContext, type Cell, type CellContext, type Column } from "./cell";

export const amount: Column = {
  key: "amount",
  heading: "Amount",
  isNumber: true,
  sort: "amount",
  cell: (object) => money(amountText(object)),
};

export const status: Column = {
  key: "status",
  heading: "Status",
  cell: (object) => {
    const view = shownStatus(object);
    return view ? { kind: "status", ...view } : NOTHING;
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

/** When a subscription renews, is paid for the first time, or ends: the words and the time. */
function turnOf({ status: state, data }: BusinessObject): readonly [string, Date | null] {
  const [first] = itemsIn(data, "items");
  const period = dateIn(first ?? {}, "current_period_end") ?? dateIn(data, "current_period_end");
  if (state === "canceled" || state === "incomplete_expired")
    return ["Ended", dateIn(data, "ended_at") ?? dateIn(data, "canceled_at")];
  const end = dateIn(data, "cancel_at") ?? (data["cancel_at_period_end"] === true ? period : null);
  if (end !== null) return ["Ends", end];
  return state === "trialing"
    ? ["Trial ends", dateIn(data, "trial_end") ?? period]
    : ["Renews", period];
}

/** The time at which a subscription renews or ends; `null` if it is not known. */
export const renewalOf = (object: BusinessObject): Date | null => turnOf(object)[1];

/** The time at which a subscription renews or ends, in words. */
export const renews: Column = {
  key: "renews",
  heading: "Renews or ends",
  cell: (object, context) => {
    const [words, date] = turnOf(object);
    const cell = time(date, context, false);
    return cell.kind === "time" && words !== "Renews"
      ? { ...cell, text: `${words} ${cell.text}` }
      : cell;
  },
};

/** The same for a page, where the words are the heading. */
export const turn = (object: BusinessObject): Column => ({
  key: "renews",
  heading: turnOf(object)[0],
  cell: (one, context) => time(turnOf(one)[1], context, false),
});

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
  cell: ({ type, label }) =>
    text(label === null ? null : type === "dispute" ? disputeReason(label) : humanise(label)),
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
  cell: ({ data, status: state }, context) =>
    state === "failed" || state === "canceled"
      ? NOTHING
      : day(dayIn(data, "arrival_date"), context),
};

/** When money of a balance transaction can be paid out. */
export const available: Column = {
  key: "available",
  heading: "Available",
  cell: ({ data }, context) => day(dayIn(data, "available_on"), context),
};

const minor = (key: string, heading: string): Column => ({
  key,
  heading,
  isNumber: true,
  cell: ({ data, currency: code }) =>
    money(amountText({ amount: numberIn(data, key), currency: code })),
});
export const fee = minor("fee", "Fee");
export const net = minor("net", "Net");

export const category: Column = {
  key: "category",
  heading: "Type",
  cell: ({ label, data }) =>
    text(label === null ? null : entryText(label), textIn(data, "description")),
};

/** The price of a product by which it is sold: its default, else its newest one. */
export const price: Column = {
  key: "price",
  heading: "Price",
  isNumber: true,
  cell: ({ id: product, data }, { prices = [] }) => {
    const own = prices.filter(
      ({ parent, status: state }) => parent === product && state === "active",
    );
    const [main] = own.toSorted(
      (a, b) =>
        Number(b.id === data["default_price"]) - Number(a.id === data["default_price"]) ||
        b.created.getTime() - a.created.getTime(),
    );
    if (!main) return NOTHING;
    const each = [amountText(main), intervalText(main.data)].filter((part) => part !== null);
    const more = own.length - 1;
    return text(each.join(" ") || "By use", more > 0 ? `and ${more} more` : null);
  },
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
