import { expect, it } from "vitest";

import { envPrefix, readProviderEnv } from "./provider-env";

const read = (source: Record<string, string>) =>
  readProviderEnv(source, "acme-desk", { webhookSecret: "SIGNING_SECRET" });

it("reads a provider's client, signing secrets and emulator by its prefix", () => {
  expect(
    read({
      ACME_DESK_CLIENT_ID: "id",
      ACME_DESK_CLIENT_SECRET: "secret",
      ACME_DESK_SIGNING_SECRET: "new, old",
      ACME_DESK_API_BASE: "http://127.0.0.1:12112/",
    }),
  ).toEqual({
    client: { id: "id", secret: "secret" },
    webhookSecrets: ["new", "old"],
    apiBase: "http://127.0.0.1:12112",
  });
});

it("is not configured without any variable", () => {
  expect(read({})).toEqual({ client: null, webhookSecrets: [], apiBase: null });
});

it("names the half of a client that is missing", () => {
  expect(() => read({ ACME_DESK_CLIENT_ID: "id" })).toThrow("ACME_DESK_CLIENT_SECRET is missing");
  expect(() => read({ ACME_DESK_CLIENT_SECRET: "s" })).toThrow("ACME_DESK_CLIENT_ID is missing");
});

it("uses the provider's own word for the client secret", () => {
  const source = { ACME_CLIENT_ID: "id", ACME_SECRET_KEY: "sk" };
  expect(readProviderEnv(source, "acme", { clientSecret: "SECRET_KEY" }).client?.secret).toBe("sk");
});

it.each([
  "xhttp://127.0.0.1",
  "https://api.acme.example",
  "127.0.0.1:1",
  "ftp://127.0.0.1",
  "http://127.0.0.1.evil.io",
])("refuses the emulator %s", (base) => {
  expect(() => read({ ACME_DESK_API_BASE: base })).toThrow("ACME_DESK_API_BASE may point to this");
});

it("takes spaces around a value for nothing", () => {
  expect(
    read({
      ACME_DESK_CLIENT_ID: " id ",
      ACME_DESK_CLIENT_SECRET: " s ",
      ACME_DESK_SIGNING_SECRET: " , one ,, two,",
      ACME_DESK_API_BASE: "",
    }),
  ).toEqual({ client: { id: "id", secret: "s" }, webhookSecrets: ["one", "two"], apiBase: null });
  expect(read({ ACME_DESK_CLIENT_ID: "  ", ACME_DESK_CLIENT_SECRET: "" }).client).toBeNull();
});

it("knows no signing secret of a provider that has none", () => {
  const source = { ACME_CLIENT_ID: "id", ACME_CLIENT_SECRET: "s", ACME_undefined: "x" };
  expect(readProviderEnv(source, "acme")).toEqual({
    client: { id: "id", secret: "s" },
    webhookSecrets: [],
    apiBase: null,
  });
});

it("makes the prefix of a name in several parts", () => {
  expect(envPrefix("google-calendar-eu")).toBe("GOOGLE_CALENDAR_EU_");
});

it.each(["http://localhost:1/path/", "https://127.0.0.1", "http://[::1]:1/"])(
  "takes the emulator %s",
  (base) => {
    expect(read({ ACME_DESK_API_BASE: base }).apiBase).toBe(base.replace(/\/$/, ""));
  },
);
