import { expect, it } from "vitest";

import { createCatalogue } from "@/lib/automations/catalogue";
import { OWN_EVENTS } from "@/lib/automations/events";
import { listProviders } from "@/lib/providers/registry";

import { automationReference, eventReference } from "./automation-reference";

const catalogue = createCatalogue(listProviders(), OWN_EVENTS);

it("documents every step kind, filter and fetched field as they are", async () => {
  await expect(automationReference(catalogue)).toMatchFileSnapshot(
    "../../docs/reference/automations.md",
  );
});

it("documents every listed event", async () => {
  await expect(eventReference(catalogue)).toMatchFileSnapshot("../../docs/reference/events.md");
});

it("gives every listed event fields that its sample has", () => {
  const wrong = [...catalogue.events.values()].filter(({ fields, sample }) =>
    Object.keys(sample).some((key) => !fields.includes(key)),
  );
  expect(wrong.map(({ type }) => type)).toEqual([]);
});
