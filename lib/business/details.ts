import type { BusinessObject } from "../contracts/objects";
import { formatMinor } from "../core/money";
import { humanise } from "../core/text";
import { inAccount } from "./accounts";
import type { Column } from "./cells";
import * as cells from "./cells";
import type { Details, Fact, OwnDetails, Related, RelatedList } from "./detail-types";
import { pathOf } from "./lists";
import { paymentDetails } from "./payment-details";
import { payoutDetails } from "./payout-details";
import { dataIn, textIn } from "./read";
import { statusView } from "./statuses";
import { amountText, methodText, personText, titleOf } from "./words";

/** Facts of the customer and of the object above, with links to their pages. */
function links({ object, related, context }: Related): Fact[] {
  const facts: Fact[] = [];
  const page = (type: string, id: string) => {
    const path = pathOf(type, id);
    return path === null ? null : inAccount(path, context.account);
  };
  const person = personText(object, context.names);
  if (object.type !== "customer" && person !== null)
    facts.push({
      label: "Customer",
      cell: { kind: "text", text: person },
      href: object.customer === null ? null : page("customer", object.customer),
    });
  const above = related.find(({ id, type }) => id === object.parent && pathOf(type, id) !== null);
  if (above)
    facts.push({
      label: humanise(above.type),
      cell: { kind: "text", text: titleOf(above, context.names) },
      href: page(above.type, above.id),
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
  subscription: [cells.plan, cells.amount, cells.renews, cells.created("Since")],
  invoice: [cells.number, cells.due, cells.created("Created"), cells.description],
  product: [cells.description, cells.created("Created")],
  dispute: [cells.reason, cells.evidence, cells.created("Opened")],
  payout: [cells.arrives, cells.created("Sent"), cells.description],
  balance_transaction: [cells.category, cells.fee, cells.net, cells.created("Created")],
};

function columnsOf(object: BusinessObject): readonly Column[] {
  const columns = FACTS[object.type] ?? [];
  return typeof columns === "function" ? columns(object) : columns;
}

/** What a customer has paid so far, in each currency for itself. */
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

/** Lists of what belongs to an object, by the type of what belongs to it. */
const LISTS: readonly { type: string; title: string; columns: readonly Column[] }[] = [
  {
    type: "payment",
    title: "Payments",
    columns: [cells.amount, cells.status, cells.payer, cells.method, cells.created()],
  },
  {
    type: "subscription",
    title: "Subscriptions",
    columns: [cells.plan, cells.status, cells.amount, cells.renews],
  },
  {
    type: "invoice",
    title: "Invoices",
    columns: [cells.amount, cells.status, cells.number, cells.created()],
  },
  {
    type: "price",
    title: "Prices",
    columns: [cells.amount, cells.status, cells.billing, cells.created("Created")],
  },
  {
    type: "refund",
    title: "Refunds",
    columns: [cells.amount, cells.status, cells.reason, cells.created()],
  },
  {
    type: "dispute",
    title: "Disputes",
    columns: [cells.amount, cells.status, cells.reason, cells.created("Opened")],
  },
  {
    type: "payment_method",
    title: "Payment methods",
    columns: [cells.card, cells.created("Added")],
  },
];

function relatedLists({ object, related }: Related): RelatedList[] {
  return LISTS.flatMap(({ type, title, columns }) => {
    const objects = related.filter(
      (one) => one.type === type && one.id !== object.parent && one.id !== object.id,
    );
    return objects.length === 0 ? [] : [{ title, columns, objects }];
  });
}

/** Where an object can be seen at the provider, as facts of its own. */
function extraFacts({ object }: Related): Fact[] {
  const url = textIn(object.data, "receiptUrl") ?? textIn(object.data, "hosted_invoice_url");
  const method = methodText(dataIn(object.data, "method"));
  return [
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

/** What only pages of a type show. */
const OWN: Readonly<Record<string, (of: Related) => OwnDetails>> = {
  payment: paymentDetails,
  payout: payoutDetails,
};

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
        : { text: shown, currency: object.currency.toUpperCase() },
    status: object.status === null ? null : statusView(object.type, object.status),
    advice: own?.advice ?? null,
    timeline: own?.timeline ?? [],
    breakdown: own?.breakdown ?? [],
    facts: [...lifetime(of), ...links(of), ...factsOf(of, columnsOf(object)), ...extraFacts(of)],
    related: relatedLists(of),
  };
}
