import { changes } from "./call.ts";
import { planOf } from "./catalog.ts";
import { record, written } from "./json.ts";
import { blank } from "./schema.ts";
import { emit, type Scope } from "./scope.ts";
import type { JsonObject, Resource, Subscription } from "./types.ts";
import { find, insert, picture, rowsWhere } from "./world.ts";

/**
 * Moves a running subscription to another price or quantity. What is left of the paid period is credited and
 * the new price charged for it, as invoice items that the next bill takes up; a trial has nothing to credit.
 */
export function changeItem(
  scope: Scope,
  subscription: Subscription,
  change: { price?: Resource; quantity?: number },
): void {
  const [item] = subscription.items.data;
  if (!item) return;
  const before = picture(subscription);
  const old = { price: record(item["price"]), quantity: Number(item["quantity"] ?? 1) };
  const price = change.price ?? old.price;
  const quantity = change.quantity ?? old.quantity;
  if (subscription.status !== "trialing") {
    prorate(scope, subscription, item, { ...old, isCredit: true });
    prorate(scope, subscription, item, { price, quantity, isCredit: false });
  }
  Object.assign(item, { plan: planOf(price), price: { ...price }, quantity });
  Object.assign(subscription, { plan: planOf(price), quantity });
  emit(scope, "customer.subscription.updated", subscription, changes(before, subscription));
}

function prorate(
  scope: Scope,
  subscription: Subscription,
  item: JsonObject,
  side: { price: JsonObject; quantity: number; isCredit: boolean },
): void {
  const { price, quantity, isCredit } = side;
  const now = scope.now();
  const start = Number(item["current_period_start"]);
  const end = Number(item["current_period_end"]);
  const full = Number(price["unit_amount"] ?? 0) * quantity;
  const amount = Math.round(full * ((end - now) / (end - start))) * (isCredit ? -1 : 1);
  const name = written(find(scope.tenant, "product", written(price["product"]))?.["name"]);
  const day = new Date(now * 1000).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  const shown = quantity === 1 ? name : `${quantity} × ${name}`;
  const created = insert(scope.tenant, {
    ...blank("InvoiceItem"),
    id: scope.world.ids.next("invoiceitem"),
    object: "invoiceitem",
    amount,
    currency: written(price["currency"]),
    customer: subscription.customer,
    date: now,
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
    period: { end, start: now },
    pricing: {
      price_details: { price: written(price["id"]), product: written(price["product"]) },
      type: "price_details",
      unit_amount_decimal: String(amount / quantity),
    },
    proration: true,
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: [],
  });
  emit(scope, "invoiceitem.created", created);
}

/** The invoice items of a subscription that no bill has taken up yet, oldest first. */
export function pendingItems(scope: Scope, subscription: Subscription): Resource[] {
  const path = "parent.subscription_details.subscription";
  return rowsWhere(scope.tenant, "invoiceitem", path, subscription.id).filter(
    (item) => item["invoice"] === null,
  );
}
