import { adjustLine } from "../adjustments.ts";
import type { Call, Handler } from "../call.ts";
import { StripeError, badParam } from "../errors.ts";
import { itemLine, subscriptionLine } from "../invoice-lines.ts";
import { composeInvoice } from "../invoices.ts";
import { itemChange } from "../item-changes.ts";
import { record, text, written } from "../json.ts";
import { moveItem, pendingItems, prorationItems } from "../prorations.ts";
import { need } from "../scope.ts";
import { periodEnd } from "../subscriptions.ts";
import type { Resource, Subscription } from "../types.ts";
import { picture } from "../world.ts";

/** The subscription as it stands in its next period. */
function inNextPeriod(subscription: Subscription): Subscription {
  const [item] = subscription.items.data;
  if (!item) return subscription;
  const start = Number(item["current_period_end"]);
  item["current_period_start"] = start;
  item["current_period_end"] = periodEnd(start, record(record(item["price"])["recurring"]));
  if (subscription.status === "trialing") subscription.status = "active";
  return subscription;
}

/** Shows the next bill of a subscription, or of a change that is billed at once, without storing anything. */
function preview(call: Call): Resource {
  const { params } = call;
  const id = text(params["subscription"]);
  if (id === null)
    throw new StripeError(501, "not implemented in the sandbox: previews without a subscription", {
      type: "api_error",
    });
  const stored = need(call, "subscription", id, "subscription");
  if (stored.status === "canceled")
    throw badParam("No upcoming invoices for a canceled subscription.", "subscription");
  const details = record(params["subscription_details"]);
  const change = itemChange(call, stored, details);
  const subscription = picture(stored) as Subscription; // a copy of one
  const changed = change ? prorationItems(call, subscription, change) : [];
  if (change) moveItem(subscription, change);
  const isBilledNow =
    details["proration_behavior"] === "always_invoice" && subscription.status !== "trialing";
  const waiting = [...pendingItems(call, stored), ...changed].map((item) => itemLine(call, item));
  const next = isBilledNow ? [] : [nextLine(call, inNextPeriod(subscription))];
  return composeInvoice(call, {
    customer: need(call, "customer", stored.customer),
    currency: written(stored["currency"]),
    lines: [...waiting, ...next].map((line) => adjustLine(call, line, stored)),
    subscription: stored,
    reason: isBilledNow ? "subscription_update" : "upcoming",
    fields: { id: `upcoming_${stored.id}` },
  });
}

function nextLine(call: Call, subscription: Subscription) {
  const [item] = subscription.items.data;
  const price = need(call, "price", written(record(item?.["price"])["id"]));
  const quantity = Number(item?.["quantity"] ?? 1);
  return subscriptionLine(call, { subscription, price, quantity, free: false });
}

export const previewHandlers: Record<string, Handler> = { "Invoice.createPreview": preview };
