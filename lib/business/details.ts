import type { BusinessObject } from "../contracts/objects";
import { formatMinor } from "../core/money";
import { humanise } from "../core/text";
import { pageIn } from "./accounts";
import type { Column } from "./cells";
import * as cells from "./cells";
import type { Details, Fact, OwnDetails, Related } from "./detail-types";
import { disputeDetails } from "./dispute-details";
import { invoiceDetails } from "./invoice-details";
import { paymentDetails } from "./payment-details";
import { payoutDetails } from "./payout-details";
import { dataIn, itemsIn, numberIn, textIn } from "./read";
import { relatedLists } from "./related";
import { shownStatus } from "./statuses";
import { amountText, intervalText, methodText, personText, titleOf } from "./words";

/** Types that an object may belong to, in the order in which they are named. */
const ABOVE = ["payment", "payout", "dispute", "invoice", "subscription", "product"];
/** Objects that name a payment, or what belongs to one, as their parent. */
const OF_PAYMENT = new Set(["dispute", "balance_transaction"]);

/** Facts of the customer and of the objects above, with links to their pages. */
function links({ object, related, context }: Related): Fact[] {
  const facts: Fact[] = [];
  const person = personText(object, context.names);
  const payment = OF_PAYMENT.has(object.type)
    ? related.find(({ type }) => type === "payment")
    : undefined;
  const customer = object.customer ?? payment?.customer ?? null;
  if (object.type !== "customer" && person !== null)
    facts.push({
      label: "Customer",
      cell: { kind: "text", text: person },
      href: customer === null ? null : pageIn(context.account, "customer", customer),
    });
  const above = related
    .filter((one) => one === payment || (one.id === object.parent && ABOVE.includes(one.type)))
    .toSorted((a, b) => ABOVE.indexOf(a.type) - ABOVE.indexOf(b.type));
  for (const one of above)
    facts.push({
      label: humanise(one.type),
      cell: { kind: "text", text: titleOf(one, context.names) },
      href: pageIn(context.account, one.type, one.id),
    });
  return facts;
}

/** The columns that say something of this object, as facts. */
const factsOf = ({ object, context }: Related, columns: readonly Column[]): Fact[] =>
  columns.flatMap((column) => {
    const cell = column.cell(object, context);
    return cell.kind === "text" && cell.text === "—" ? [] : [{ label: column.heading, cell }];
  });

/** States of a payment whose money came. */
const PAID = new Set(["succeeded", "refunded", "partially_refunded", "disputed"]);

const FACTS: Readonly<
  Record<string, readonly Column[] | ((object: BusinessObject) => readonly Column[])>
> = {
  payment: ({ status }) => [
    cells.created(PAID.has(status ?? "") ? "Paid" : "Started"),
    cells.description,
  ],
  customer: [cells.email, cells.phone, cells.description, cells.created("Customer since")],
  subscription: (object) => [cells.plan, cells.turn(object), cells.created("Since")],
  invoice: [cells.number, cells.due, cells.created("Created"), cells.description],
  product: [cells.description, cells.created("Created")],
  dispute: [cells.reason, cells.evidence, cells.created("Opened")],
  payout: ({ status }) => [
    { ...cells.arrives, heading: status === "paid" ? "Arrived" : "Arrives" },
    cells.created("Sent"),
    cells.description,
  ],
  balance_transaction: [cells.category, cells.available, cells.created("Created")],
};

function columnsOf(object: BusinessObject): readonly Column[] {
  const columns = FACTS[object.type] ?? [];
  return typeof columns === "function" ? columns(object) : columns;
}

/** The sum that a customer has paid so far, in each currency for itself. */
const lifetime = ({ paid }: Related): Fact[] =>
  paid.length === 0
    ? []
    : [
        {
          label: "Lifetime",
          cell: {
            kind: "text",
            text: paid.map(({ sum, currency }) => formatMinor(sum, currency)).join(" + "),
            note: paymentsText(paid.reduce((all, { count }) => all + count, 0)),
          },
        },
      ];

const paymentsText = (count: number) => (count === 1 ? "1 payment" : `${count} payments`);

const isAnswerable = ({ status }: BusinessObject): boolean =>
  status === "needs_response" || status === "warning_needs_response";

/** Where an object can be seen at the provider, as facts of its own. */
function extraFacts({ object, pageUrl = null }: Related): Fact[] {
  const url = textIn(object.data, "receiptUrl") ?? textIn(object.data, "hosted_invoice_url");
  const method = methodText(dataIn(object.data, "method"));
  return [
    ...(object.type !== "dispute" || pageUrl === null
      ? []
      : [
          {
            label: "At Stripe",
            cell: { kind: "text", text: isAnswerable(object) ? "Respond" : "Open" } as const,
            href: pageUrl,
          },
        ]),
    ...(method === null
      ? []
      : [{ label: "Method", cell: { kind: "text", text: method } as const }]),
    ...(url === null || !/^https?:\/\//.test(url)
      ? []
      : [
          {
            label: object.type === "invoice" ? "Invoice page" : "Receipt",
            cell: { kind: "text", text: "Open" } as const,
            href: url,
          },
        ]),
  ];
}

/** The gross, fee and net of a balance transaction. */
function entryDetails({ object: { amount, currency, data } }: Related): OwnDetails {
  const money = (minor: number) => formatMinor(minor, currency ?? "usd").replace("-", "−");
  const fee = numberIn(data, "fee") ?? 0;
  return {
    advice: null,
    timeline: [],
    breakdown:
      amount === null || currency === null
        ? []
        : [
            { label: "Gross", text: money(amount) },
            { label: "Fee", text: money(-fee) },
            { label: "Net", text: money(numberIn(data, "net") ?? amount - fee), isTotal: true },
          ],
    breakdownTitle: "Breakdown",
  };
}

/** Parts that only pages of a type show. */
const OWN: Readonly<Record<string, (of: Related) => OwnDetails>> = {
  payment: paymentDetails,
  payout: payoutDetails,
  dispute: disputeDetails,
  invoice: invoiceDetails,
  balance_transaction: entryDetails,
};

/** How often a subscription is paid; `null` for other objects, and where its prices differ in that. */
function periodOf({ type, data }: BusinessObject): string | null {
  if (type !== "subscription") return null;
  const all = new Set(itemsIn(data, "items").map((item) => intervalText(dataIn(item, "price"))));
  const [only] = all;
  return all.size === 1 ? (only ?? null) : null;
}

/** Composes what the page of an object shows. Pure. */
export function detailsOf(of: Related): Details {
  const { object, context } = of;
  const shown = amountText(object);
  const own = OWN[object.type]?.(of);
  return {
    title: titleOf(object, context.names),
    amount:
      shown === null || object.currency === null
        ? null
        : { text: shown, currency: object.currency.toUpperCase(), per: periodOf(object) },
    status: shownStatus(object),
    advice: own?.advice ?? null,
    timeline: own?.timeline ?? [],
    breakdown: own?.breakdown ?? [],
    breakdownTitle: own?.breakdownTitle,
    facts: [...lifetime(of), ...links(of), ...factsOf(of, columnsOf(object)), ...extraFacts(of)],
    related: relatedLists(of),
  };
}
