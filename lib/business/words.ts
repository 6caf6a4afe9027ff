import type { BusinessObject } from "../contracts/objects";
import { formatMinor } from "../core/money";
import { humanise, isolated } from "../core/text";
import { formatDay } from "../core/time";
import { declineOf } from "./declines";
import { dataIn, dayIn, itemsIn, numberIn, textIn } from "./read";

/** Shown names of ways to pay. */
export const BRANDS: Readonly<Record<string, string>> = {
  visa: "Visa",
  mastercard: "Mastercard",
  amex: "Amex",
  discover: "Discover",
  diners: "Diners Club",
  jcb: "JCB",
  unionpay: "UnionPay",
  sepa_debit: "SEPA",
  us_bank_account: "ACH",
  bacs_debit: "Bacs",
  link: "Link",
  paypal: "PayPal",
  ideal: "iDEAL",
  apple_pay: "Apple Pay",
  google_pay: "Google Pay",
};

/** The name of a card brand, a wallet or another way to pay. */
export const brandName = (name: string): string => BRANDS[name] ?? humanise(name);

const countries = new Intl.DisplayNames("en", { type: "region", fallback: "code" });

/** The name of a country by its ISO code. */
export const countryName = (code: string): string =>
  /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code;

/** The method of a payment in words: `Visa •••• 4242`, `Apple Pay`; `null` if unknown. */
export function methodText(method: Readonly<Record<string, unknown>>): string | null {
  const wallet = textIn(method, "wallet");
  if (wallet !== null) return brandName(wallet);
  const name = textIn(method, "brand") ?? textIn(method, "type");
  if (name === null) return null;
  const last4 = textIn(method, "last4");
  return last4 === null ? brandName(name) : `${brandName(name)} •••• ${last4}`;
}

/** An object's amount in its currency; `null` without one. */
export const amountText = ({ amount, currency }: Pick<BusinessObject, "amount" | "currency">) =>
  amount === null || currency === null ? null : formatMinor(amount, currency);

/** When a payout arrives: `arrives Dec 2, 2026`. */
export function arrivalText({ data }: Pick<BusinessObject, "data">): string {
  const day = dayIn(data, "arrival_date");
  return day === null ? "on its way" : `arrives ${formatDay(day)}`;
}

/** The reason of a failed payment in a few words; `null` for others. */
export function failureText({ status, data }: BusinessObject): string | null {
  if (status !== "failed") return null;
  const failure = dataIn(data, "failure");
  const decline = declineOf(textIn(failure, "code"), textIn(failure, "declineCode"));
  return decline?.reason ?? textIn(failure, "message");
}

/** Names of balance transactions, where the provider's category is no word of a shop. */
const ENTRIES: Readonly<Record<string, string>> = {
  charge: "Payment",
  fee: "Stripe fee",
  payout_reversal: "Payout that came back",
};

/** Names what a balance transaction is of, by its category. */
export const entryText = (category: string): string => ENTRIES[category] ?? humanise(category);

/** The interval of a price: `a month`, `every 3 months`; `null` if it is charged once. */
export function intervalText(price: Readonly<Record<string, unknown>>): string | null {
  const recurring = dataIn(price, "recurring");
  const interval = textIn(recurring, "interval");
  const count = numberIn(recurring, "interval_count") ?? 1;
  if (interval === null) return null;
  return count === 1 ? `a ${interval}` : `every ${count} ${interval}s`;
}

/** The plan of a subscription: its products by name, with how many of each. */
export function planText(
  { data }: BusinessObject,
  names: Readonly<Record<string, string>>,
): string | null {
  const plans = itemsIn(data, "items").map((item) => {
    const price = dataIn(item, "price");
    const product = textIn(price, "product");
    const name = (product && names[product]) ?? textIn(price, "nickname") ?? product ?? "Plan";
    const quantity = numberIn(item, "quantity") ?? 1;
    return quantity > 1 ? `${quantity} × ${name}` : name;
  });
  return plans.length === 0 ? null : plans.join(", ");
}

/** Types whose parent is a payment. */
const PAID_BY_PAYMENT = new Set(["dispute", "refund"]);

/** The person a payment or another object is from: the customer's name, else what the payer typed. */
export function personText(
  object: BusinessObject,
  names: Readonly<Record<string, string>>,
): string | null {
  const payer = dataIn(object.data, "payer");
  return (
    (object.customer && names[object.customer]) ??
    // These name nobody themselves: their payment does.
    (PAID_BY_PAYMENT.has(object.type) && object.parent ? names[object.parent] : undefined) ??
    textIn(payer, "name") ??
    textIn(payer, "email") ??
    textIn(object.data, "customer_name") ??
    textIn(object.data, "customer_email") ??
    object.customer
  );
}

/** The title of an object: `$75.00 from Ada Whitfield`, `Ada Whitfield`, `Invoice NR-1042`. */
export function titleOf(object: BusinessObject, names: Readonly<Record<string, string>>): string {
  const person = personText(object, names);
  const amount = amountText(object);
  if (object.type === "customer")
    return object.label ?? textIn(object.data, "email") ?? "Customer without a name";
  if (object.type === "subscription") return planText(object, names) ?? "Subscription";
  if (object.type === "invoice") return object.label ? `Invoice ${object.label}` : "Draft invoice";
  if (object.type === "product" || object.type === "coupon") return object.label ?? object.id;
  if (amount === null) return object.label ?? object.id;
  if (object.type === "payment")
    return person === null ? amount : `${amount} from ${isolated(person)}`;
  return `${humanise(object.type)} of ${amount}`;
}
