import { isRecord, record } from "./json.ts";
import type { Json, JsonObject } from "./types.ts";

const FIELDS = ["city", "country", "line1", "line2", "postal_code", "state"] as const;

/** An address with every field present, as Stripe shows it; null stays null. */
export function completeAddress(given: Json | undefined): JsonObject | null {
  if (!isRecord(given)) return null;
  return Object.fromEntries(FIELDS.map((field) => [field, given[field] ?? null]));
}

/** Shipping details with a complete address; null stays null. */
export function completeShipping(given: Json | undefined): JsonObject | null {
  if (!isRecord(given)) return null;
  return {
    ...given,
    address: completeAddress(record(given["address"])),
    name: given["name"] ?? null,
    phone: given["phone"] ?? null,
  };
}
