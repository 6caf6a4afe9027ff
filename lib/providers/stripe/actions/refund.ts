import { apiExponent, formatMinor, shownDigits } from "@/lib/core/money";

import type { ActionField, ActionSubject, ActionValues, ObjectAction } from "../../types";
import { integerIn, objectIn, textIn } from "../objects/read";
import { charge } from "../schemas";
import { changes } from "./payment";
import { problem, UNREADABLE } from "./problem";

/** Statuses of payments of which something may be left to refund. */
const REFUNDABLE = new Set(["succeeded", "partially_refunded"]);

const REASONS = [
  { value: "requested_by_customer", label: "Requested by customer" },
  { value: "duplicate", label: "Duplicate" },
  { value: "fraudulent", label: "Fraudulent" },
];

/** What is left of a payment according to the copy, in minor units. */
const leftOf = ({ data }: ActionSubject) =>
  (integerIn(data, "amountCaptured") ?? 0) - (integerIn(data, "amountRefunded") ?? 0);

/** The smallest step of amounts. Three-decimal amounts end in 0, and some currencies are paid in whole units. Source: docs.stripe.com/currencies, read 2026-11. */
function stepOf(currency: string): number {
  const exponent = apiExponent(currency) ?? 0;
  return exponent === 3 ? 10 : 10 ** (exponent - (shownDigits(currency) ?? exponent));
}

function amountField(subject: ActionSubject, currency: string): ActionField {
  const left = leftOf(subject);
  const step = stepOf(currency);
  const half = Math.floor(left / 2 / step) * step;
  const preset = (label: string, value: number) => ({
    label: `${label} · ${formatMinor(value, currency)}`,
    value,
  });
  return {
    kind: "money",
    name: "amount",
    label: "Amount",
    currency,
    initial: left,
    max: left,
    presets: [preset("All", left), ...(half > 0 ? [preset("Half", half)] : [])],
  };
}

/** "Visa •••• 4242", or how else it was paid. */
function methodName({ data }: ActionSubject): string {
  const method = objectIn(data, "method");
  const [brand, last4] = [textIn(method, "brand"), textIn(method, "last4")];
  const name = brand === null ? "" : brand.charAt(0).toUpperCase() + brand.slice(1);
  return name && last4 ? `${name} •••• ${last4}` : "the method of the payment";
}

function effectsOf(
  subject: ActionSubject,
  { amount, left, currency }: { amount: number; left: number; currency: string },
): string[] {
  const words = formatMinor(amount, currency);
  const rest = left - amount;
  return [
    `Stripe sends ${words} back to ${methodName(subject)}. It arrives in 5 to 10 business days.`,
    `Your balance goes down by ${words}. Stripe keeps its fee for the payment.`,
    rest > 0
      ? `${formatMinor(rest, currency)} of the payment stays with you.`
      : "Nothing of the payment is left to refund.",
    ...(textIn(subject.data, "invoice") === null
      ? []
      : ["The invoice stays paid. If it belongs to a subscription, that goes on."]),
  ];
}

function amountProblem(amount: ActionValues[string] | undefined, left: number, currency: string) {
  if (typeof amount !== "number" || !Number.isSafeInteger(amount) || amount <= 0)
    return problem("Enter how much to refund.", "amount");
  if (amount > left)
    return problem(`At most ${formatMinor(left, currency)} can be refunded.`, "amount");
  const step = stepOf(currency);
  if (amount % step !== 0 && amount !== left)
    return problem(
      `Amounts in ${currency.toUpperCase()} go in steps of ${formatMinor(step, currency)}.`,
      "amount",
    );
  return null;
}

/** Gives back a payment, whole or in part. */
export const refund: ObjectAction = {
  type: "payment",
  label: "Refund",
  isDestructive: true,
  form(subject) {
    const { status, currency, customerName, data } = subject;
    const isOpen = REFUNDABLE.has(status ?? "") && leftOf(subject) > 0;
    if (!isOpen || currency === null || textIn(data, "charge") === null) return null;
    return {
      title: customerName === null ? "Refund this payment" : `Refund ${customerName}`,
      fields: [
        amountField(subject, currency),
        {
          kind: "choice",
          name: "reason",
          label: "Reason",
          initial: "requested_by_customer",
          options: REASONS,
        },
      ],
    };
  },
  read: ({ data }) => ({ operation: "charges.get", input: { id: textIn(data, "charge") } }),
  prepare({ amount, reason }, subject, { current }) {
    const found = charge.safeParse(current).data;
    if (!found) return UNREADABLE;
    const { amount: asked, amount_captured: captured = asked, amount_refunded: back } = found;
    if (found.disputed)
      return problem("The customer disputes this payment. Answer the dispute instead.");
    if (found.status !== "succeeded" || found.captured === false)
      return problem("Nothing was collected by this payment, so nothing can be refunded.");
    // Stripe counts the uncaptured rest of a partial capture as refunded, although it was never paid.
    const left = captured - Math.max(0, back - (asked - captured));
    if (left <= 0) return problem("This payment was already refunded in full.");
    const currency = found.currency.toLowerCase();
    const wrong = amountProblem(amount, left, currency);
    if (wrong) return wrong;
    if (!REASONS.some(({ value }) => value === reason))
      return problem("Choose a reason.", "reason");
    const words = formatMinor(Number(amount), currency);
    return {
      kind: "ready",
      operation: "refunds.create",
      input: { charge: found.id, amount, reason },
      basis: `refunded ${back} of ${asked}`,
      gives: { amount: Number(amount), currency },
      button: `Refund ${words}`,
      effects: [
        ...effectsOf(subject, { amount: Number(amount), left, currency }),
        // Source: docs.stripe.com/api/refunds/create, read 2026-11.
        ...(reason === "fraudulent"
          ? ["Stripe blocks the card and the email address for later payments."]
          : []),
      ],
      done: `${words} is on its way back to the customer.`,
    };
  },
  changes,
};
