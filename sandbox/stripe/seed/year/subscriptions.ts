import { subscribe } from "../../billing.ts";
import { changes } from "../../call.ts";
import { applyCustomer } from "../../customers.ts";
import { emit, type Scope } from "../../scope.ts";
import type { Customer, PaymentMethod } from "../../types.ts";
import { picture } from "../../world.ts";
import { DAY } from "../history.ts";
import type { Discounts, Plan } from "./catalog.ts";
import { failNextRenewal } from "./dunning.ts";
import { scheduleEnd, type Life } from "./life.ts";
import { newCustomer } from "./people.ts";
import {
  between,
  chance,
  homeOf,
  methodOf,
  quietTime,
  regular,
  weighted,
  type Year,
} from "./year.ts";

const SUBSCRIPTIONS = 182;
const TRIAL_DAYS = 14;
/** Days before the end of the year on which a trial began that has not ended yet. */
const OPEN_TRIALS = [2, 5, 9, 11];

/** Plans the year's subscriptions, more of them every month. Returns those that have begun, as they begin. */
export function planSubscriptions(year: Year): Life[] {
  const { world, timeline } = year;
  const lives: Life[] = [];
  for (let index = 0; index < SUBSCRIPTIONS; index++) {
    const share = index < 34 ? index / 400 : Math.sqrt(world.ids.random());
    const time = quietTime(year, year.start + Math.floor(share * 363) * DAY);
    timeline.plan(time, (scope) => {
      const customer = chance(world, 0.55) ? newCustomer(year, scope) : freeRegular(year, lives);
      const life = begin(year, scope, customer);
      if (life) lives.push(life);
    });
  }
  for (const days of OPEN_TRIALS)
    timeline.plan(quietTime(year, year.now - days * DAY), (scope) => {
      const life = begin(year, scope, newCustomer(year, scope), true);
      if (life) lives.push(life);
    });
  return lives;
}

function freeRegular(year: Year, lives: Life[]): Customer {
  for (let tries = 0; tries < 20; tries++) {
    const customer = regular(year);
    if (
      !lives.some((life) => life.customer === customer && life.subscription.status !== "canceled")
    )
      return customer;
  }
  return regular(year);
}

/** Begins a subscription, on trial if asked for or by chance; null when its first payment failed. */
export function begin(year: Year, scope: Scope, customer: Customer, onTrial = false): Life | null {
  const { world, catalog } = year;
  const plan = onTrial ? "home" : planFor(year, customer);
  const method = methodOf(year, scope, customer);
  preferMethod(scope, customer, method);
  const hasTrial = onTrial || (plan !== "office" && chance(world, 0.38));
  const fails = !hasTrial && chance(world, 0.02);
  const good = method.sandbox_card;
  if (fails) method.sandbox_card = "chargeDeclinedInsufficientFunds";
  const coupon = chance(world, 0.2) ? couponFor(year, plan) : null;
  const subscription = subscribe(scope, {
    customer,
    price: catalog.plans[plan],
    quantity: plan === "office" && chance(world, 0.35) ? between(world, 2, 3) : 1,
    method: method.id,
    metadata: {},
    description: null,
    attempt: true,
    trialEnd: hasTrial ? scope.now() + TRIAL_DAYS * DAY : null,
    ...(coupon
      ? {
          couponUse: {
            coupon: catalog.coupons[coupon],
            promotionCode: catalog.promotionCodes[coupon],
          },
        }
      : {}),
    taxRates: taxFor(year, customer, plan),
  });
  method.sandbox_card = good;
  if (fails) return null;
  const life: Life = { subscription, customer, method, plan, isDoomed: false };
  if (hasTrial) planTrial(year, scope, life);
  return life;
}

function planFor(year: Year, customer: Customer): Plan {
  if (homeOf(customer).currency === "eur") return "homeEu";
  if (year.businesses.includes(customer)) return "office";
  return weighted(year.world, [
    ["home", 48],
    ["club", 19],
    ["clubYear", 11],
    ["office", 22],
  ] as const);
}

function couponFor(year: Year, plan: Plan): Discounts {
  return weighted(year.world, [
    ["welcome", 6],
    ["friends", 3],
    ["launch", plan === "homeEu" ? 0 : 2],
  ] as const);
}

function taxFor(year: Year, customer: Customer, plan: Plan) {
  if (plan === "homeEu") return [year.catalog.vat];
  const address = customer["address"];
  const isHome = JSON.stringify(address ?? null).includes('"WA"');
  return isHome ? [year.catalog.salesTax] : [];
}

/** Makes the payment method the one that bills are paid with. */
function preferMethod(scope: Scope, customer: Customer, method: PaymentMethod): void {
  if (customer.invoice_settings.default_payment_method === method.id) return;
  const before = picture(customer);
  applyCustomer(scope, customer, { invoice_settings: { default_payment_method: method.id } });
  emit(scope, "customer.updated", customer, changes(before, customer));
}

/** Some trials are ended before they cost anything, and some cards fail at the first bill. */
function planTrial(year: Year, scope: Scope, life: Life): void {
  const { world, timeline } = year;
  const outcome = weighted(world, [
    ["stays", 72],
    ["leaves", 19],
    ["fails", 9],
  ]);
  if (outcome === "stays") return;
  life.isDoomed = true;
  if (outcome === "fails") failNextRenewal(year, life, false);
  else
    timeline.plan(scope.now() + between(world, 2, TRIAL_DAYS - 2) * DAY, (later) =>
      scheduleEnd(later, life, true),
    );
}
