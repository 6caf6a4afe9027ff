import { createPrice, createProduct } from "../../catalog.ts";
import { written } from "../../json.ts";
import { blank } from "../../schema.ts";
import { emit, type Scope } from "../../scope.ts";
import type { JsonObject, Resource } from "../../types.ts";
import { insert } from "../../world.ts";

export type Plan = "home" | "homeEu" | "club" | "clubYear" | "office";
export type Discounts = "welcome" | "friends" | "launch";

export type Catalog = {
  plans: Record<Plan, Resource>;
  coupons: Record<Discounts, Resource>;
  promotionCodes: Record<Discounts, Resource>;
  salesTax: Resource;
  vat: Resource;
};

/** Things that are sold once, in minor units, with how often they are bought. */
export const GOODS = {
  usd: [
    ["Ethiopia Yirgacheffe, 250 g", 1850, 9],
    ["Colombia Huila, 500 g", 2600, 8],
    ["House espresso, 1 kg", 3900, 8],
    ["Decaf sampler", 1600, 4],
    ["Cold brew pack", 2200, 4],
    ["Gift card", 5000, 3],
    ["Pour-over starter set", 6450, 4],
    ["Gooseneck kettle", 11_900, 1],
    ["Barista workshop, one seat", 9500, 2],
    ["Hand grinder", 18_900, 1],
  ],
  eur: [
    ["Ethiopia Yirgacheffe, 250 g (EU)", 1690, 6],
    ["House espresso, 1 kg (EU)", 3650, 5],
    ["Decaf sampler", 1480, 3],
    ["Pour-over starter set (EU)", 5900, 2],
  ],
  jpy: [
    ["Drip bag, Tokyo pop-up", 500, 6],
    ["House espresso, 500 g", 3200, 3],
    ["Tasting set, Tokyo pop-up", 6800, 1],
  ],
  kwd: [
    ["Sample box for Kuwait City", 5120, 3],
    ["Kyoto blend, 500 g", 7250, 2],
  ],
} as const;

/** Stores what the shop sells and what makes it cheaper or dearer. */
export function seedCatalog(scope: Scope): Catalog {
  const home = plan(scope, "Home plan", "Two bags of single-origin coffee every month", 3200);
  const homeEu = priceOf(scope, home.product, { currency: "eur", amount: 2900, interval: "month" });
  const club = plan(
    scope,
    "Espresso Club",
    "A kilo of house espresso and the club's tastings",
    4800,
  );
  const clubYear = priceOf(scope, club.product, {
    currency: "usd",
    amount: 24_000,
    interval: "year",
  });
  const office = plan(scope, "Office plan", "Four kilos of house espresso every month", 14_500);
  for (const [text, amount] of GOODS.usd) good(scope, text, amount);
  const welcome = coupon(scope, {
    duration: "repeating",
    duration_in_months: 3,
    name: "Welcome, 20 % off",
    percent_off: 20,
  });
  const friends = coupon(scope, {
    duration: "forever",
    name: "Friends, 10 % off",
    percent_off: 10,
  });
  const launch = coupon(scope, {
    amount_off: 500,
    currency: "usd",
    duration: "once",
    name: "$5 off the first bag",
  });
  return {
    plans: { home: home.price, homeEu, club: club.price, clubYear, office: office.price },
    coupons: { welcome, friends, launch },
    promotionCodes: {
      welcome: promotionCode(scope, welcome, "WELCOME20", true),
      friends: promotionCode(scope, friends, "FRIENDS10", false),
      launch: promotionCode(scope, launch, "FIRSTBAG", true),
    },
    salesTax: taxRate(scope, {
      country: "US",
      display_name: "Sales tax",
      jurisdiction: "Washington",
      percentage: 8.25,
      state: "WA",
      tax_type: "sales_tax",
    }),
    vat: taxRate(scope, { country: "DE", display_name: "VAT", percentage: 7, tax_type: "vat" }),
  };
}

function plan(scope: Scope, name: string, description: string, amount: number) {
  const product = createProduct(scope, { name, description, metadata: {} });
  const price = priceOf(scope, product, { currency: "usd", amount, interval: "month" });
  product["default_price"] = price.id;
  return { product, price };
}

function priceOf(
  scope: Scope,
  product: Resource,
  terms: { currency: string; amount: number; interval: string },
): Resource {
  return createPrice(scope, {
    product: product.id,
    currency: terms.currency,
    unitAmount: terms.amount,
    recurring: { interval: terms.interval, intervalCount: 1 },
    nickname: `${written(product["name"])}, per ${terms.interval}`,
    lookupKey: null,
    metadata: {},
  });
}

function good(scope: Scope, name: string, amount: number): void {
  const product = createProduct(scope, { name, description: null, metadata: {} });
  const price = createPrice(scope, {
    product: product.id,
    currency: "usd",
    unitAmount: amount,
    recurring: null,
    nickname: null,
    lookupKey: null,
    metadata: {},
  });
  product["default_price"] = price.id;
}

/** Stores an object of a type that the sandbox only lists and reads, and emits its event when it has one. */
export function storeRecord(
  scope: Scope,
  name: string,
  fields: JsonObject & { object: string },
  event?: string,
): Resource {
  const stored = insert(scope.tenant, {
    ...blank(name),
    id: scope.world.ids.next(fields.object),
    created: scope.now(),
    livemode: false,
    metadata: {},
    ...fields,
  });
  if (event) emit(scope, event, stored);
  return stored;
}

function coupon(scope: Scope, fields: JsonObject): Resource {
  const object = "coupon";
  return storeRecord(scope, "Coupon", { object, times_redeemed: 0, valid: true, ...fields });
}

function promotionCode(scope: Scope, of: Resource, code: string, isFirst: boolean): Resource {
  return storeRecord(scope, "PromotionCode", {
    object: "promotion_code",
    active: true,
    code,
    promotion: { coupon: of.id, type: "coupon" },
    restrictions: {
      first_time_transaction: isFirst,
      minimum_amount: null,
      minimum_amount_currency: null,
    },
    times_redeemed: 0,
  });
}

function taxRate(scope: Scope, fields: JsonObject & { percentage: number }): Resource {
  return storeRecord(scope, "TaxRate", {
    object: "tax_rate",
    active: true,
    effective_percentage: fields.percentage,
    inclusive: false,
    rate_type: "percentage",
    ...fields,
  });
}

/** Stores the bank accounts that payouts go to, one for each currency. */
export function seedBanks(scope: Scope): void {
  for (const [currency, country, last4] of [
    ["usd", "US", "6789"],
    ["eur", "DE", "3000"],
    ["jpy", "JP", "1234"],
    ["kwd", "KW", "0101"],
  ] as const)
    insert(scope.tenant, {
      ...blank("BankAccount"),
      id: scope.world.ids.next("bank_account"),
      object: "bank_account",
      account: scope.tenant.id,
      account_holder_name: "Northwind Roasters",
      account_holder_type: "company",
      bank_name: "STRIPE TEST BANK",
      country,
      currency,
      default_for_currency: true,
      fingerprint: scope.world.ids.chars(16),
      last4,
      metadata: {},
      status: "new",
    });
}
