import { attachMethod } from "../../customers.ts";
import { items, written } from "../../json.ts";
import { createCardMethod } from "../../payment-methods.ts";
import { blank } from "../../schema.ts";
import type { Scope } from "../../scope.ts";
import type { Customer, JsonObject, PaymentMethod, Resource } from "../../types.ts";
import { insert, type Tenant, type World } from "../../world.ts";
import { DAY, HOUR, MINUTE, pick } from "../history.ts";
import type { Timeline } from "../timeline.ts";
import type { Catalog } from "./catalog.ts";
import { nationOf, type Nation } from "./nations.ts";

/** The year of one shop while it is made. */
export type Year = {
  world: World;
  tenant: Tenant;
  timeline: Timeline;
  /** Seconds; the history begins at `start` and ends at `now`. */
  start: number;
  now: number;
  /** Nothing but the fixed newest payments happens after this moment. */
  quiet: number;
  catalog: Catalog;
  /** All customers so far, in the order in which they came. */
  customers: Customer[];
  businesses: Customer[];
  /** The payment method that a customer pays with. */
  methods: Map<string, PaymentMethod>;
};

/** Returns true with the given probability. */
export function chance(world: World, probability: number): boolean {
  return world.ids.random() < probability;
}

/** Returns a whole number from `low` to `high`, both included. */
export function between(world: World, low: number, high: number): number {
  return low + Math.floor(world.ids.random() * (high - low + 1));
}

/** Returns one of the values, each as likely as its weight. */
export function weighted<T>(
  world: World,
  choices: readonly (readonly [value: T, weight: number])[],
): T {
  let left = world.ids.random() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of choices) {
    left -= weight;
    if (left < 0) return value;
  }
  throw new Error("Nothing to choose from.");
}

const CARDS = [
  ["visa", 46],
  ["mastercard", 25],
  ["visa_debit", 9],
  ["amex", 10],
  ["discover", 4],
  ["mastercard_debit", 4],
  ["diners", 1],
  ["unionpay", 1],
] as const;

const WALLETS = [
  [null, 82],
  ["apple_pay", 12],
  ["google_pay", 6],
] as const;

/** The payment method of a customer. It is chosen and saved with the customer at the first payment. */
export function methodOf(year: Year, scope: Scope, customer: Customer): PaymentMethod {
  const known = year.methods.get(customer.id);
  if (known) return known;
  const method = chance(year.world, 0.06)
    ? (otherMethod(scope, customer) ?? saveCard(scope, customer))
    : saveCard(scope, customer);
  year.methods.set(customer.id, method);
  attachMethod(scope, method, customer.id);
  return method;
}

/** A card of its own: another number, another month of expiry, and the country of its owner. */
function saveCard(scope: Scope, customer: Customer): PaymentMethod {
  const { world } = scope;
  const { country } = homeOf(customer);
  const brand = country === "JP" && chance(world, 0.5) ? "jcb" : weighted(world, CARDS);
  const method = createCardMethod(scope, brand, { billing: billingOf(customer) });
  const wallet = weighted(world, WALLETS);
  const year = new Date(world.now() * 1000).getUTCFullYear();
  method.card = {
    ...method.card,
    country,
    exp_month: between(world, 1, 12),
    exp_year: year + between(world, 1, 4),
    fingerprint: world.ids.chars(16),
    last4: String(between(world, 0, 9999)).padStart(4, "0"),
    wallet: wallet === null ? null : { [wallet]: {}, dynamic_last4: null, type: wallet },
  };
  return method;
}

/** A bank account or a Link account, where people of that country have them. */
function otherMethod(scope: Scope, customer: Customer): PaymentMethod | null {
  const { world } = scope;
  const last4 = String(between(world, 0, 9999)).padStart(4, "0");
  const { country } = homeOf(customer);
  if (["DE", "FR", "ES"].includes(country))
    return storeMethod(scope, customer, "sepa_debit", {
      ...blank("PaymentMethod.SepaDebit"),
      bank_code: "37040044",
      country,
      fingerprint: world.ids.chars(16),
      generated_from: { charge: null, setup_attempt: null },
      last4,
    });
  if (country !== "US") return null;
  if (chance(world, 0.5)) return storeMethod(scope, customer, "link", { email: customer.email });
  return storeMethod(scope, customer, "us_bank_account", {
    ...blank("PaymentMethod.UsBankAccount"),
    account_holder_type: "individual",
    account_type: "checking",
    bank_name: "STRIPE TEST BANK",
    fingerprint: world.ids.chars(16),
    last4,
    networks: { preferred: "ach", supported: ["ach"] },
    routing_number: "110000000",
  });
}

function storeMethod(
  scope: Scope,
  customer: Customer,
  type: string,
  fields: JsonObject,
): PaymentMethod {
  const stored: Resource & { [name: string]: JsonObject[string] } = {
    ...blank("PaymentMethod"),
    id: scope.world.ids.next("payment_method"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: billingOf(customer),
    created: scope.now(),
    customer: null,
    livemode: false,
    metadata: {},
    sandbox_card: "visa",
    type,
    [type]: fields,
  };
  return insert(scope.tenant, stored as PaymentMethod); // without `card`, which only cards have
}

function billingOf(customer: Customer): JsonObject {
  return {
    address: customer["address"] ?? {
      city: null,
      country: null,
      line1: null,
      line2: null,
      postal_code: null,
      state: null,
    },
    email: customer.email,
    name: customer.name,
    phone: customer["phone"] ?? null,
    tax_id: null,
  };
}

/** The country of a customer, by their language. */
export function homeOf(customer: Customer): Nation {
  return nationOf(written(items(customer["preferred_locales"])[0]));
}

/** Returns one of the customers so far. Early customers come back more often. */
export function regular(year: Year): Customer {
  const index = Math.floor(year.world.ids.random() ** 1.3 * year.customers.length);
  return year.customers[index] ?? pick(year.world, year.customers);
}

/** A moment of about that day at which neither the start nor a later renewal disturbs the fixed newest payments. */
export function quietTime(year: Year, day: number): number {
  const loud = year.now - year.quiet + HOUR;
  const afterNow = between(year.world, 10 * MINUTE, DAY - loud);
  return day + (((year.now - day) % DAY) + afterNow) - DAY;
}
