import { readdirSync } from "node:fs";

import { expect, it } from "vitest";

import { getProvider, isProviderId, providers } from "@/lib/providers/registry";

it("registers every provider folder, and nothing else", () => {
  const folders = readdirSync("lib/providers", { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(folders.length).toBeGreaterThan(0);
  expect(Object.keys(providers).toSorted()).toEqual(folders.toSorted());
});

it("runs the contract suite for every provider", () => {
  for (const id of Object.keys(providers))
    expect(readdirSync(`lib/providers/${id}`)).toContain(`${id}.test.ts`);
});

it("gives a provider by id and names the known ones otherwise", () => {
  expect(getProvider("stripe").name).toBe("stripe");
  expect(isProviderId("constructor")).toBe(false);
  expect(() => getProvider("acme")).toThrow(/Unknown provider “acme”.*stripe/);
});
