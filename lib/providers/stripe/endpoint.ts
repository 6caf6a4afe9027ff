import { AppError } from "@/lib/core/errors";

import { normaliseEndpoint, PLACEHOLDER, refuseEndpoint } from "../endpoint";
import type { EndpointPath } from "../endpoint";
import type { HttpMethod } from "../types";

/** Endpoints may be written with it or without. */
export const API_PREFIX = "v1";

/** Resources that may be read by path. Nothing here creates, moves or reveals a secret. */
const READABLE = new Set([
  "account",
  "application_fees",
  "balance",
  "balance_transactions",
  "billing",
  "charges",
  "checkout",
  "coupons",
  "credit_notes",
  "customers",
  "disputes",
  "events",
  "invoice_payments",
  "invoiceitems",
  "invoices",
  "payment_intents",
  "payment_links",
  "payment_methods",
  "payouts",
  "plans",
  "prices",
  "products",
  "promotion_codes",
  "quotes",
  "refunds",
  "setup_intents",
  "subscription_items",
  "subscription_schedules",
  "subscriptions",
  "tax_rates",
  "transfers",
]);

/** Returns true if the objects of a path may be read by path, e.g. `/charges/{id}`. */
export const isReadable = (endpoint: string): boolean => READABLE.has(endpoint.split("/")[1] ?? "");

/** The path to send for a call by path: GET on a listed resource only. Throws AppError "invalid". */
export function readablePath(
  method: HttpMethod,
  endpoint: string,
): EndpointPath & { path: string } {
  if (method !== "GET")
    throw new AppError(
      "invalid",
      "Only GET is allowed by path. Use the operation of that name to change something.",
    );
  const parsed = normaliseEndpoint(endpoint, API_PREFIX);
  const [resource = ""] = parsed.segments;
  if (!READABLE.has(resource))
    refuseEndpoint(`names “${resource.slice(0, 40)}”, which cannot be read here`);
  if (parsed.segments.some((segment) => PLACEHOLDER.test(segment)))
    refuseEndpoint("has a placeholder that was not filled in");
  return { ...parsed, path: `/v1/${parsed.segments.map(encodeURIComponent).join("/")}` };
}
