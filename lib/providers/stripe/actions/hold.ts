import { formatMinor } from "@/lib/core/money";

import type { ActionSubject, ObjectAction } from "../../types";
import { integerIn, textIn } from "../objects/read";
import { paymentIntent } from "../schemas";
import { changes } from "./payment";
import { problem, UNREADABLE } from "./problem";

/** A payment whose money is reserved on the card and not taken yet. */
const isHeld = ({ status, currency, data }: ActionSubject) =>
  status === "uncaptured" && currency !== null && textIn(data, "intent") !== null;

/** The reserved amount according to the copy, in minor units. */
const heldOf = ({ amount }: ActionSubject) => amount ?? 0;

const intentOf = ({ data }: ActionSubject) => textIn(data, "intent");

const read: ObjectAction["read"] = (subject) => ({
  operation: "payment_intents.get",
  input: { id: intentOf(subject) },
});

/** The intent, if its money is still reserved. */
function heldIntent(state: unknown) {
  const intent = paymentIntent.safeParse(state).data;
  if (!intent) return UNREADABLE;
  if (intent.status !== "requires_capture")
    return problem("The money is not reserved any more. Reload the page to see what became of it.");
  const capturable = integerIn(intent, "amount_capturable") ?? intent.amount;
  return { kind: "held", intent, capturable } as const;
}

/** Takes reserved money, whole or in part; the rest is released. */
export const capture: ObjectAction = {
  type: "payment",
  label: "Capture",
  isDestructive: false,
  form(subject) {
    if (!isHeld(subject)) return null;
    const [held, currency] = [heldOf(subject), subject.currency ?? ""];
    return {
      title: `Capture ${formatMinor(held, currency)}`,
      fields: [
        {
          kind: "money",
          name: "amount",
          label: "Amount",
          currency,
          initial: held,
          max: held,
          presets: [{ label: `All · ${formatMinor(held, currency)}`, value: held }],
        },
      ],
    };
  },
  read,
  prepare({ amount }, _subject, { current }) {
    const found = heldIntent(current);
    if (found.kind === "problem") return found;
    const { intent, capturable } = found;
    const currency = intent.currency.toLowerCase();
    if (typeof amount !== "number" || !Number.isSafeInteger(amount) || amount <= 0)
      return problem("Enter how much to take.", "amount");
    if (amount > capturable)
      return problem(`Only ${formatMinor(capturable, currency)} is reserved.`, "amount");
    const words = formatMinor(amount, currency);
    const rest = capturable - amount;
    return {
      kind: "ready",
      operation: "payment_intents.capture",
      input: { id: intent.id, amount_to_capture: amount },
      basis: `reserved ${capturable}`,
      gives: rest > 0 ? { amount: rest, currency } : null,
      button: `Capture ${words}`,
      effects: [
        `The customer pays ${words}. It goes to your balance, less Stripe's fee.`,
        ...(rest > 0
          ? [`${formatMinor(rest, currency)} is released on the card and cannot be taken later.`]
          : []),
      ],
      done: `${words} was captured.`,
    };
  },
  changes,
};

const REASONS = [
  { value: "requested_by_customer", label: "Requested by customer" },
  { value: "abandoned", label: "Order abandoned" },
  { value: "duplicate", label: "Duplicate" },
  { value: "fraudulent", label: "Fraudulent" },
];

/** Gives up reserved money without taking it. */
export const release: ObjectAction = {
  type: "payment",
  label: "Release",
  isDestructive: true,
  form(subject) {
    if (!isHeld(subject)) return null;
    return {
      title: `Release ${formatMinor(heldOf(subject), subject.currency ?? "")}`,
      fields: [
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
  read,
  prepare({ reason }, _subject, { current }) {
    const found = heldIntent(current);
    if (found.kind === "problem") return found;
    const { intent, capturable } = found;
    if (!REASONS.some(({ value }) => value === reason))
      return problem("Choose a reason.", "reason");
    const currency = intent.currency.toLowerCase();
    const words = formatMinor(capturable, currency);
    return {
      kind: "ready",
      operation: "payment_intents.cancel",
      input: { id: intent.id, cancellation_reason: reason },
      basis: `reserved ${capturable}`,
      gives: { amount: capturable, currency },
      button: `Release ${words}`,
      effects: [
        `${words} is released on the customer's card, which can take a few days to show.`,
        "The payment is canceled. The money cannot be taken by it later.",
      ],
      done: `${words} was released.`,
    };
  },
  changes,
};
