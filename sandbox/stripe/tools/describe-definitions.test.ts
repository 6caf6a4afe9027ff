import { readFileSync } from "node:fs";

import { expect, it } from "vitest";

import { describedDefinitions } from "./describe-definitions.ts";

it("matches the committed file, so that a new SDK cannot go unnoticed", () => {
  const file = new URL("../data/stripe-sdk-23.1.0.descriptions.json", import.meta.url);
  const committed = JSON.parse(readFileSync(file, "utf8")) as { definitions: object };
  const found = describedDefinitions();
  expect(Object.keys(found).length).toBeGreaterThan(100);
  expect(found).toEqual(committed.definitions);
});
