import { LOST_STATUSES, WON_STATUSES } from "../contracts/outcomes";
import * as cells from "./cells";
import type { Column } from "./cells";

/** A tab of a list: the statuses that it shows, or all. */
export interface ListTab {
  readonly key: string;
  readonly label: string;
  readonly statuses: readonly string[] | null;
}

/** Conditions that people can set on a list. */
export type ListFilter =
  | "date"
  | "amount"
  | "customer"
  | "product"
  | "subscription"
  | "method"
  | "text"
  | "metadata"
  | "needs"
  | "expires";

/** A place of a phone's two-line rows: the key of a column, and its heading if the value needs it. */
export interface PhoneSlot {
  readonly key: string;
  readonly isLabelled?: boolean;
}

/** A list page of one type of object, as data: the page draws any of them. */
export interface ListSpec {
  /** Path of the page, without its slash. */
  readonly slug: string;
  readonly type: string;
  readonly title: string;
  /** One object, after “a” or “this”. */
  readonly one: string;
  /** Several objects, after a number. */
  readonly plural: string;
  readonly tabs: readonly ListTab[];
  /** The usual columns. */
  readonly columns: readonly Column[];
  /** Further columns that people can choose. */
  readonly moreColumns: readonly Column[];
  /** Cells on a phone: the first line left and right, then the second. */
  readonly phone: readonly [PhoneSlot, PhoneSlot, PhoneSlot, PhoneSlot];
  readonly filters: readonly ListFilter[];
  /** Sentence of an account that has none. */
  readonly empty: string;
}

const ALL: ListTab = { key: "all", label: "All", statuses: null };
const tab = (key: string, label: string, statuses: readonly string[]): ListTab => ({
  key,
  label,
  statuses,
});

