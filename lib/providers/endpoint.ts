import * as z from "zod";

import { AppError } from "@/lib/core/errors";

import type { EndpointMatch, HttpMethod, Operation } from "./types";

const MAX_LENGTH = 2_048;
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,254}$/;
/** A placeholder `{name}` in an endpoint. */
export const PLACEHOLDER = /^\{([A-Za-z][A-Za-z0-9_]{0,63})\}$/;

export interface EndpointPath {
  /** Segments after the API prefix, e.g. `["charges", "ch_1"]`. */
  readonly segments: readonly string[];
  /** Parameters of the endpoint's query string. */
  readonly query: Readonly<Record<string, string>>;
}

/** Throws AppError "invalid" with the problem of an endpoint. */
export function refuseEndpoint(why: string): never {
  throw new AppError("invalid", `The endpoint ${why}. Use a path such as /charges.`);
}

function splitEndpoint(endpoint: string): { path: string; query: string } {
  if (endpoint.length === 0 || endpoint.length > MAX_LENGTH) refuseEndpoint("is empty or too long");
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0020\u007F-\uFFFF]/.test(endpoint))
    refuseEndpoint("contains a space or a control character");
  if (/[@\\#]/.test(endpoint)) refuseEndpoint("contains “@”, “\\” or “#”");
  if (endpoint.includes("//") || endpoint.includes("..")) refuseEndpoint("contains “//” or “..”");
  if (/%(?:2e|2f|5c|25|00)/i.test(endpoint))
    refuseEndpoint("contains an encoded character that is not allowed");
  const [path = "", query = "", ...more] = endpoint.split("?");
  if (more.length > 0) refuseEndpoint("has more than one “?”");
  return { path, query };
}

/**
 * Parses an endpoint such as `/charges`, `charges` or, with the prefix `v1`, `/v1/charges/{id}`.
 * Throws AppError "invalid".
 */
export function normaliseEndpoint(endpoint: string, prefix = ""): EndpointPath {
  const { path, query } = splitEndpoint(endpoint);
  const bare = path.replace(/^\//, "");
  const segments = (
    prefix && bare.startsWith(`${prefix}/`) ? bare.slice(prefix.length + 1) : bare
  ).split("/");
  if (segments.length === 0 || segments.length > 6) refuseEndpoint("is not a path of the API");
  for (const segment of segments)
    if (!SEGMENT.test(segment) && !PLACEHOLDER.test(segment))
      refuseEndpoint("is not a path of the API");
  return { segments, query: Object.fromEntries(new URLSearchParams(query)) };
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
  parsed: EndpointPath,
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

/** Finds the operation of a method and path. Reads must be GET. Returns `undefined` for an invalid endpoint. */
export function matchEndpoint(
  operations: Readonly<Record<string, Operation>>,
  method: HttpMethod,
  endpoint: string,
  prefix = "",
): EndpointMatch | undefined {
  let parsed: EndpointPath;
  try {
    parsed = normaliseEndpoint(endpoint, prefix);
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
