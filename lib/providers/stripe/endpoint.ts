import * as z from "zod";

import { AppError } from "@/lib/core/errors";

import type { EndpointMatch, HttpMethod, Operation } from "../types";

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

const MAX_LENGTH = 2_048;
const SEGMENT = /^[A-Za-z0-9_-]{1,255}$/;
const PLACEHOLDER = /^\{([A-Za-z][A-Za-z0-9_]{0,63})\}$/;

export interface StripePath {
  /** Segments after the version, e.g. `["charges", "ch_1"]`. */
  readonly segments: readonly string[];
  /** What a query string in the endpoint said. */
  readonly query: Readonly<Record<string, string>>;
}

function refuse(why: string): never {
  throw new AppError("invalid", `The endpoint ${why}. Use a path such as /charges.`);
}

function splitEndpoint(endpoint: string): { path: string; query: string } {
  if (endpoint.length === 0 || endpoint.length > MAX_LENGTH) refuse("is empty or too long");
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0020\u007F-\uFFFF]/.test(endpoint)) refuse("holds a space or a control character");
  if (/[@\\#]/.test(endpoint)) refuse("holds “@”, “\\” or “#”");
  if (endpoint.includes("//") || endpoint.includes("..")) refuse("holds “//” or “..”");
  if (/%(?:2e|2f|5c|25|00)/i.test(endpoint)) refuse("hides a sign behind “%”");
  const [path = "", query = "", ...more] = endpoint.split("?");
  if (more.length > 0) refuse("has more than one “?”");
  return { path, query };
}

/** Reads an endpoint such as `/charges`, `charges` or `/v1/charges/{id}`. Throws AppError "invalid". */
export function normaliseEndpoint(endpoint: string): StripePath {
  const { path, query } = splitEndpoint(endpoint);
  const segments = path.replace(/^\//, "").split("/");
  if (segments[0] === "v1") segments.shift();
  if (segments.length === 0 || segments.length > 6) refuse("is not a path of the API");
  for (const segment of segments)
    if (!SEGMENT.test(segment) && !PLACEHOLDER.test(segment)) refuse("is not a path of the API");
  return { segments, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** The path to send for a call by path: GET on a listed resource only. Throws AppError "invalid". */
export function readablePath(method: HttpMethod, endpoint: string): StripePath & { path: string } {
  if (method !== "GET")
    throw new AppError(
      "invalid",
      "Only GET is allowed by path. Use the operation of that name to change something.",
    );
  const parsed = normaliseEndpoint(endpoint);
  const [resource = ""] = parsed.segments;
  if (!READABLE.has(resource))
    refuse(`names “${resource.slice(0, 40)}”, which cannot be read here`);
  if (parsed.segments.some((segment) => PLACEHOLDER.test(segment)))
    refuse("has a placeholder that was not filled in");
  return { ...parsed, path: `/v1/${parsed.segments.map(encodeURIComponent).join("/")}` };
}

function fieldAccepts(operation: Operation, field: string, value: string): boolean {
  if (!(operation.input instanceof z.ZodObject)) return false;
  const schema: unknown = operation.input.shape[field];
  return schema instanceof z.ZodType && schema.safeParse(value).success;
}

function matchTemplate(
  key: string,
  operation: Operation,
  template: string,
  parsed: StripePath,
): EndpointMatch | undefined {
  const wanted = template.replace(/^\//, "").split("/");
  if (wanted.length !== parsed.segments.length) return undefined;
  const input: Record<string, string> = { ...parsed.query };
  const placeholders: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const actual = parsed.segments[index] ?? "";
    const field = PLACEHOLDER.exec(part)?.[1];
    const placeholder = PLACEHOLDER.exec(actual)?.[1];
    if (field === undefined) {
      if (part !== actual) return undefined;
    } else if (placeholder !== undefined) placeholders[field] = placeholder;
    else if (fieldAccepts(operation, field, actual)) input[field] = actual;
    else return undefined;
  }
  return { operation: key, input, placeholders };
}

/** The operation that a declared method and path mean. An endpoint that is refused means none. */
export function findOperation(
  operations: Readonly<Record<string, Operation>>,
  method: HttpMethod,
  endpoint: string,
): EndpointMatch | undefined {
  let parsed: StripePath;
  try {
    parsed = normaliseEndpoint(endpoint);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
  for (const [key, operation] of Object.entries(operations)) {
    if (operation.endpoint === undefined) continue;
    if ((method === "GET") !== (operation.effect === "read")) continue;
    const match = matchTemplate(key, operation, operation.endpoint, parsed);
    if (match) return match;
  }
  return undefined;
}
