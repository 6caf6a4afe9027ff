import { isRecord, items, record, text, written } from "./json.ts";
import type { Json, JsonObject } from "./types.ts";
import { BASIL, isBefore } from "./versions.ts";
import { find, rowsWhere, type Tenant } from "./world.ts";

/** Fields that an answer carries only when the caller expands them. */
export const ONLY_EXPANDED: Record<string, readonly string[]> = {
  charge: ["refunds"],
  customer: ["sources", "subscriptions", "tax_ids", "tax", "invoice_credit_balance"],
  invoice: ["payments", "confirmation_secret"],
  price: ["tiers", "currency_options"],
};

/**
 * An object as `version` shows it. Stored objects have the newest shape; anything older than
 * 2025-03-31.basil gets the fields that basil removed. Fields that begin with `sandbox_` are left out.
 */
export function render(tenant: Tenant, resource: JsonObject, version: string): JsonObject {
  const shown = publicCopy(resource);
  if (!isRecord(shown)) return {};
  if (shown["object"] === "event") return renderEvent(tenant, shown, version);
  return isBefore(version, BASIL) ? beforeBasil(tenant, shown) : shown;
}

/** An event with its object rendered at `version`, as an endpoint of that version receives it. */
function renderEvent(tenant: Tenant, event: JsonObject, version: string): JsonObject {
  const data = record(event["data"]);
  const object = render(tenant, record(data["object"]), version);
  return { ...event, data: { ...data, object } };
}

function publicCopy(value: Json): Json {
  if (Array.isArray(value)) return value.map(publicCopy);
  if (!isRecord(value)) return value;
  const isObject = typeof value["object"] === "string";
  const out: JsonObject = {};
  for (const key of isObject ? inStripeOrder(value) : Object.keys(value)) {
    const member = value[key];
    if (!key.startsWith("sandbox_") && member !== undefined) out[key] = publicCopy(member);
  }
  return out;
}

/** `id` and `object` lead, the rest follows the alphabet, as in Stripe's own answers. */
function inStripeOrder(value: JsonObject): string[] {
  const rest = Object.keys(value).filter((key) => key !== "id" && key !== "object");
  return [...("id" in value ? ["id"] : []), "object", ...rest.toSorted()];
}

function beforeBasil(tenant: Tenant, shown: JsonObject): JsonObject {
  switch (shown["object"]) {
    case "subscription":
      return subscriptionBeforeBasil(shown);
    case "invoice":
      return invoiceBeforeBasil(tenant, shown);
    case "charge":
      return { ...shown, invoice: invoiceOfIntent(tenant, text(shown["payment_intent"])) };
    case "payment_intent":
      return { ...shown, invoice: invoiceOfIntent(tenant, text(shown["id"])) };
    default:
      return shown;
  }
}

function subscriptionBeforeBasil(shown: JsonObject): JsonObject {
  const [first] = items(record(shown["items"])["data"]);
  const item = record(first);
  return {
    ...shown,
    current_period_start: item["current_period_start"] ?? null,
    current_period_end: item["current_period_end"] ?? null,
    discount: null,
  };
}

function invoiceBeforeBasil(tenant: Tenant, shown: JsonObject): JsonObject {
  const payment = rowsWhere(tenant, "invoice_payment", "invoice", written(shown["id"])).at(-1);
  const intentId = text(record(payment?.["payment"])["payment_intent"]);
  const intent = find(tenant, "payment_intent", intentId ?? "");
  const parent = record(record(shown["parent"])["subscription_details"]);
  return {
    ...shown,
    paid: shown["status"] === "paid",
    payment_intent: intentId,
    charge: intent?.["latest_charge"] ?? null,
    subscription: parent["subscription"] ?? null,
    tax: null,
    discount: null,
  };
}

function invoiceOfIntent(tenant: Tenant, intentId: string | null): string | null {
  if (intentId === null) return null;
  const paid = rowsWhere(tenant, "invoice_payment", "payment.payment_intent", intentId);
  return text(paid.at(-1)?.["invoice"]);
}
