import { expect } from "vitest";
import * as z from "zod";

import type { ChoiceSource, Operation, ProviderAdapter } from "@/lib/providers/types";

const fieldOf = ({ input }: Operation, field: string) =>
  input instanceof z.ZodObject ? (input.shape[field] as z.ZodType | undefined) : undefined;

/** A list that choices come from can be read, and has values that the field takes. */
function expectChoices(
  adapter: ProviderAdapter,
  operation: Operation,
  source: ChoiceSource,
  schema: z.ZodType | undefined,
): void {
  const list = adapter.operations[source.operation];
  if (!list) throw new Error(`There is no ${source.operation}.`);
  expect(list.effect).toBe("read");
  for (const [theirs, ours] of Object.entries(source.from ?? {})) {
    expect([ours, fieldOf(operation, ours) !== undefined]).toEqual([ours, true]);
    expect([theirs, fieldOf(list, theirs) !== undefined]).toEqual([theirs, true]);
  }
  const [example] = list.examples;
  const asked = Object.keys(source.from ?? {}).map((name) => [
    name,
    (example.input as Record<string, unknown>)[name],
  ]);
  const input = { ...source.input, ...(Object.fromEntries(asked) as object) };
  expect(list.input.safeParse(input).error?.issues).toBeUndefined();
  const output = list.respond(example.body) as Record<string, unknown>;
  const items = output[source.items] as Record<string, unknown>[];
  expect(items.length).toBeGreaterThan(0);
  expect(items.some((item) => typeof item[source.label] === "string")).toBe(true);
  for (const item of items) {
    expect(schema?.safeParse(item[source.value]).error?.issues).toBeUndefined();
    expect(["boolean", "undefined"]).toContain(typeof item[source.unless ?? ""]);
  }
}

/** Every field that declares where its choices come from is one of the input's, and each source holds. */
export function expectAllChoices(adapter: ProviderAdapter, operation: Operation): void {
  for (const [field, sources] of Object.entries(operation.choices ?? {})) {
    const schema = fieldOf(operation, field);
    expect([field, schema !== undefined, sources.length > 0]).toEqual([field, true, true]);
    for (const source of sources) expectChoices(adapter, operation, source, schema);
  }
}
