import { describe, expect, it } from "vitest";

import { listProviders } from "../providers/registry";
import { createCatalogue } from "./catalogue";
import { checkAutomation } from "./check";
import { absentEnrichments } from "./enrichment";
import { OWN_EVENTS } from "./events";
import { toDefinition, toForm } from "./form/form";
import { toPlainCatalogue } from "./plain-catalogue";
import { RECIPES } from "./recipes";
import { parseAutomation } from "./schema";
import { sentenceOf } from "./sentence";

const catalogue = createCatalogue(listProviders(), OWN_EVENTS);

describe("recipes", () => {
  it("are there", () => {
    expect(Object.keys(RECIPES).length).toBeGreaterThanOrEqual(6);
  });
  it.each(Object.entries(RECIPES))("%s is fit to save as it is", (_name, recipe) => {
    const parsed = parseAutomation(recipe);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
    expect(checkAutomation(parsed.definition, catalogue)).toEqual([]);
    expect(absentEnrichments(parsed.definition, catalogue)).toEqual([]);
    expect(sentenceOf(parsed.definition, catalogue)).toMatch(/^When an? /);
    const form = toForm(recipe);
    expect(form && toDefinition(form)).toEqual(recipe);
  });
});

describe("the catalogue for a browser", () => {
  const plain = toPlainCatalogue(
    catalogue,
    new Map([["shop.order.placed", { time: "2026-11-01T00:00:00.000Z", data: { total: 5 } }]]),
  );
  it("is plain data, and small enough to send with a page", () => {
    expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
    expect(JSON.stringify(plain).length).toBeLessThan(120_000);
  });
  it("lists operations with their fields, and events that were only seen", () => {
    const create = plain.operations.find(({ name }) => name === "jira.issues.create");
    expect(create?.fields.filter(({ required }) => required).map(({ name }) => name)).toEqual([
      "project",
      "summary",
    ]);
    expect(create?.outputs.find(({ path }) => path === "key")?.sample).toMatch(/^[A-Z]+-\d+$/);
    expect(plain.events.find(({ type }) => type === "shop.order.placed")).toMatchObject({
      fields: ["total"],
      lastAt: "2026-11-01T00:00:00.000Z",
    });
  });
});
