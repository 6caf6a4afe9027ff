import { cancelNow, renew, setCancelAtPeriodEnd, subscribe } from "../billing.ts";
import { createPrice, createProduct } from "../catalog.ts";
import { createCustomer } from "../customers.ts";
import { openDispute } from "../disputes.ts";
import { createCardMethod } from "../payment-methods.ts";
import { refundCharge } from "../refunds.ts";
import type { Scope } from "../scope.ts";
import type { Charge, Customer, Resource, Subscription } from "../types.ts";
import type { Tenant, World } from "../world.ts";
import { openAccount } from "./accounts.ts";
import { at, DAY, HOUR, pay, pick, RECENT } from "./history.ts";
import { seedRecords } from "./records.ts";
import { NORTHWIND, type Shop } from "./shops.ts";

const DECLINES = [
  "chargeDeclinedInsufficientFunds",
  "chargeDeclined",
  "chargeDeclinedExpiredCard",
  "chargeDeclinedIncorrectCvc",
];
const CARDS = ["visa", "visa_debit", "mastercard", "amex", "visa", "mastercard_debit"];

type Moment = { at: number; act: (scope: Scope) => void };

/** Opens a shop with ninety days of history that ends a few minutes before now. It is never delivered. */
export function seedSmallShop(world: World, shop: Shop): void {
  const now = world.now();
  const tenant = openAccount(world, { ...shop.account, created: now - 400 * DAY });
  const customers = shop.people.map(([name, email], index) =>
    createCustomer(at(world, tenant, now - (95 + index) * DAY), {
      name,
      email,
      phone: `+1500555${String(101 + index).padStart(4, "0")}`,
      description: name,
      metadata: { source: "web" },
    }),
  );
  const moments: Moment[] = [
    ...randomPayments(world, shop, customers, now),
    ...subscriptions(world, tenant, shop, customers, now),
  ];
  if (shop === NORTHWIND)
    for (const entry of RECENT)
      moments.push({
        at: now - entry.ago,
        act: (scope) => void pay(scope, shop, customers[entry.person], entry, entry.card),
      });
  for (const moment of moments.toSorted((a, b) => a.at - b.at))
    moment.act(at(world, tenant, moment.at));
  seedRecords(world, tenant, shop.account.currency);
}

function randomPayments(
  world: World,
  shop: Shop,
  customers: readonly Customer[],
  now: number,
): Moment[] {
  const moments: Moment[] = [];
  for (let index = 0; index < shop.payments; index++) {
    const when = Math.floor(now - 1.2 * DAY - world.ids.random() * 88 * DAY);
    const good = pick(world, shop.goods);
    const customer = pick(world, customers);
    const card = index % 11 === 7 ? pick(world, DECLINES) : pick(world, CARDS);
    const refundShare = index % 17 === 3 ? 0.5 : index % 29 === 5 ? 1 : 0;
    const disputed = shop === NORTHWIND && (index === 20 || index === 61);
    moments.push({
      at: when,
      act: (scope) => {
        const charge = pay(scope, shop, customer, good, card);
        if (charge?.status !== "succeeded") return;
        const later = at(world, scope.tenant, Math.min(when + DAY + 4 * HOUR, now - HOUR));
        if (disputed)
          openDispute(later, charge, index === 20 ? "fraudulent" : "product_not_received", false);
        else if (refundShare > 0) giveBack(later, charge, refundShare);
      },
    });
  }
  return moments;
}

/** Refunds a share of a charge, rounded to tens so that three-decimal currencies can carry it. */
function giveBack(scope: Scope, charge: Charge, share: number): void {
  const amount = share === 1 ? null : Math.floor((charge.amount * share) / 10) * 10;
  refundCharge(scope, charge, { amount, reason: "requested_by_customer", metadata: {} });
}

function subscriptions(
  world: World,
  tenant: Tenant,
  shop: Shop,
  customers: readonly Customer[],
  now: number,
): Moment[] {
  const prices = shop.plans.map((plan) => {
    const scope = at(world, tenant, now - 200 * DAY);
    const product = createProduct(scope, {
      name: plan.product,
      description: plan.description,
      metadata: {},
    });
    const price = createPrice(scope, {
      product: product.id,
      currency: plan.currency,
      unitAmount: plan.amount,
      recurring: { interval: plan.interval, intervalCount: 1 },
      nickname: `${plan.product}, per ${plan.interval}`,
      lookupKey: null,
      metadata: {},
    });
    product["default_price"] = price.id;
    return price;
  });
  return Array.from({ length: shop.subscriptions }, (_, index) => {
    const start = Math.floor(now - (84 - index * 8) * DAY - world.ids.random() * 6 * HOUR);
    return {
      at: start,
      act: (scope: Scope) => {
        const customer = customers[(index * 2 + 1) % customers.length];
        const price = prices[index % prices.length];
        if (customer && price) live(scope, customer, price, index, now);
      },
    };
  });
}

/** One subscription's life from its start until now: renewals, a failure, a cancellation, a trial. */
function live(scope: Scope, customer: Customer, price: Resource, index: number, now: number): void {
  const { world, tenant } = scope;
  const trial = index % 10 === 9;
  const method = createCardMethod(scope, "visa", { customer: customer.id });
  customer.invoice_settings = { ...customer.invoice_settings, default_payment_method: method.id };
  const subscription = subscribe(scope, {
    customer,
    price,
    quantity: 1,
    method: method.id,
    metadata: {},
    description: null,
    attempt: true,
    trialEnd: trial ? now + 5 * DAY : null,
  });
  for (let end = periodEndOf(subscription); end < now; end = periodEndOf(subscription)) {
    if (index === 3) method.sandbox_card = "chargeCustomerFail";
    renew(at(world, tenant, end), subscription, customer, price);
    if (subscription.status === "past_due") break;
  }
  if (index === 1) cancelNow(at(world, tenant, now - 6 * DAY), subscription, {});
  if (index === 4) setCancelAtPeriodEnd(at(world, tenant, now - 2 * DAY), subscription, true);
}

function periodEndOf(subscription: Subscription): number {
  return Number(subscription.items.data[0]?.["current_period_end"] ?? Infinity);
}
