import { StripeError } from "../errors.ts";
import { confirmIntent, createIntent } from "../intents.ts";
import { createCardMethod } from "../payment-methods.ts";
import type { Scope } from "../scope.ts";
import type { Charge, Customer, PaymentIntent } from "../types.ts";
import { find, type Tenant, type World } from "../world.ts";
import type { Shop } from "./shops.ts";

export const MINUTE = 60;
export const HOUR = 3_600;
export const DAY = 86_400;

/** The newest payments of the first shop: a fixed little history that people and tests can rely on. */
export const RECENT = [
  { ago: 26 * HOUR, text: "Gift card", currency: "usd", amount: 5000, card: "visa", person: 9 },
  {
    ago: 9 * HOUR,
    text: "House espresso, 1 kg",
    currency: "usd",
    amount: 3900,
    card: "chargeDeclinedInsufficientFunds",
    person: 5,
  },
  {
    ago: 2 * HOUR,
    text: "Sample box for Kuwait City",
    currency: "kwd",
    amount: 5120,
    card: "visa",
    person: 8,
  },
  {
    ago: 47 * MINUTE,
    text: "Drip bag, Tokyo pop-up",
    currency: "jpy",
    amount: 500,
    card: "visa_debit",
    person: 15,
  },
  {
    ago: 18 * MINUTE,
    text: "Decaf sampler",
    currency: "eur",
    amount: 1480,
    card: "mastercard",
    person: 11,
  },
  {
    ago: 5 * MINUTE,
    text: "Ethiopia Yirgacheffe, 250 g",
    currency: "usd",
    amount: 2000,
    card: "visa",
    person: 0,
  },
] as const;

/** Returns a scope at a moment of the past: events are recorded there and not delivered. */
export function at(world: World, tenant: Tenant, seconds: number): Scope {
  return {
    world,
    tenant,
    request: { id: null, idempotencyKey: null },
    now: () => seconds,
    deliver: false,
  };
}

/** Returns one of the values, by the seeded generator. */
export function pick<T>(world: World, from: readonly T[]): T {
  const chosen = from[Math.floor(world.ids.random() * from.length)];
  if (chosen === undefined) throw new Error("Cannot pick from an empty list.");
  return chosen;
}

/** Makes one payment by a card of its own; undefined when no charge came of it. */
export function pay(
  scope: Scope,
  shop: Shop,
  customer: Customer | undefined,
  good: { text: string; currency: string; amount: number },
  card: string,
): Charge | undefined {
  const order = `${shop.orderPrefix}-${10_000 + Math.floor(scope.world.ids.random() * 89_999)}`;
  const method = createCardMethod(scope, card, {
    customer: customer?.id ?? null,
    billing: { name: customer?.name ?? null, email: customer?.email ?? null },
  });
  const intent = createIntent(scope, {
    amount: good.amount,
    currency: good.currency,
    customer: customer?.id ?? null,
    description: good.text,
    metadata: { order_id: order },
    captureMethod: "automatic_async",
  });
  return settleIntent(scope, intent, method.id);
}

/** Confirms an intent; a decline is recorded and not thrown. */
export function settleIntent(
  scope: Scope,
  intent: PaymentIntent,
  method: string,
): Charge | undefined {
  try {
    confirmIntent(scope, intent, { method, offSession: true, returnUrl: null });
  } catch (error) {
    if (!(error instanceof StripeError) || error.status !== 402) throw error;
  }
  return intent.latest_charge ? find(scope.tenant, "charge", intent.latest_charge) : undefined;
}
