import { AppError } from "@/lib/core/errors";

import { matchEndpoint, normaliseEndpoint } from "../../endpoint";
import type { EndpointMatch, HttpMethod, Operation } from "../../types";
import { API_PREFIX, isReadable } from "../endpoint";
import type { Entry } from "./entry";
import { operationsFile } from "./files";
import { refusalOf } from "./withheld";

const PREFIX = `/${API_PREFIX}`;

/** Returns the path by which widgets read an operation, without the version; `undefined` if they do not. */
export function endpointOf({ m: method, p }: Entry): string | undefined {
  if (method !== "GET" || !p.startsWith(`${PREFIX}/`)) return undefined;
  const endpoint = p.slice(PREFIX.length);
  return isReadable(endpoint) ? endpoint : undefined;
}

const isFixed = (part: string) => !part.startsWith("{");

function segmentsOf(endpoint: string): readonly string[] {
  try {
    return normaliseEndpoint(endpoint, API_PREFIX).segments;
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}

/** Lists the keys whose path may be this one, those with the most fixed parts first: `/customers/search` is no id. */
function candidatesFor(endpoint: string): readonly string[] {
  const segments = segmentsOf(endpoint);
  return Object.entries(operationsFile().operations)
    .filter(([key, entry]) => endpointOf(entry) !== undefined && refusalOf(key, entry) === null)
    .map(([key, { p }]) => [key, p.split("/").slice(2)] as const)
    .filter(
      ([, parts]) =>
        parts.length === segments.length &&
        parts.every((part, at) => !isFixed(part) || part === segments[at]),
    )
    .toSorted(([, one], [, other]) => other.filter(isFixed).length - one.filter(isFixed).length)
    .map(([key]) => key);
}

/** Finds the derived read operation of a path. */
export function matchDerived(
  method: HttpMethod,
  endpoint: string,
  find: (key: string) => Operation | undefined,
): EndpointMatch | undefined {
  if (method !== "GET") return undefined;
  for (const key of candidatesFor(endpoint)) {
    const operation = find(key);
    const match = operation && matchEndpoint({ [key]: operation }, method, endpoint, API_PREFIX);
    if (match) return match;
  }
  return undefined;
}
