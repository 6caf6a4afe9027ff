import { cancelNow } from "../billing.ts";
import { openDispute } from "../disputes.ts";
import { StripeError, badParam } from "../errors.ts";
import type { FormTree } from "../form.ts";
import { confirmIntent, createIntent } from "../intents.ts";
import { checkChargeable, exponent, formatAmount, parseCurrency } from "../money.ts";
import { createCardMethod } from "../payment-methods.ts";
import { refundCharge } from "../refunds.ts";
import { backgroundScope, need, type Scope } from "../scope.ts";
import type { Charge, PaymentIntent } from "../types.ts";
import { find, rows, type World } from "../world.ts";
import { UI_DECLINES, type Notice } from "./home.ts";

export type PaymentInput = {
  /** Minor units. */
  amount: number;
  currency: string;
  card: string;
  customer: string | null;
  description: string;
};

/** Makes a payment as a buyer would; a decline is recorded and returned, not thrown. */
export function makePayment(scope: Scope, input: PaymentInput): PaymentIntent {
  const currency = parseCurrency(input.currency);
  checkChargeable(input.amount, currency);
  const customer = input.customer ? find(scope.tenant, "customer", input.customer) : undefined;
  const method = createCardMethod(scope, input.card, {
    customer: customer?.id ?? null,
    billing: { name: customer?.name ?? null, email: customer?.email ?? null },
  });
  const intent = createIntent(scope, {
    amount: input.amount,
    currency,
    customer: customer?.id ?? null,
    description: input.description,
    metadata: {},
    captureMethod: "automatic_async",
  });
  try {
    confirmIntent(scope, intent, { method: method.id, offSession: true, returnUrl: null });
  } catch (error) {
    if (!(error instanceof StripeError) || error.status !== 402) throw error;
  }
  return intent;
}

/** Performs one button of the sandbox's page. Refusals come back as a notice, in words for people. */
export function performAction(world: World, action: string, form: FormTree): Notice | null {
  const tenant = world.tenants.get(field(form, "account"));
  if (!tenant) return { text: "This sandbox has no such account.", bad: true };
  const scope = backgroundScope(world, tenant);
  const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!act) return null;
  try {
    const done = act(scope, form);
    world.touched();
    return { text: done, bad: false };
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { text: error.message, bad: true };
  }
}

function field(form: FormTree, name: string): string {
  const value = form[name];
  return typeof value === "string" ? value.trim() : "";
}

/** "20.00" in a currency's major unit as minor units. Throws a 400 for anything else. */
export function parseMajor(given: string, currency: string): number {
  const digits = exponent(parseCurrency(currency));
  const pattern = digits === 0 ? /^\d+$/ : new RegExp(`^\\d+(\\.\\d{1,${digits}})?$`);
  if (!pattern.test(given))
    throw badParam(
      `'${given}' is not an amount in ${currency.toUpperCase()}, which has ${digits} decimals.`,
      "amount",
    );
  const [whole = "0", fraction = ""] = given.split(".");
  return Number(whole) * 10 ** digits + Number(fraction.padEnd(digits, "0") || "0");
}

function payFromForm(scope: Scope, form: FormTree, card: string): PaymentIntent {
  const currency = field(form, "currency") || "usd";
  // Somebody who can be named, written to and texted, so that the automations of a demonstration have what they need.
  const customers = rows(scope.tenant, "customer").filter(
    ({ name, email, phone }) => name !== null && email !== null && phone !== null,
  );
  const buyer = customers[Math.floor(scope.world.ids.random() * customers.length)];
  return makePayment(scope, {
    amount: parseMajor(field(form, "amount"), currency),
    currency,
    card,
    customer: buyer?.id ?? null,
    description: "Sandbox payment",
  });
}

const ACTIONS: Record<string, (scope: Scope, form: FormTree) => string> = {
  pay: (scope, form) => {
    const intent = payFromForm(scope, form, "visa");
    return `Payment of ${formatAmount(intent.amount, intent.currency)} succeeded (${intent.latest_charge}).`;
  },
  decline: (scope, form) => {
    const wanted = field(form, "card");
    const card = Object.hasOwn(UI_DECLINES, wanted) ? wanted : "chargeDeclined";
    const intent = payFromForm(scope, form, card);
    return `Payment of ${formatAmount(intent.amount, intent.currency)} was declined: ${UI_DECLINES[card]} (${intent.latest_charge}).`;
  },
  refund: (scope) => {
    const charge = newest(
      scope,
      (row) => row.captured && !row.refunded && !row.disputed,
      "No payment can be refunded.",
    );
    const refund = refundCharge(scope, charge, { amount: null, reason: null, metadata: {} });
    return `Refunded ${formatAmount(refund.amount, refund.currency)} of ${charge.id}.`;
  },
  dispute: (scope) => {
    const charge = newest(
      scope,
      (row) => row.captured && !row.disputed && !row.refunded,
      "No payment can be disputed.",
    );
    const dispute = openDispute(scope, charge, "fraudulent", false);
    return `Opened a dispute over ${formatAmount(dispute.amount, dispute.currency)} (${dispute.id}).`;
  },
  "cancel-subscription": (scope, form) => {
    const subscription = find(scope.tenant, "subscription", field(form, "subscription"));
    if (!subscription || subscription.status === "canceled")
      throw badParam("This subscription is no longer active.");
    cancelNow(scope, subscription, {});
    return `Canceled ${subscription.id}.`;
  },
};

function newest(scope: Scope, fits: (charge: Charge) => boolean, otherwise: string): Charge {
  const charge = rows(scope.tenant, "charge").find(
    (row) => row.status === "succeeded" && fits(row),
  );
  if (!charge) throw badParam(otherwise);
  return need(scope, "charge", charge.id); // found by its id, for the snapshot
}
