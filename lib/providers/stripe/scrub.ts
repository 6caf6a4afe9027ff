import { MAX_STORED_DEPTH } from "@/lib/core/storable";

/** Secrets, card and bank details, and numbers of identity documents: no feature needs them, so they never leave here. */
const DROPPED = new Set([
  "access_token",
  "auth_code",
  "authentication_token",
  "cvc",
  "fedwire_routing_number",
  "id_number",
  "id_numbers",
  "refresh_token",
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
  const isCard = "exp_month" in value;
  const kept = Object.entries(value).filter(
    ([name]) => !isSecretField(name) && !(isCard && name === "number"),
  );
  return Object.fromEntries(kept.map(([name, inner]) => [name, scrub(inner, levels - 1)]));
}
