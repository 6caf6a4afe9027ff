import { record, written } from "./json.ts";
import { formatAmount } from "./money.ts";
import { blank } from "./schema.ts";
import type { Scope } from "./scope.ts";
import type { JsonObject, Resource, Subscription } from "./types.ts";
import { find } from "./world.ts";

export type Line = JsonObject & { amount: number };

/** The line of one period of a subscription; a trial's line is there at 0. */
export function subscriptionLine(
  scope: Scope,
  input: { subscription: Subscription; price: Resource; quantity: number; free: boolean },
): Line {
  const { subscription, price, quantity, free } = input;
  const [item] = subscription.items.data;
  const product = find(scope.tenant, "product", written(price["product"]));
  const name = written(product?.["name"]) || "Subscription";
  const amount = free ? 0 : Number(price["unit_amount"] ?? 0) * quantity;
  return {
    ...bare(scope, amount, written(price["currency"])),
    description: free
      ? `Free trial for ${quantity} × ${name}`
      : `${quantity} × ${name} (at ${rateOf(price)})`,
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: subscription.id,
        subscription_item: written(item?.["id"]),
      },
      type: "subscription_item_details",
    },
    period: {
      end: item?.["current_period_end"] ?? scope.now(),
      start: item?.["current_period_start"] ?? scope.now(),
    },
    pricing: {
      price_details: { price: price.id, product: written(price["product"]) },
      type: "price_details",
      unit_amount_decimal: written(price["unit_amount"]),
    },
    quantity,
    quantity_decimal: String(quantity),
    subscription: subscription.id,
  };
}

/** "$32.00 / month", as Stripe writes what one unit costs. */
function rateOf(price: Resource): string {
  const { interval, interval_count: count } = record(price["recurring"]);
  const each = formatAmount(Number(price["unit_amount"] ?? 0), written(price["currency"]));
  const every = count === 1 ? written(interval) : `every ${written(count)} ${written(interval)}s`;
  return `${each} / ${every}`;
}

/** The line that a pending invoice item becomes. */
export function itemLine(scope: Scope, item: Resource): Line {
  return {
    ...bare(scope, Number(item["amount"]), written(item["currency"])),
    description: item["description"] ?? null,
    metadata: { ...record(item["metadata"]) },
    parent: itemParent(item),
    period: item["period"] ?? null,
    pricing: item["pricing"] ?? null,
    quantity: item["quantity"] ?? 1,
    quantity_decimal: item["quantity_decimal"] ?? "1",
    subscription: record(record(item["parent"])["subscription_details"])["subscription"] ?? null,
  };
}

/** Where a line comes from: an item of its own, or the change of a subscription. */
function itemParent(item: Resource): JsonObject {
  const source = record(record(item["parent"])["subscription_details"]);
  const shared = {
    invoice_item: item.id,
    proration: item["proration"] === true,
    proration_details: { credited_items: null },
  };
  if (source["subscription"] === undefined)
    return {
      invoice_item_details: { ...shared, subscription: null },
      subscription_item_details: null,
      type: "invoice_item_details",
    };
  return {
    invoice_item_details: null,
    subscription_item_details: { ...shared, ...source },
    type: "subscription_item_details",
  };
}

function bare(scope: Scope, amount: number, currency: string): Line {
  return {
    ...blank("InvoiceLineItem"),
    id: scope.world.ids.next("line_item"),
    object: "line_item",
    amount,
    currency,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    subtotal: amount,
    taxes: [],
  };
}
