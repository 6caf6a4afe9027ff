import { inAccount } from "./accounts";
import type { Column } from "./cell";
import * as cells from "./cells";
import type { Related, RelatedList } from "./detail-types";
import { listOfType } from "./lists";

/** Lists of what belongs to an object, by the type of what belongs to it. */
const LISTS: readonly { type: string; title: string; columns: readonly Column[] }[] = [
  {
    type: "price",
    title: "Prices",
    columns: [cells.amount, cells.status, cells.billing, cells.created("Created")],
  },
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

const MAX_SHOWN = 10;
/** The condition of a list by which it shows what belongs to an object of a type. */
const FILTERS: Readonly<Record<string, string>> = {
  customer: "customer",
  product: "product",
  subscription: "subscription",
};

/** The list page with all objects of a type that belong to an object; `null` if there is none. */
function moreOf({ object: { type, id }, context }: Related, listed: string): RelatedList["more"] {
  const list = listOfType(listed);
  const filter = FILTERS[type];
  if (!list || !list.filters.some((known) => known === filter) || filter === undefined) return null;
  return {
    label: `All ${list.title.toLowerCase()}`,
    href: inAccount(
      `/${list.slug}?${new URLSearchParams({ [filter]: id }).toString()}`,
      context.account,
    ),
  };
}

/** Lists what belongs to an object: the newest of each type, with a link to the rest. */
export function relatedLists(of: Related): RelatedList[] {
  const { object, related } = of;
  // The object that a balance transaction belongs to is named among its facts.
  if (object.type === "balance_transaction") return [];
  return LISTS.flatMap(({ type, title, columns }) => {
    const objects = related.filter(
      (one) => one.type === type && one.id !== object.parent && one.id !== object.id,
    );
    if (objects.length === 0) return [];
    const more = objects.length >= MAX_SHOWN ? moreOf(of, type) : null;
    return [{ title, columns, objects: more ? objects.slice(0, MAX_SHOWN) : objects, more }];
  });
}
