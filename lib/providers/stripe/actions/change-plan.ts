import { formatMinor } from "@/lib/core/money";

import type {
  ActionRead,
  ActionSubject,
  ActionValues,
  ObjectAction,
  OtherObject,
  PreparedAction,
} from "../../types";
import { idIn, integerIn, listIn, objectIn, textIn } from "../objects/read";
import { subscriptionPreview } from "../schemas";
import { problem, UNREADABLE } from "./problem";
import {
  changesSubscription,
  dayOf,
  isEnding,
  isRunning,
  readSubscription,
  runningSubscription,
  whose,
} from "./subscription";

const CHARGES = [
  { value: "always_invoice", label: "Charge or credit the difference now" },
  { value: "create_prorations", label: "Settle the difference with the next invoice" },
  { value: "none", label: "Charge the new price from the next period on" },
];
const MAX_QUANTITY = 1_000_000;

type Price = Pick<OtherObject, "id" | "data">;

/** "month", or "3 months": how often a price is charged. */
function periodOf(price: Price): string {
  const recurring = objectIn(price.data, "recurring");
  const interval = textIn(recurring, "interval") ?? "period";
  const count = integerIn(recurring, "interval_count") ?? 1;
  return count === 1 ? interval : `${count} ${interval}s`;
}

/** The one price of a subscription according to the copy; `null` if it has several, or one that varies. */
function ownPrice({ data }: ActionSubject): Price | null {
  const items = listIn(data, "items");
  const [item] = items;
  if (!item || items.length > 1) return null;
  const price = objectIn(item, "price");
  const id = textIn(price, "id");
  return id === null || integerIn(price, "unit_amount") === null ? null : { id, data: price };
}

/** "House espresso · $32.00 / month" */
function nameOf(price: Price, { others }: ActionSubject): string {
  const unit = formatMinor(
    integerIn(price.data, "unit_amount") ?? 0,
    textIn(price.data, "currency") ?? "",
  );
  const product = others["product"]?.find(({ id }) => id === idIn(price.data, "product"));
  const name = textIn(price.data, "nickname") ?? product?.label ?? "Price";
  return `${name} · ${unit} / ${periodOf(price)}`;
}

/** The prices to which it can change: of the same currency and period, so that the day of renewal stays. */
function choicesOf(subject: ActionSubject, own: Price): Price[] {
  const currency = textIn(own.data, "currency");
  const isChoice = ({ id, status, data }: OtherObject) =>
    id !== own.id &&
    status === "active" &&
    textIn(data, "currency") === currency &&
    integerIn(data, "unit_amount") !== null &&
    textIn(objectIn(data, "recurring"), "interval") !== null &&
    periodOf({ id, data }) === periodOf(own);
  return [own, ...(subject.others["price"] ?? []).filter(isChoice)];
}

const quantityOf = ({ data }: ActionSubject) =>
  integerIn(listIn(data, "items")[0] ?? {}, "quantity") ?? 1;

const HOUR_S = 3600;

/** Reads the values of the form; returns a problem if one is wrong, or if nothing would change. */
function wanted(
  { price, quantity, charge }: ActionValues,
  subject: ActionSubject,
  current: unknown,
) {
  const found = runningSubscription(current);
  if (found.kind === "problem") return found;
  const { subscription, item } = found;
  if (subscription.items.data.length > 1)
    return problem("The subscription has several prices. Change them on Stripe's page.");
  const own = ownPrice(subject);
  const chosen = own && choicesOf(subject, own).find(({ id }) => id === price);
  if (!chosen) return problem("Choose a price.", "price");
  if (typeof quantity !== "number" || !Number.isSafeInteger(quantity) || quantity < 1)
    return problem("Enter a whole number from 1.", "quantity");
  if (quantity > MAX_QUANTITY)
    return problem(`At most ${MAX_QUANTITY.toLocaleString("en")} can be entered.`, "quantity");
  if (!CHARGES.some(({ value }) => value === charge))
    return problem("Choose when the difference is charged.", "charge");
  if (chosen.id === item.price.id && quantity === (item.quantity ?? 1))
    return problem("Choose another price or quantity.", "price");
  const hour = Math.floor(subject.now.getTime() / 1000 / HOUR_S) * HOUR_S;
  // A full hour, so that what was seen is what is charged.
  const at = Math.max(hour, item.current_period_start ?? hour);
  return {
    kind: "wanted",
    subscription,
    item,
    chosen,
    quantity,
    charge: String(charge),
    at,
    items: [{ id: item.id, price: chosen.id, quantity }],
  } as const;
}

type Wanted = Extract<ReturnType<typeof wanted>, { kind: "wanted" }>;

/** A trial and a change from the next period on come to nothing now. */
const isProrated = ({ charge, subscription }: Wanted) =>
  charge !== "none" && subscription.status !== "trialing";

