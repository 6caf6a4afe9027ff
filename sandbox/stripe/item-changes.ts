import type { Call } from "./call.ts";
import { StripeError, badParam, noSuch } from "./errors.ts";
import { canonical, items, numeric, record, text } from "./json.ts";
import type { ItemChange } from "./prorations.ts";
import { need } from "./scope.ts";
import type { JsonObject, Resource, Subscription } from "./types.ts";

const MEMBERS = new Set(["id", "price", "quantity"]);

const notServed = (what: string) =>
  new StripeError(501, `not implemented in the sandbox: ${what}`, { type: "api_error" });

/** The change of a subscription's one item that parameters ask for; null without `items`. */
export function itemChange(
  call: Call,
  subscription: Subscription,
  params: JsonObject,
): ItemChange | null {
  const [first, second] = items(params["items"]);
  if (first === undefined) return null;
  const wanted = record(first);
  const unknown = Object.keys(wanted).find((name) => !MEMBERS.has(name));
  if (unknown !== undefined) throw notServed(`items[0][${unknown}]`);
  const id = text(wanted["id"]);
  if (second !== undefined || id === null) throw notServed("subscriptions of several items");
  const [own] = subscription.items.data;
  if (own?.["id"] !== id) throw noSuch("subscription_item", id);
  const named = text(wanted["price"]);
  const price = named === null ? null : need(call, "price", named, "items[0][price]");
  if (price) refuseOtherPeriod(price, record(own["price"]));
  const quantity = numeric(wanted["quantity"]);
  const at = numeric(params["proration_date"]);
  if (at !== null && (at < Number(own["current_period_start"]) || at > call.now()))
    throw badParam(
      "Proration date must be in the current billing period of the subscription.",
      "proration_date",
    );
  return {
    ...(price ? { price } : {}),
    ...(quantity === null ? {} : { quantity }),
    ...(at === null ? {} : { at }),
    prorates: params["proration_behavior"] !== "none",
  };
}

function refuseOtherPeriod(price: Resource, old: JsonObject): void {
  if (price["recurring"] === null)
    throw badParam(`The price ${price.id} is not recurring.`, "items[0][price]");
  const periods = [price, old].map(({ recurring }) => {
    const { interval, interval_count: count } = record(recurring);
    return canonical({ interval: interval ?? null, count: count ?? null });
  });
  if (periods[0] !== periods[1]) throw notServed("a change of the billing period");
}
