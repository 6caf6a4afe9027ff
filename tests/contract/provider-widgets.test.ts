import { describe, expect, it } from "vitest";

import { isProviderId, providers } from "@/lib/providers/registry";
import * as all from "@/lib/widgets/all";
import { shippedDefinition } from "@/lib/widgets/fixtures/build";
import { runTransform } from "@/lib/widgets/transform";

const shipped = Object.values(all).flatMap(({ type }) => {
  const definition = shippedDefinition(type);
  return definition?.dataSource.type === "api" && isProviderId(definition.provider)
    ? [definition]
    : [];
});

/** A shipped widget and the operation behind it were written apart; here they meet. */
describe.each(shipped)("widget $type", (definition) => {
  const { dataSource } = definition;
  if (dataSource.type !== "api" || !isProviderId(definition.provider)) throw new Error("filtered");
  const adapter = providers[definition.provider];
  const match = adapter.operationForEndpoint(dataSource.method, dataSource.endpoint);
  const operation = Object.entries(adapter.operations).find(
    ([key]) => key === match?.operation,
  )?.[1];

  it("reads by an operation of its provider, with parameters that it takes", () => {
    expect(operation?.effect).toBe("read");
    const fixed = Object.entries(dataSource.params ?? {}).filter(
      ([, value]) => typeof value !== "object" || Array.isArray(value),
    );
    const issues = operation?.input.safeParse(Object.fromEntries(fixed)).error?.issues ?? [];
    const bound = Object.keys(dataSource.params ?? {});
    for (const issue of issues) expect([...bound, "id"]).toContain(String(issue.path[0]));
  });

  it("makes rows of the operation's own example, with every field that it shows", () => {
    const [example] = operation?.examples ?? [];
    const result = runTransform(definition, operation?.respond(example?.body));
    expect(result).toMatchObject({ ok: true, diagnostics: [] });
    const rows = result.ok ? result.rows : [];
    expect(rows.length).toBeGreaterThan(0);
    const shown = definition.display.fields.map(({ key }) => key.split(".")[0]);
    expect([...new Set(rows.flatMap(Object.keys))]).toEqual(expect.arrayContaining(shown));
  });
});

it("found widgets of every provider that ships one", () => {
  expect(new Set(shipped.map(({ provider }) => provider)).size).toBeGreaterThan(2);
});