const prorationOf = (asked: Wanted) => ({
  proration_behavior: asked.charge,
  ...(isProrated(asked) ? { proration_date: asked.at } : {}),
});

/** The amounts that Stripe calculated for the change, in sentences; `basis` holds the figures. */
interface Settlement {
  readonly effects: readonly string[];
  readonly basis: string;
  /** What is credited to the customer for the rest of the period. */
  readonly gives: PreparedAction["gives"];
}

function settlementOf(asked: Wanted, subject: ActionSubject, preview: unknown): Settlement | null {
  const invoice = subscriptionPreview.safeParse(preview).data;
  if (!invoice) return null;
  const money = (minor: number) =>
    formatMinor(minor, invoice.currency.toLowerCase()).replace("-", "−");
  const due = money(invoice.amount_due);
  const end = asked.item.current_period_end;
  const next = end === undefined ? "The next invoice" : `The invoice on ${dayOf(end, subject)}`;
  if (!isProrated(asked)) {
    const effects = [`${next} comes to ${due}. Nothing is charged before.`];
    return { effects, basis: `next ${invoice.amount_due}`, gives: null };
  }
  const lines = invoice.lines.data.filter(({ period }) => period.start === asked.at);
  const difference = lines.reduce((sum, { amount }) => sum + amount, 0);
  const parts = lines.map(
    ({ description, amount }) => `${description ?? "Difference"}: ${money(amount)}`,
  );
  const basis = `difference ${difference}, due ${invoice.amount_due}`;
  const currency = invoice.currency.toLowerCase();
  const gives = difference < 0 ? { amount: -difference, currency } : null;
  if (asked.charge === "create_prorations")
    return { effects: [...parts, `${next} comes to ${due}, with the difference.`], basis, gives };
  // Tax and the customer's balance are in what is due, where the preview is of the change alone.
  const isAlone = lines.length === invoice.lines.data.length;
  const now = money(isAlone ? invoice.amount_due : difference);
  const isSent = asked.subscription["collection_method"] === "send_invoice";
  const result =
    difference < 0
      ? `Stripe credits ${money(-difference)} to the customer, which lowers the next invoices.`
      : difference === 0
        ? "Nothing is charged or credited now."
        : isSent
          ? `Stripe makes an invoice over the difference of ${now} now, which the customer pays.`
          : `Stripe charges the difference of ${now} now${isAlone ? "" : ", and tax if you collect it"}.`;
  return { effects: [...parts, result], basis, gives };
}

/** Moves a subscription to another price or quantity. */
export const changePlan: ObjectAction = {
  type: "subscription",
  label: "Change plan",
  isDestructive: false,
  needs: ["price", "product"],
  form(subject) {
    const own = ownPrice(subject);
    // One that ends has no next period; it is kept first.
    if (!isRunning(subject) || isEnding(subject) || !own) return null;
    return {
      title: `Change ${whose(subject, "this")}`,
      fields: [
        {
          kind: "choice",
          name: "price",
          label: "Price",
          initial: own.id,
          options: choicesOf(subject, own).map((price) => ({
            value: price.id,
            label: nameOf(price, subject),
          })),
        },
        {
          kind: "count",
          name: "quantity",
          label: "Quantity",
          initial: quantityOf(subject),
          min: 1,
          max: MAX_QUANTITY,
        },
        {
          kind: "choice",
          name: "charge",
          label: "The difference for this period",
          initial: "always_invoice",
          options: CHARGES,
        },
      ],
    };
  },
  read: readSubscription,
  preview(values, subject, current): ActionRead | null {
    const asked = wanted(values, subject, current);
    if (asked.kind === "problem") return null;
    return {
      operation: "invoices.create_preview",
      input: {
        subscription: asked.subscription.id,
        subscription_details: { items: asked.items, ...prorationOf(asked) },
      },
    };
  },
  prepare(values, subject, { current, preview }) {
    const asked = wanted(values, subject, current);
    if (asked.kind === "problem") return asked;
    const { subscription, item, chosen, quantity } = asked;
    const settlement = settlementOf(asked, subject, preview);
    if (!settlement) return UNREADABLE;
    const name = nameOf(chosen, subject);
    return {
      kind: "ready",
      operation: "subscriptions.update",
      input: { id: subscription.id, items: asked.items, ...prorationOf(asked) },
      basis: `${item.price.id} × ${item.quantity ?? 1}, ${settlement.basis}`,
      gives: settlement.gives,
      button: "Change the plan",
      effects: [
        `The subscription changes to ${quantity === 1 ? "" : `${quantity.toLocaleString("en")} × `}${name}.`,
        ...settlement.effects,
      ],
      done: "The plan was changed.",
    };
  },
  changes: changesSubscription,
};