const LISTS: readonly ListSpec[] = [
  {
    slug: "payments",
    type: "payment",
    title: "Payments",
    one: "payment",
    plural: "payments",
    tabs: [
      ALL,
      tab("succeeded", "Succeeded", ["succeeded"]),
      tab("refunded", "Refunded", ["refunded", "partially_refunded"]),
      tab("disputed", "Disputed", ["disputed"]),
      tab("failed", "Failed", ["failed"]),
      tab("uncaptured", "Uncaptured", ["uncaptured"]),
    ],
    columns: [cells.amount, cells.status, cells.payer, cells.method, cells.created()],
    moreColumns: [cells.description, cells.payerEmail, cells.currency, cells.id],
    phone: [{ key: "amount" }, { key: "status" }, { key: "customer" }, { key: "created" }],
    filters: ["date", "amount", "customer", "method", "text", "metadata", "needs"],
    empty: "Payments appear here as soon as a customer pays.",
  },
  {
    slug: "customers",
    type: "customer",
    title: "Customers",
    one: "customer",
    plural: "customers",
    tabs: [],
    columns: [cells.name, cells.email, cells.phone, cells.created("Since")],
    moreColumns: [cells.description, cells.id],
    phone: [{ key: "name" }, { key: "email" }, { key: "phone" }, { key: "created" }],
    filters: ["date", "text", "expires"],
    empty: "Customers appear here with their first payment or subscription.",
  },
  {
    slug: "subscriptions",
    type: "subscription",
    title: "Subscriptions",
    one: "subscription",
    plural: "subscriptions",
    tabs: [
      ALL,
      tab("active", "Active", ["active"]),
      tab("trialing", "Trial", ["trialing"]),
      tab("past_due", "Past due", ["past_due", "unpaid"]),
      tab("canceled", "Canceled", ["canceled", "incomplete_expired"]),
    ],
    columns: [
      cells.customer,
      cells.status,
      cells.plan,
      cells.amount,
      cells.renews,
      cells.created("Since"),
    ],
    moreColumns: [cells.currency, cells.id],
    phone: [{ key: "customer" }, { key: "status" }, { key: "plan" }, { key: "amount" }],
    filters: ["date", "customer", "product"],
    empty: "Subscriptions appear here when a customer subscribes to a recurring price.",
  },
  {
    slug: "invoices",
    type: "invoice",
    title: "Invoices",
    one: "invoice",
    plural: "invoices",
    tabs: [
      ALL,
      tab("open", "Open", ["open"]),
      tab("paid", "Paid", ["paid"]),
      tab("draft", "Draft", ["draft"]),
      tab("uncollectible", "Uncollectible", ["uncollectible"]),
      tab("void", "Void", ["void"]),
    ],
    columns: [cells.amount, cells.status, cells.number, cells.customer, cells.due, cells.created()],
    moreColumns: [cells.description, cells.currency, cells.id],
    phone: [{ key: "amount" }, { key: "status" }, { key: "customer" }, { key: "created" }],
    filters: ["date", "amount", "customer", "subscription", "text"],
    empty: "Invoices appear here with the first subscription, or when you send one.",
  },
  {
    slug: "products",
    type: "product",
    title: "Products",
    one: "product",
    plural: "products",
    tabs: [ALL, tab("active", "Active", ["active"]), tab("archived", "Archived", ["archived"])],
    columns: [cells.name, cells.status, cells.price, cells.description, cells.created("Created")],
    moreColumns: [cells.id],
    phone: [{ key: "name" }, { key: "status" }, { key: "price" }, { key: "created" }],
    filters: ["text"],
    empty: "Products appear here when you create them in Stripe.",
  },
  {
    slug: "disputes",
    type: "dispute",
    title: "Disputes",
    one: "dispute",
    plural: "disputes",
    tabs: [
      ALL,
      tab("open", "Needs response", ["needs_response", "warning_needs_response"]),
      tab("review", "Under review", ["under_review", "warning_under_review"]),
      tab("won", "Won", WON_STATUSES),
      tab("lost", "Lost", LOST_STATUSES),
      tab("inquiries", "Inquiry closed", ["warning_closed"]),
    ],
    columns: [
      cells.amount,
      cells.status,
      cells.customer,
      cells.reason,
      cells.evidence,
      cells.created("Opened"),
    ],
    moreColumns: [cells.currency, cells.id],
    phone: [
      { key: "amount" },
      { key: "status" },
      { key: "customer" },
      { key: "evidence", isLabelled: true },
    ],
    filters: ["date", "amount"],
    empty: "No customer has disputed a payment.",
  },
  {
    slug: "payouts",
    type: "payout",
    title: "Payouts",
    one: "payout",
    plural: "payouts",
    tabs: [
      ALL,
      tab("coming", "On its way", ["pending", "in_transit"]),
      tab("paid", "Paid", ["paid"]),
      tab("failed", "Failed", ["failed"]),
    ],
    columns: [cells.amount, cells.status, cells.arrives, cells.created("Sent")],
    moreColumns: [cells.description, cells.currency, cells.id],
    phone: [
      { key: "amount" },
      { key: "status" },
      { key: "arrives", isLabelled: true },
      { key: "created", isLabelled: true },
    ],
    filters: ["date", "amount"],
    empty: "Payouts appear here when Stripe sends money to your bank.",
  },
  {
    slug: "balance",
    type: "balance_transaction",
    title: "Balance",
    one: "entry",
    plural: "entries",
    tabs: [
      ALL,
      tab("available", "Available", ["available"]),
      tab("pending", "Pending", ["pending"]),
    ],
    columns: [cells.amount, cells.fee, cells.net, cells.category, cells.created()],
    moreColumns: [cells.available, cells.description, cells.currency, cells.id],
    phone: [
      { key: "category" },
      { key: "amount" },
      { key: "net", isLabelled: true },
      { key: "created" },
    ],
    filters: ["date", "amount"],
    empty: "Everything that changes your balance appears here.",
  },
];

const BY_SLUG = new Map(LISTS.map((list) => [list.slug, list]));
const BY_TYPE = new Map(LISTS.map((list) => [list.type, list]));

/** The list with this path; `undefined` if there is none. */
export const listOfSlug = (slug: string): ListSpec | undefined => BY_SLUG.get(slug);

/** The list of a type of objects; `undefined` if there is none. */
export const listOfType = (type: string): ListSpec | undefined => BY_TYPE.get(type);

/** The path of an object's page; `null` if objects of its type have none. */
export function pathOf(type: string, id: string): string | null {
  const list = BY_TYPE.get(type);
  return list ? `/${list.slug}/${encodeURIComponent(id)}` : null;
}
