import { BRANDS, brandName } from "./words";

/** A way to pay, as people see and type it. */
export interface TypedMethod {
  /** Value of the column `method`; `null` for any. */
  readonly name: string | null;
  readonly last4: string | null;
}

const ALIASES: Readonly<Record<string, string>> = {
  "american express": "amex",
  "master card": "mastercard",
  sepa: "sepa_debit",
  ach: "us_bank_account",
  bacs: "bacs_debit",
  diners: "diners",
};

const BY_NAME = new Map([
  ...Object.entries(BRANDS).flatMap(([key, shown]) => [
    [key.replaceAll("_", " "), key] as const,
    [shown.toLowerCase(), key] as const,
  ]),
  ...Object.entries(ALIASES),
]);

const TYPED = /^(?<name>\p{L}[\p{L} ]*?)?\s*(?<dots>[•·*●]{2,})?\s*(?<last4>\d{4})?$/u;

/** Reads `visa 4242`, `•••• 4242` or `Apple Pay` as the column “Method” shows it; `null` if it is something else. */
export function readMethod(text: string): TypedMethod | null {
  const found = TYPED.exec(text.trim())?.groups;
  if (!found) return null;
  const { name, dots, last4 = null } = found;
  if (name === undefined)
    return dots === undefined || last4 === null ? null : { name: null, last4 };
  const known = BY_NAME.get(name.trim().toLowerCase());
  return known === undefined ? null : { name: known, last4 };
}

/** A way to pay in words: `Visa •••• 4242`, `Apple Pay`, `•••• 4242`. */
export function typedMethodText(name: string, last4: string): string {
  const shown = name === "" ? "" : brandName(name);
  return last4 === "" ? shown : `${shown} •••• ${last4}`.trim();
}
