import type { ProviderEvent } from "../types";
import { fieldsOf } from "./events";
import { isSecretField, scrub } from "./scrub";

/** A verified Stripe event, as far as its shape was checked. */
export interface StripeEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly livemode: boolean;
  readonly account?: string | undefined;
  readonly data: {
    readonly object: Readonly<Record<string, unknown>>;
    readonly previous_attributes?: Readonly<Record<string, unknown>> | null | undefined;
  };
}

type Fields = Readonly<Record<string, unknown>>;

const CHARGE_TYPES: Readonly<Record<string, string>> = {
  "charge.succeeded": "stripe.payment.received",
  "charge.failed": "stripe.payment.failed",
  "charge.refunded": "stripe.payment.refunded",
};
const MAX_SEGMENTS = 5;
const MAX_ITEMS = 20;
const TIME_FIELDS = new Set([
  "created",
  "current_period_start",
  "current_period_end",
  "cancel_at",
  "canceled_at",
  "trial_end",
  "due_date",
  "arrival_date",
]);

function asObject(value: unknown): Fields {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Fields) // an object by the check on this line
    : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The id of a reference, whether or not it was expanded. */
function idOf(value: unknown): string | undefined {
  if (typeof value === "string" && value !== "") return value;
  const { id } = asObject(value);
  return typeof id === "string" ? id : undefined;
}

function isoOf(seconds: unknown): string | undefined {
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) return undefined;
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** `payment_intent.latest_charge` today, `charges.data[0]` before 2022-11-15. */
function chargeOfIntent(intent: Fields): string | undefined {
  return (
    idOf(intent["latest_charge"]) ??
    idOf(asList(asObject(intent["charges"])["data"])[0]) ??
    idOf(asObject(intent["last_payment_error"])["charge"])
  );
}

function sanitiseType(rawType: string): string {
  const segments = rawType
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.]+/g, "_")
    .split(".")
    .filter((segment) => segment !== "");
  const kept = segments.slice(0, MAX_SEGMENTS - 2);
  const rest = segments.slice(MAX_SEGMENTS - 2).join("_");
  return ["stripe", ...kept, ...(rest === "" ? [] : [rest])].join(".");
}

/** Our name for a Stripe event. Each Stripe event is one event of ours, so no two names mean the same payment. */
export function eventTypeOf(event: StripeEvent): string {
  const charge = CHARGE_TYPES[event.type];
  if (charge !== undefined) return charge;
  if (event.type === "payment_intent.payment_failed" && !chargeOfIntent(event.data.object))
    return "stripe.payment.failed";
  if (event.type.startsWith("customer.subscription."))
    return sanitiseType(event.type.replace("customer.", ""));
  return sanitiseType(event.type);
}

function failureOf(object: Fields): Fields {
  const error = asObject(object["last_payment_error"]);
  return {
    failure_code: object["failure_code"] ?? error["decline_code"] ?? error["code"],
    failure_message: object["failure_message"] ?? error["message"],
  };
}

function paymentFields(object: Fields): Fields {
  const isIntent = object["object"] === "payment_intent";
  return {
    ...object,
    ...failureOf(object),
    id: object["id"],
    payment_intent: isIntent ? object["id"] : idOf(object["payment_intent"]),
  };
}

function itemFields(value: unknown): Fields {
  const item = asObject(value);
  const price = asObject(item["price"] ?? item["plan"]);
  const recurring = asObject(price["recurring"]);
  return {
    id: item["id"],
    price: price["id"],
    product: idOf(price["product"]),
    unit_amount: price["unit_amount"] ?? price["amount"],
    currency: price["currency"],
    interval: recurring["interval"] ?? price["interval"],
    interval_count: recurring["interval_count"] ?? price["interval_count"],
    quantity: item["quantity"],
  };
}

/** The period moved from the subscription to its items in 2025; both shapes give the same fields. */
function periodOf(object: Fields, items: readonly unknown[], field: string): unknown {
  if (typeof object[field] === "number") return object[field];
  const times = items
    .map((item) => asObject(item)[field])
    .filter((time): time is number => typeof time === "number");
  if (times.length === 0) return undefined;
  return field.endsWith("_start") ? Math.min(...times) : Math.max(...times);
}

function subscriptionFields(event: StripeEvent): Fields {
  const { object, previous_attributes: previous } = event.data;
  const items = asList(asObject(object["items"])["data"]);
  return {
    ...object,
    items: items.slice(0, MAX_ITEMS).map(itemFields),
    previous_status: previous?.["status"],
    current_period_start: periodOf(object, items, "current_period_start"),
    current_period_end: periodOf(object, items, "current_period_end"),
  };
}

/** `invoice.subscription` until 2025, `invoice.parent` today. */
function invoiceFields(object: Fields): Fields {
  const parent = asObject(asObject(object["parent"])["subscription_details"]);
  return {
    ...object,
    subscription: idOf(object["subscription"]) ?? idOf(parent["subscription"]),
  };
}

function fieldsByKind(type: string, event: StripeEvent): Fields {
  const { object } = event.data;
  if (/^stripe\.payment(_intent)?\./.test(type)) return paymentFields(object);
  if (type.startsWith("stripe.subscription.")) return subscriptionFields(event);
  if (type.startsWith("stripe.invoice.")) return invoiceFields(object);
  return object;
}

function plain(name: string, value: unknown): unknown {
  if (TIME_FIELDS.has(name)) return isoOf(value);
  if (name === "items") return scrub(value);
  if (value === null || value === undefined) return undefined;
  if (typeof value === "object") return idOf(value);
  return typeof value === "string" ? value.slice(0, 2_000) : value;
}

function dataOf(type: string, event: StripeEvent): Record<string, unknown> {
  const source = fieldsByKind(type, event);
  const data: Record<string, unknown> = {};
  for (const name of fieldsOf(type)) {
    const value = isSecretField(name) ? undefined : plain(name, source[name]);
    if (value !== undefined) data[name] = value;
  }
  return { ...data, livemode: event.livemode };
}

function subjectOf(type: string, event: StripeEvent): string | undefined {
  const { object } = event.data;
  if (event.type === "account.application.deauthorized") return event.account;
  if (type.startsWith("stripe.payment."))
    return idOf(object["payment_intent"]) ?? idOf(object["id"]);
  return idOf(object["id"]);
}

/** One Stripe event as one event of ours. Pure; keeps declared fields only. */
export function toProviderEvent(event: StripeEvent): ProviderEvent {
  const type = eventTypeOf(event);
  return {
    id: event.id,
    type,
    subject: subjectOf(type, event),
    time: isoOf(event.created) ?? new Date(0).toISOString(),
    data: dataOf(type, event),
    account: event.account ?? null,
    livemode: event.livemode,
    rawType: event.type,
  };
}
