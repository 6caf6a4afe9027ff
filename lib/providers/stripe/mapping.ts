import { shorten } from "../../core/text";
import type { EventState, ProviderEvent } from "../types";
import { DAY_FIELDS, fieldsOf, NESTED_FIELDS, TIME_FIELDS } from "./fields";
import { objects } from "./objects";
import { isSecretField, scrub } from "./scrub";

/** The checked part of a verified Stripe event. */
export interface StripeEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly livemode: boolean;
  readonly account?: string | undefined;
  /** The API version that `data.object` has the shape of. */
  readonly api_version?: string | null | undefined;
  readonly data: {
    readonly object: Readonly<Record<string, unknown>>;
    readonly previous_attributes?: Readonly<Record<string, unknown>> | null | undefined;
  };
}

type Fields = Readonly<Record<string, unknown>>;

const MAX_SEGMENTS = 5;
const MAX_ITEMS = 20;
const MAX_TEXT = 2_000;

function asObject(value: unknown): Fields {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Fields) // an object by the check on this line
    : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Returns the id of a reference, expanded or not. */
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

/** True for an authorization: a succeeded charge that is not captured. Charges of all API versions have `captured`. */
const isHold = (charge: Fields) => charge["captured"] === false;

const PAYMENT_TYPES = new Map<string, (object: Fields) => string | null>([
  ["charge.succeeded", (charge) => (isHold(charge) ? "authorized" : "received")],
  ["charge.captured", () => "received"],
  ["charge.failed", () => "failed"],
  ["charge.refunded", (charge) => (isHold(charge) ? "released" : "refunded")],
  // A decline has a charge and `charge.failed` reports it. `latest_charge` may be of an earlier try.
  [
    "payment_intent.payment_failed",
    (intent) => (idOf(asObject(intent["last_payment_error"])["charge"]) ? null : "failed"),
  ],
]);

/** Returns the mesh event type of a Stripe event. Each Stripe event becomes exactly one mesh event. */
export function eventTypeOf(event: StripeEvent): string {
  const payment = PAYMENT_TYPES.get(event.type)?.(event.data.object) ?? null;
  if (payment !== null) return `stripe.payment.${payment}`;
  if (event.type.startsWith("customer.subscription."))
    return sanitiseType(event.type.replace("customer.", ""));
  return sanitiseType(event.type);
}

const numberOf = (value: unknown) => (typeof value === "number" ? value : undefined);

/**
 * Returns the captured and refunded amounts of a charge. Stripe includes the uncaptured rest of a partial capture in
 * `amount_refunded`, although that money was never collected.
 */
function chargeAmounts({ object, previous_attributes: previous }: StripeEvent["data"]): Fields {
  const amount = numberOf(object["amount"]);
  const captured = numberOf(object["amount_captured"]);
  if (isHold(object) || amount === undefined || captured === undefined) return {};
  const before = numberOf(previous?.["amount_refunded"]);
  const refunded = numberOf(object["amount_refunded"]);
  return {
    amount: captured,
    ...(refunded === undefined
      ? {}
      : { amount_refunded: Math.max(0, refunded - (amount - captured)) }),
    ...(refunded === undefined || before === undefined ? {} : { refund_amount: refunded - before }),
  };
}

function intentFields(intent: Fields): Fields {
  const error = asObject(intent["last_payment_error"]);
  return {
    ...intent,
    failure_code: error["code"],
    failure_message: error["message"],
    decline_code: error["decline_code"],
    payment_intent: intent["id"],
  };
}

function paymentFields({ data }: StripeEvent): Fields {
  const { object } = data;
  return object["object"] === "payment_intent"
    ? intentFields(object)
    : { ...object, ...(object["status"] === "failed" ? {} : chargeAmounts(data)) };
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

/** Reads the period, which moved from the subscription to its items in 2025. */
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
  const list = asObject(object["items"]);
  const items = asList(list["data"]);
  const before = asList(asObject(previous?.["items"])["data"]);
  return {
    ...object,
    items: items.slice(0, MAX_ITEMS).map(itemFields),
    items_truncated: items.length > MAX_ITEMS || list["has_more"] === true ? true : undefined,
    previous_items: before.length > 0 ? before.slice(0, MAX_ITEMS).map(itemFields) : undefined,
    previous_status: previous?.["status"],
    current_period_start: periodOf(object, items, "current_period_start"),
    current_period_end: periodOf(object, items, "current_period_end"),
  };
}

/** Reads `invoice.subscription` until 2025 and `invoice.parent` since then. */
function invoiceFields(object: Fields): Fields {
  const parent = asObject(asObject(object["parent"])["subscription_details"]);
  return {
    ...object,
    subscription: idOf(object["subscription"]) ?? idOf(parent["subscription"]),
  };
}

function fieldsByKind(type: string, event: StripeEvent): Fields {
  if (/^stripe\.payment(_intent)?\./.test(type)) return paymentFields(event);
  if (type.startsWith("stripe.subscription.")) return subscriptionFields(event);
  if (type.startsWith("stripe.invoice.")) return invoiceFields(event.data.object);
  return event.data.object;
}

function nested(value: object, members: readonly string[]): unknown {
  const source = asObject(value);
  const kept = members.flatMap((name) => {
    const member = plain(name, source[name]);
    return member === undefined ? [] : [[name, member] as const];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function plain(name: string, value: unknown): unknown {
  if (TIME_FIELDS.has(name)) return isoOf(value);
  if (DAY_FIELDS.has(name)) return isoOf(value)?.slice(0, 10);
  if (name === "items" || name === "previous_items") return scrub(value);
  if (value === null || value === undefined) return undefined;
  if (typeof value === "object") {
    const members = NESTED_FIELDS.get(name);
    return members ? nested(value, members) : idOf(value);
  }
  return typeof value === "string" ? shorten(value, MAX_TEXT) : value;
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

/** The state of the event's object for the synced copy, if the copy has objects of its type. */
function stateOf({ type, api_version: apiVersion, data }: StripeEvent): EventState | undefined {
  const kind = data.object["object"];
  const id = idOf(data.object["id"]);
  const known = typeof kind === "string" && Object.hasOwn(objects.types, kind);
  if (!known || id === undefined) return undefined;
  return {
    type: kind,
    id,
    apiVersion: apiVersion ?? null,
    object: scrub(data.object) as Fields, // scrubbing keeps an object an object
    previous: data.previous_attributes ? (scrub(data.previous_attributes) as Fields) : null,
    deleted: type === `${kind}.deleted` || data.object["deleted"] === true,
  };
}

/** Maps a Stripe event to a mesh event. Keeps only declared fields. Pure. */
export function toProviderEvent(event: StripeEvent): ProviderEvent {
  const type = eventTypeOf(event);
  const state = stateOf(event);
  return {
    id: event.id,
    type,
    subject: subjectOf(type, event),
    time: isoOf(event.created) ?? new Date(0).toISOString(),
    data: dataOf(type, event),
    account: event.account ?? null,
    livemode: event.livemode,
    rawType: event.type,
    ...(state ? { state } : {}),
  };
}
