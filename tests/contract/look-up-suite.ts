import { expect } from "vitest";

import { DEFAULT_TIMEOUT_MS } from "@/lib/providers/http";
import type { Operation, ProviderAdapter } from "@/lib/providers/types";

/** What tells a write that looks first from one of another step: the mark that it carries, or whose it is already. */
export function expectFound(adapter: ProviderAdapter, operation: Operation): void {
  const { idempotency } = operation;
  if (idempotency.by !== "lookup") return;
  const [example] = operation.examples;
  const input = operation.input.parse(example.input);
  const { ownership: claim } = idempotency;
  const isMarked = idempotency.mark !== undefined;
  expect([isMarked, claim !== undefined]).toContain(true);
  const find = (key: string) => idempotency.find(input, key, new Date(0));
  expect(find("one")).toEqual(find("one"));
  const look = { input, key: "one", since: new Date(0), sender: undefined, taken: new Set("") };
  for (const body of [null, [], {}, "not a list"]) {
    expect(idempotency.match(body, look)).toBeUndefined();
    if (claim)
      expect([claim.idsIn(body), idempotency.isExhaustive?.(body, look)]).toEqual([[], false]);
  }
  if (claim) {
    const id = claim.idOf(operation.output.parse(operation.respond(example.body)));
    expect(id).toMatch(new RegExp(`^${adapter.name}:.`));
    expect(claim.idOf(null)).toBeNull();
  }
  const { lagMs } = idempotency;
  if (claim || lagMs !== undefined) expect(lagMs).toBeGreaterThan(DEFAULT_TIMEOUT_MS);
  if (!isMarked) return;
  const marked = (key: string) => JSON.stringify(idempotency.mark?.(operation.request(input), key));
  expect(marked("one")).toBe(marked("one"));
  expect(marked("one")).not.toBe(marked("two"));
}
