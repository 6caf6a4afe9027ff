import { StripeError } from "./errors.ts";

/** The version that stripe-node 23.1.0 pins; stored objects have its shape. */
export const NEWEST = "2026-10-28.endive";
export const BASIL = "2025-03-31.basil";
export const ENDIVE = "2026-09-30.endive";

const DATED = new Set([
  "2019-12-03",
  "2020-03-02",
  "2020-08-27",
  "2022-08-01",
  "2022-11-15",
  "2023-08-16",
  "2023-10-16",
  "2024-04-10",
  "2024-06-20",
]);
const NAMED = /^(\d{4}-\d{2}-\d{2})\.(acacia|basil|clover|dahlia|endive)$/;

/** The effective API version of a request. Throws 400 for a string that is not a version Stripe ever named. */
export function parseVersion(header: string | undefined): string {
  if (header === undefined || header === "") return NEWEST;
  if (DATED.has(header)) return header;
  const date = NAMED.exec(header)?.[1];
  if (date && date >= "2024-09-30" && header <= NEWEST) return header;
  throw new StripeError(400, `Invalid Stripe API version: ${header}`);
}

/** True when `version` is older than `gate`; the date decides. */
export function isBefore(version: string, gate: string): boolean {
  return version.slice(0, 10) < gate.slice(0, 10);
}
