import { MAX_STORED_DEPTH } from "@/lib/core/storable";

/** Secrets of a payment in progress and bank details: nothing of ours needs them, so they never leave here. */
const DROPPED = new Set([
  "client_secret",
  "secret",
  "next_action",
  "account_number",
  "routing_number",
  "sort_code",
  "bsb_number",
  "transit_number",
  "institution_number",
  "iban",
  "bank_account_number",
  "clabe",
]);

export function isSecretField(name: string): boolean {
  return DROPPED.has(name) || name.endsWith("_secret");
}

/** A copy without secret fields, down to the depth that is stored; what lies deeper becomes `null`. */
export function scrub(value: unknown, levels = MAX_STORED_DEPTH): unknown {
  if (value === null || typeof value !== "object") return value;
  if (levels <= 0) return null;
  if (Array.isArray(value)) return value.map((item) => scrub(item, levels - 1));
  const kept = Object.entries(value).filter(([name]) => !isSecretField(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, scrub(inner, levels - 1)]));
}
