import { readFileSync } from "node:fs";

import { StripeError } from "./errors.ts";
import { operations, type Operation } from "./schema.ts";

export type Match = { operation: Operation; path: Record<string, string> };

/** Paths that older versions answer and the current SDK no longer names; the Stripe CLI still calls them. */
const LEGACY: { method: string; path: string; key: string; params: string; response: string }[] = [
  {
    method: "POST",
    path: "/v1/charges/{charge}/refund",
    key: "Charge.refund",
    params: "RefundCreateParams",
    response: "Charge",
  },
  {
    method: "POST",
    path: "/v1/charges/{charge}/refunds",
    key: "Refund.create",
    params: "RefundCreateParams",
    response: "Refund",
  },
];

type Route = { operation: Operation; segments: string[]; literals: number };

const routes: Route[] = [
  ...operations,
  ...LEGACY.map((entry) => ({ ...entry, resource: entry.key.split(".")[0] ?? "", list: null })),
]
  .map((operation) => {
    const segments = operation.path.split("/").slice(1);
    return { operation, segments, literals: segments.filter((s) => !s.startsWith("{")).length };
  })
  .toSorted((a, b) => b.literals - a.literals);

/** All operations of the SDK, of which the sandbox serves some. */
const CATALOGUE = new URL("../../lib/providers/stripe/api/operations.gen.json", import.meta.url);

let patterns: { method: string; segments: string[] }[] | undefined;

function readPatterns() {
  const { operations } = JSON.parse(readFileSync(CATALOGUE, "utf8")) as {
    operations: Record<string, { m: string; p: string }>;
  };
  return Object.values(operations).map(({ m, p }) => ({
    method: m,
    segments: p.split("/").slice(1),
  }));
}

/**
 * The operation for a method and a path. Throws 501 for one of the SDK that the sandbox does not know, and Stripe's 404 for
 * any other URL.
 */
export function matchOperation(method: string, pathname: string): Match {
  const segments = pathname.split("/").slice(1);
  for (const route of routes) {
    if (route.operation.method !== method) continue;
    const path = matchSegments(route.segments, segments);
    if (path) return { operation: route.operation, path };
  }
  patterns ??= readPatterns();
  if (patterns.some((one) => one.method === method && matchSegments(one.segments, segments)))
    throw new StripeError(501, `not implemented in the sandbox: ${method} ${pathname}`, {
      type: "api_error",
    });
  throw new StripeError(
    404,
    `Unrecognized request URL (${method}: ${pathname}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  );
}

function matchSegments(pattern: string[], actual: string[]): Record<string, string> | null {
  if (pattern.length !== actual.length) return null;
  const path: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const given = actual[index] ?? "";
    if (!expected.startsWith("{")) {
      if (expected !== given) return null;
    } else {
      if (given === "") return null;
      path[expected.slice(1, -1)] = decode(given);
    }
  }
  return path;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a stray percent sign is part of an id that does not exist
  }
}
