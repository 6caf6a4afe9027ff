import { expect } from "vitest";

import { DEFAULT_TIMEOUT_MS } from "@/lib/providers/http";
import { lookupOf, type Operation, type ProviderAdapter } from "@/lib/providers/types";

/** Checks a write that is looked up before it is repeated: by the marker that it carries, or by the ids that steps claim. */
export function expectFound(adapter: ProviderAdapter, operation: Operation): void {
  const idempotency = lookupOf(operation.idempotency);
  if (!idempotency) return;
  const [example] = operation.examples;
  const input = operation.input.parse(example.input);
  const sought = (key: string) => ({ input, key, since: new Date(0) });
  expect(idempotency.find(sought("one"))).toEqual(idempotency.find(sought("one")));
  const lookup = { ...sought("one"), sender: undefined, taken: new Set("") };
  const bodies = [null, [], {}, "not a list"];
  for (const body of bodies) expect(idempotency.match(body, lookup)).toBeUndefined();
  const { lagMs } = idempotency.listing ?? {};
  if (lagMs !== undefined) expect(lagMs).toBeGreaterThan(DEFAULT_TIMEOUT_MS);
  if (idempotency.by === "ownership") {
    const { claims, listing } = idempotency;
    expect(listing.lagMs).toBeGreaterThan(DEFAULT_TIMEOUT_MS);
    for (const body of bodies)
      expect([claims.idsIn(body), listing.isExhaustive(body, lookup)]).toEqual([[], false]);
    const id = claims.idOf(operation.output.parse(operation.respond(example.body)));
    expect(id).toMatch(new RegExp(`^${adapter.name}:.`));
    expect(claims.idOf(null)).toBeNull();
    return;
  }
  const marked = (key: string) => JSON.stringify(idempotency.mark(operation.request(input), key));
  expect(marked("one")).toBe(marked("one"));
  expect(marked("one")).not.toBe(marked("two"));
}
