import { existsSync } from "node:fs";

import { expect, it } from "vitest";

import { appVariables, sandboxVariables, EMULATORS, emulatorKeys } from "./emulators.ts";

it.each(EMULATORS)("can start the sandbox of $id", ({ id }) => {
  expect(existsSync(`sandbox/${id}/main.ts`)).toBe(true);
});

it("derives the same keys at every start, and others for another provider or installation", () => {
  const acme = { id: "acme", name: "Acme", hasConsent: true };
  const keys = emulatorKeys(acme, "seed");
  expect(emulatorKeys(acme, "seed")).toEqual(keys);
  expect(emulatorKeys({ ...acme, id: "other" }, "seed")).not.toEqual(keys);
  expect(emulatorKeys(acme, "another")).not.toEqual(keys);
  expect(new Set(Object.values(keys)).size).toBe(4);
});

it("tells app and sandbox the same keys", () => {
  const acme = { id: "acme", name: "Acme", hasConsent: true, webhookSecret: "SIGNING_SECRET" };
  const keys = emulatorKeys(acme, "seed");
  const place = { appUrl: "http://localhost:3000", port: 3000, dataDir: "/data" };
  const app = appVariables(acme, keys, "http://127.0.0.1:1");
  const sandbox = sandboxVariables(acme, keys, place);
  expect([app["ACME_CLIENT_SECRET"], app["ACME_SIGNING_SECRET"]]).toEqual([
    sandbox["SANDBOX_CLIENT_SECRET"],
    sandbox["SANDBOX_WEBHOOK_SECRET"],
  ]);
  expect(sandbox["SANDBOX_REDIRECT_URI"]).toBe("http://localhost:3000/api/auth/acme/callback");
});

it("gives the app no client where there is no consent page, but an account for the demo", () => {
  const plain = {
    id: "acme",
    name: "Acme",
    hasConsent: false,
    clientId: (hex: string) => `AC${hex}`,
  };
  const keys = emulatorKeys(plain, "seed");
  expect(keys.clientId).toMatch(/^AC[0-9a-f]{32}$/);
  expect(appVariables(plain, keys, "http://127.0.0.1:1")).toEqual({
    ACME_API_BASE: "http://127.0.0.1:1",
    DEMO_ACME_ID: keys.clientId,
    DEMO_ACME_SECRET: keys.clientSecret,
  });
});
