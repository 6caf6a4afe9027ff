import { billChanges, cancelNow, setCancelAtPeriodEnd, subscribe } from "../billing.ts";
import { assignSent, changes, pathId, type Call, type Handler } from "../call.ts";
import { StripeError, badParam, noSuch } from "../errors.ts";
import { itemChange } from "../item-changes.ts";
import { items, numeric, record, text } from "../json.ts";
import { filterBy, paginate } from "../lists.ts";
import { applyChange } from "../prorations.ts";
import { emit, mergeMetadata, need } from "../scope.ts";
import type { Json, Resource, Subscription } from "../types.ts";
import { picture, rows } from "../world.ts";

const STATUSES =
  "active, past_due, unpaid, canceled, incomplete, incomplete_expired, trialing, paused, all, or ended";

const subscriptionOf = (call: Call): Subscription => need(call, "subscription", pathId(call));

function create(call: Call): Subscription {
  const { params } = call;
  const customer = need(call, "customer", text(params["customer"]) ?? "", "customer");
  const [first, second] = items(params["items"]);
  const item = record(first);
  const priceId = text(item["price"]);
  if (second !== undefined)
    throw new StripeError(501, "not implemented in the sandbox: subscriptions of several items", {
      type: "api_error",
    });
  if (!priceId) throw badParam("Missing required param: items.", "items", "parameter_missing");
  const price = need(call, "price", priceId, "items[0][price]");
  const days = numeric(params["trial_period_days"]);
  const behavior = text(params["payment_behavior"]) ?? "allow_incomplete";
  if (behavior !== "allow_incomplete" && behavior !== "default_incomplete")
    throw new StripeError(501, `not implemented in the sandbox: payment_behavior ${behavior}`, {
      type: "api_error",
    });
  const [discount, another] = items(params["discounts"]);
  if (another !== undefined)
    throw new StripeError(501, "not implemented in the sandbox: several discounts", {
      type: "api_error",
    });
  const coupon = text(record(discount)["coupon"]);
  return subscribe(call, {
    ...(coupon === null
      ? {}
      : {
          couponUse: {
            coupon: need(call, "coupon", coupon, "discounts[0][coupon]"),
            promotionCode: null,
          },
        }),
    customer,
    price,
    quantity: numeric(item["quantity"]) ?? 1,
    itemMetadata: record(item["metadata"]),
    method: text(params["default_payment_method"]),
    metadata: record(params["metadata"]),
    description: text(params["description"]),
    attempt: behavior === "allow_incomplete",
    trialEnd: numeric(params["trial_end"]) ?? (days === null ? null : call.now() + days * 86_400),
  });
}

function update(call: Call): Subscription {
  const subscription = subscriptionOf(call);
  const { params } = call;
  if (subscription.status === "canceled")
    throw new StripeError(
      400,
      "A canceled subscription can only update its cancellation_details and metadata.",
      { code: "invalid_canceled_subscription_fields" },
    );
  const before = picture(subscription);
  assignSent(subscription, params, ["default_payment_method", "description"]);
  const ends = params["cancel_at_period_end"];
  if (typeof ends === "boolean") setCancelAtPeriodEnd(call, subscription, ends);
  if (params["pause_collection"] !== undefined) pause(subscription, params["pause_collection"]);
  const change = itemChange(call, subscription, params);
  if (change) applyChange(call, subscription, change);
  const details = params["cancellation_details"];
  if (details !== undefined)
    subscription["cancellation_details"] = {
      ...record(subscription["cancellation_details"]),
      ...record(details),
    };
  if (params["metadata"] !== undefined)
    subscription["metadata"] = mergeMetadata(
      record(subscription["metadata"]),
      params["metadata"] === null ? null : record(params["metadata"]),
    );
  if (change && params["proration_behavior"] === "always_invoice") billChanges(call, subscription);
  emit(call, "customer.subscription.updated", subscription, changes(before, subscription));
  return subscription;
}

/** Stops collecting, or collects again for null. */
function pause(subscription: Subscription, wanted: Json): void {
  subscription["pause_collection"] =
    wanted === null ? null : { behavior: text(record(wanted)["behavior"]), resumes_at: null };
}

function list(call: Call) {
  const status = text(call.params["status"]);
  const named = filterBy(rows(call.tenant, "subscription"), call.params, [
    "customer",
    "collection_method",
  ]);
  const price = text(call.params["price"]);
  const all = named
    .filter((row) => inStatus(row.status, status))
    .filter((row) => price === null || record(row.items.data[0]?.["price"])["id"] === price);
  return paginate(call.tenant, "subscription", all, call.params, call.url);
}

function inStatus(actual: string, wanted: string | null): boolean {
  if (wanted === null) return actual !== "canceled";
  if (wanted === "all") return true;
  if (wanted === "ended") return actual === "canceled" || actual === "incomplete_expired";
  const known = STATUSES.replace("or ", "").split(", ");
  if (!known.includes(wanted))
    throw badParam(`Invalid status: must be one of ${STATUSES}`, "status");
  return actual === wanted;
}

function listItems(call: Call) {
  const id = text(call.params["subscription"]);
  if (!id)
    throw badParam("Missing required param: subscription.", "subscription", "parameter_missing");
  const owner = need(call, "subscription", id, "subscription");
  const all = owner.items.data as Resource[]; // items are stored with id and object
  return paginate(call.tenant, "subscription_item", all, call.params, call.url);
}

export const billingHandlers: Record<string, Handler> = {
  "Subscription.create": create,
  "Subscription.retrieve": subscriptionOf,
  "Subscription.update": update,
  "Subscription.list": list,
  "Subscription.cancel": (call) => {
    const subscription = subscriptionOf(call);
    if (subscription.status === "canceled") throw noSuch("subscription", subscription.id);
    cancelNow(call, subscription, record(call.params["cancellation_details"]));
    return subscription;
  },
  "SubscriptionItem.list": listItems,
};
