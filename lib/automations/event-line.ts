import { formatMinor } from "../core/money";
import { humanise, isolated, shorten } from "../core/text";
import type { Catalogue } from "./catalogue";

/** An event as far as its line needs it. */
interface LineEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const AMOUNTS = ["amount", "amount_received", "amount_paid", "amount_due", "total"] as const;
const NAMES = ["name", "customer_name", "summary", "title", "text", "email"] as const;
const MAX_NAME = 80;

function amountOf({ type, data }: LineEvent): string | null {
  const currency = data["currency"];
  // What is paid of an invoice so far, or due after its credit, may be 0; the line is about the invoice.
  // A refunded payment has its own amount and what was given back so far; the line is about the latter.
  const keys = type.endsWith(".refunded")
    ? ["amount_refunded"]
    : type.includes(".invoice.")
      ? ["total", ...AMOUNTS]
      : AMOUNTS;
  const amount = keys.map((key) => data[key]).find((value) => Number.isSafeInteger(value));
  return typeof currency === "string" && typeof amount === "number"
    ? formatMinor(amount, currency)
    : null;
}

function textOf(record: Readonly<Record<string, unknown>>): string | null {
  const found = NAMES.map((key) => record[key]).find(
    (value): value is string => typeof value === "string" && value.trim() !== "",
  );
  return found === undefined ? null : isolated(shorten(found.trim(), MAX_NAME));
}

/** The question of an approval is its name. */
const isApproval = (type: string) => type.startsWith("approval.");

/** Returns the human label of an event type: the catalogue's, else the last words of the type. */
export function eventLabel(type: string, catalogue: Catalogue): string {
  return (
    catalogue.events.get(type)?.title ?? humanise(type.split(".").slice(-2).join(" ")).trimEnd()
  );
}

/**
 * Describes an event in one line for people, such as "Payment received · $75.00 · Ada Whitfield". `customer` is the customer
 * that a run fetched beside the event, where it did.
 */
export function eventLine(
  { type, data }: LineEvent,
  catalogue: Catalogue,
  customer?: unknown,
): string {
  const person =
    typeof customer === "object" && customer !== null
      ? textOf(customer as Readonly<Record<string, unknown>>)
      : null;
  const named =
    person ?? textOf(data) ?? (isApproval(type) ? textOf({ text: data["reason"] }) : null);
  const parts = [eventLabel(type, catalogue), amountOf({ type, data }), named];
  return parts.filter((part) => part !== null).join(" · ");
}
