import { changes } from "./call.ts";
import { planOf } from "./catalog.ts";
import { record, written } from "./json.ts";
import { blank } from "./schema.ts";
import { emit, type Scope } from "./scope.ts";
import type { JsonObject, Resource, Subscription } from "./types.ts";
import { find, insert, picture, rowsWhere } from "./world.ts";

/** A change of the one item of a subscription; fields that are left out stay. */
export type ItemChange = {
  price?: Resource;
  quantity?: number;
  /** From when the new price counts, unix seconds; by default now. */
  at?: number;
  /** False charges the new price from the next period on. */
  prorates?: boolean;
};

/**
 * Moves a running subscription to another price or quantity. What is left of the paid period is credited and
 * the new price charged for it, as invoice items that the next bill takes up; a trial has nothing to credit.
 */
export function changeItem(scope: Scope, subscription: Subscription, change: ItemChange): void {
  const before = picture(subscription);
  applyChange(scope, subscription, change);
  emit(scope, "customer.subscription.updated", subscription, changes(before, subscription));
}

/** Does what {@link changeItem} does without telling of the subscription. */
export function applyChange(scope: Scope, subscription: Subscription, change: ItemChange): void {
  for (const item of prorationItems(scope, subscription, change)) {
    insert(scope.tenant, item);
    emit(scope, "invoiceitem.created", item);
  }
  moveItem(subscription, change);
}

/** Sets the price and quantity of a subscription's item. */
export function moveItem(subscription: Subscription, change: ItemChange): void {
  const [item] = subscription.items.data;
  if (!item) return;
  const price = change.price ?? record(item["price"]);
  const quantity = change.quantity ?? Number(item["quantity"] ?? 1);
  Object.assign(item, { plan: planOf(price), price: { ...price }, quantity });
  Object.assign(subscription, { plan: planOf(price), quantity });
}

/** The credit and the charge that a change comes to, as invoice items that are not stored yet. */
export function prorationItems(
  scope: Scope,
  subscription: Subscription,
  change: ItemChange,
): Resource[] {
  const [item] = subscription.items.data;
  if (!item || change.prorates === false || subscription.status === "trialing") return [];
  const old = { price: record(item["price"]), quantity: Number(item["quantity"] ?? 1) };
  const sides = [
    { ...old, isCredit: true },
    {
      price: change.price ?? old.price,
      quantity: change.quantity ?? old.quantity,
      isCredit: false,
    },
  ];
  const at = change.at ?? scope.now();
  return sides.map((side) => prorated(scope, { subscription, item, at }, side));
}

function prorated(
  scope: Scope,
  of: { subscription: Subscription; item: JsonObject; at: number },
  side: { price: JsonObject; quantity: number; isCredit: boolean },
): Resource {
  const { subscription, item, at } = of;
  const { price, quantity, isCredit } = side;
  const start = Number(item["current_period_start"]);
  const end = Number(item["current_period_end"]);
  const full = Number(price["unit_amount"] ?? 0) * quantity;
  const amount = Math.round(full * ((end - at) / (end - start))) * (isCredit ? -1 : 1);
  const name = written(find(scope.tenant, "product", written(price["product"]))?.["name"]);
  const day = new Date(at * 1000).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  const shown = quantity === 1 ? name : `${quantity} × ${name}`;
  return {
    ...blank("InvoiceItem"),
    id: scope.world.ids.next("invoiceitem"),
    object: "invoiceitem",
    amount,
    currency: written(price["currency"]),
    customer: subscription.customer,
    date: scope.now(),
    description: `${isCredit ? "Unused" : "Remaining"} time on ${shown} after ${day}`,
    discountable: false,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    parent: {
      subscription_details: {
        subscription: subscription.id,
        subscription_item: written(item["id"]),
      },
      type: "subscription_details",
    },
    period: { end, start: at },
    pricing: {
      price_details: { price: written(price["id"]), product: written(price["product"]) },
      type: "price_details",
      unit_amount_decimal: String(amount / quantity),
    },
    proration: true,
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: [],
  };
}

/** The invoice items of a subscription that no bill has taken up yet, oldest first. */
export function pendingItems(scope: Scope, subscription: Subscription): Resource[] {
  const path = "parent.subscription_details.subscription";
  return rowsWhere(scope.tenant, "invoiceitem", path, subscription.id).filter(
    (item) => item["invoice"] === null,
  );
}
