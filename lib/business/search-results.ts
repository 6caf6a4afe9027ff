import type { BusinessAccount, BusinessObject, ObjectSearch } from "../contracts/objects";
import { humanise, isolated } from "../core/text";
import { cellContext, created, status, type Cell, type CellContext } from "./cells";
import { pathOf } from "./lists";
import { textIn } from "./read";
import type { StatusTone } from "./statuses";
import { amountText, failureText, personText, titleOf } from "./words";

/** A result of the search, ready to be drawn. */
export interface SearchHit {
  /** Id of the object or the automation. */
  readonly id: string;
  readonly title: string;
  /** A text that tells it from others, such as an e-mail address; the reason of a failed payment. */
  readonly note: string | null;
  /** True if the note is bad news. */
  readonly isProblem: boolean;
  readonly status: { readonly label: string; readonly tone: StatusTone } | null;
  /** Date in the account's time zone; `null` where it says little. */
  readonly date: string | null;
  /** The account's name if the workspace has several. */
  readonly account: string | null;
  readonly href: string;
}

/** Results of one kind. */
export interface SearchGroup {
  readonly label: string;
  readonly hits: readonly SearchHit[];
}

/** Results of a search on the server. */
export interface SearchResults {
  readonly groups: readonly SearchGroup[];
  /** False if no account is connected, so that there is nothing of a business to find. */
  readonly hasAccount: boolean;
}

type Names = CellContext["names"];

const GROUPS: readonly (readonly [type: string, label: string])[] = [
  ["customer", "Customers"],
  ["payment", "Payments"],
  ["invoice", "Invoices"],
  ["subscription", "Subscriptions"],
  ["product", "Products"],
  ["dispute", "Disputes"],
  ["payout", "Payouts"],
  ["balance_transaction", "Balance"],
];

const together = (...parts: readonly (string | null)[]): string | null =>
  parts.filter((part) => part !== null).join(" · ") || null;

function noteOf(object: BusinessObject, names: Names): string | null {
  const { type, data, label } = object;
  if (type === "customer") {
    const email = textIn(data, "email");
    return email === label ? textIn(data, "phone") : email;
  }
  if (type === "invoice" || type === "subscription") {
    const person = personText(object, names);
    return together(person === null ? null : isolated(person), amountText(object));
  }
  if (type === "dispute") return label === null ? null : humanise(label);
  return textIn(data, "description");
}

/** Objects without a page of their own are shown on the page of what they belong to. */
const SHOWN_ON: Readonly<Record<string, readonly [type: string, key: "id" | "parent"]>> = {
  payment_intent: ["payment", "id"],
  charge: ["payment", "parent"],
  refund: ["payment", "parent"],
  invoice_payment: ["payment", "parent"],
  credit_note: ["invoice", "parent"],
  price: ["product", "parent"],
};

/** The type and the id of the page that shows an object; `null` if there is none. */
function pageOf(object: BusinessObject): { readonly type: string; readonly path: string } | null {
  const [type, key] = SHOWN_ON[object.type] ?? [object.type, "id"];
  const path = pathOf(type, object[key] ?? object.id);
  return path === null ? null : { type, path };
}

/** Nobody tells these apart by when they were created. */
const UNDATED = new Set(["customer", "product"]);

const shown = (cell: Cell): string | null => (cell.kind === "time" ? cell.text : null);

function hitOf(
  object: BusinessObject,
  path: string,
  { context, account }: { readonly context: CellContext; readonly account: string | null },
): SearchHit {
  const failure = failureText(object);
  const state = status.cell(object, context);
  return {
    id: object.id,
    title: titleOf(object, context.names),
    note: failure ?? noteOf(object, context.names),
    isProblem: failure !== null,
    status: state.kind === "status" ? { label: state.label, tone: state.tone } : null,
    date: UNDATED.has(object.type) ? null : shown(created().cell(object, context)),
    account,
    href: path,
  };
}

/** Addresses of objects of any account but the first name the account. */
const withAccount = (path: string, { connectionId }: BusinessAccount, isFirst: boolean): string =>
  isFirst ? path : `${path}?account=${connectionId}`;

/**
 * Draws up what a search found, in groups by kind. An object without a page of its own leads to the page that shows it, once.
 */
export function groupResults(found: ObjectSearch, now: Date): SearchGroup[] {
  const hits = new Map<
    string,
    { readonly type: string; readonly isOwn: boolean; hit: SearchHit }
  >();
  for (const [index, { account, objects, names }] of found.entries()) {
    const context = cellContext({ account, names }, now);
    for (const object of objects) {
      const page = pageOf(object);
      if (page === null) continue;
      const href = withAccount(page.path, account, index === 0);
      const isOwn = page.type === object.type;
      if (hits.has(href) && !(isOwn && !hits.get(href)?.isOwn)) continue;
      const drawn = { context, account: found.length > 1 ? account.label : null };
      hits.set(href, { type: page.type, isOwn, hit: hitOf(object, href, drawn) });
    }
  }
  const all = [...hits.values()];
  return GROUPS.map(([type, label]) => ({
    label,
    hits: all.filter((one) => one.type === type).map(({ hit }) => hit),
  })).filter((group) => group.hits.length > 0);
}
