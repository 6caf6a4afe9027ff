import { blank } from "./schema.ts";
import { emit, type Scope } from "./scope.ts";
import type { JsonObject, Resource } from "./types.ts";
import { insert } from "./world.ts";

export type ProductInput = {
  id?: string | null;
  name: string;
  description: string | null;
  metadata: JsonObject;
  active?: boolean;
  images?: JsonObject[string];
  url?: string | null;
  taxCode?: string | null;
  unitLabel?: string | null;
};

/** Stores a product and emits product.created. */
export function createProduct(scope: Scope, input: ProductInput): Resource {
  const product = insert(scope.tenant, {
    ...blank("Product"),
    id: input.id ?? scope.world.ids.next("product"),
    object: "product",
    active: input.active ?? true,
    created: scope.now(),
    default_price: null,
    description: input.description,
    images: input.images ?? [],
    livemode: false,
    marketing_features: [],
    metadata: input.metadata,
    name: input.name,
    tax_code: input.taxCode ?? null,
    type: "service",
    unit_label: input.unitLabel ?? null,
    updated: scope.now(),
    url: input.url ?? null,
  });
  emit(scope, "product.created", product);
  return product;
}

export type PriceInput = {
  product: string;
  currency: string;
  /** Minor units. */
  unitAmount: number;
  recurring: { interval: string; intervalCount: number; trialDays?: number | null } | null;
  nickname: string | null;
  lookupKey: string | null;
  metadata: JsonObject;
};

/** Stores a per-unit price and emits price.created. */
export function createPrice(scope: Scope, input: PriceInput): Resource {
  const price = insert(scope.tenant, {
    ...blank("Price"),
    id: scope.world.ids.next("price"),
    object: "price",
    active: true,
    billing_scheme: "per_unit",
    created: scope.now(),
    currency: input.currency,
    livemode: false,
    lookup_key: input.lookupKey,
    metadata: input.metadata,
    nickname: input.nickname,
    product: input.product,
    recurring: input.recurring
      ? {
          interval: input.recurring.interval,
          interval_count: input.recurring.intervalCount,
          meter: null,
          trial_period_days: input.recurring.trialDays ?? null,
          usage_type: "licensed",
        }
      : null,
    tax_behavior: "unspecified",
    type: input.recurring ? "recurring" : "one_time",
    unit_amount: input.unitAmount,
    unit_amount_decimal: String(input.unitAmount),
  });
  emit(scope, "price.created", price);
  return price;
}

/** The legacy plan that a subscription item still carries beside its price. */
export function planOf(price: JsonObject): JsonObject {
  const recurring = price["recurring"] as JsonObject; // only recurring prices reach a subscription
  return {
    ...blank("Plan"),
    id: price["id"],
    object: "plan",
    active: price["active"],
    amount: price["unit_amount"],
    amount_decimal: price["unit_amount_decimal"],
    billing_scheme: "per_unit",
    created: price["created"],
    currency: price["currency"],
    interval: recurring["interval"],
    interval_count: recurring["interval_count"],
    livemode: false,
    metadata: {},
    product: price["product"],
    usage_type: "licensed",
  };
}
