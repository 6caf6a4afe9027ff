import { describe, expect, it } from "vitest";

import { parseEnv } from "./env";

/** 32 different bytes. */
const keyFrom = (first: number) =>
  Buffer.from(Array.from({ length: 32 }, (_, at) => first + at)).toString("base64");
const KEY = keyFrom(7);
const base = {
  NEXT_PUBLIC_APP_URL: "http://localhost:3000",
  SUPABASE_URL: "http://127.0.0.1:54321",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
  SUPABASE_SECRET_KEY: "sb_secret_x",
  DATABASE_URL: "postgres://app_login:secret@127.0.0.1:5432/postgres",
  CREDENTIAL_KEYS: `k1:${KEY}`,
};
const stripe = {
  STRIPE_CLIENT_ID: "ca_123",
  STRIPE_SECRET_KEY: "sk_test_0123456789",
  STRIPE_WEBHOOK_SECRET: "whsec_1",
};
type Change = Readonly<Record<string, string | undefined>>;
const parse = (change: Change = {}) => parseEnv({ ...base, ...change });
/** The sentence that the start would end with. */
function problem(change: Change): string {
  try {
    parse(change);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("The environment was accepted.");
}

describe("a missing variable", () => {
  const required = ["SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "DATABASE_URL", "CREDENTIAL_KEYS"];
  it.each(required)("%s is named, whether absent or empty", (name) => {
    for (const value of [undefined, ""])
      expect(problem({ [name]: value })).toMatch(`${name} is missing.`);
  });
  it("is named together with all others", () => {
    const sentence = problem(Object.fromEntries(required.map((name) => [name, undefined])));
    for (const name of required) expect(sentence).toContain(`${name} is missing.`);
    expect(sentence).toContain(".env.local.example");
  });
  it("may be the app's URL", () => {
    expect(parse({ NEXT_PUBLIC_APP_URL: undefined }).appUrl).toBe("http://localhost:3000");
  });
});

describe("a malformed variable", () => {
  it.each([
    ["NEXT_PUBLIC_APP_URL", "localhost:3000"],
    ["NEXT_PUBLIC_APP_URL", "javascript:alert(1)"],
    ["SUPABASE_URL", "not a url"],
    ["SUPABASE_URL", "ftp://127.0.0.1"],
    ["DATABASE_URL", "mysql://127.0.0.1/x"],
    ["CREDENTIAL_KEYS", KEY],
    ["CREDENTIAL_KEYS", "k1:c2hvcnQ="],
    ["CREDENTIAL_KEYS", `k1:${KEY},`],
    ["CREDENTIAL_KEYS", `k 1:${KEY}`],
    ["CREDENTIAL_KEYS", `k1:${KEY},k1:${keyFrom(8)}`],
    ["CREDENTIAL_KEYS", `k1:${Buffer.alloc(32).toString("base64")}`],
    ["CREDENTIAL_KEYS", `k2:${KEY},k1:${Buffer.alloc(32, 9).toString("base64")}`],
    ["CRON_SECRET", "short"],
    ["CRON_SECRET", "aaaaaaaaaaaaaaaa"],
    ["PROXY_HOPS", "0"],
    ["PROXY_HOPS", "two"],
    ["PROXY_HOPS", "11"],
    ["PROXY_HOPS", "1.5"],
    ["LEASE_SECONDS", "1"],
    ["LEASE_SECONDS", "601"],
    ["LEASE_SECONDS", "2.5"],
    ["WORKER", "elsewhere"],
    ["CRON_SECRET", "0123456789abcde"],
    ["CRON_SECRET", "01234560123456012345"],
    ["AUTOMATION_HTTP_HOSTS", "https://hooks.example.com"],
    ["AUTOMATION_HTTP_HOSTS", "hooks.example.com/x"],
    ["AUTOMATION_HTTP_HOSTS", "hooks.example.com:123456"],
    ["AUTOMATION_HTTP_HOSTS", "good.example.com, bad host"],
    ["SUPABASE_PUBLISHABLE_KEY", "  "],
    ["DATABASE_URL", "x postgres://127.0.0.1/x"],
    ["DATABASE_URL", "postgres:/127.0.0.1/x"],
    ["CREDENTIAL_KEYS", `k1:${Buffer.alloc(33, KEY).toString("base64")}`],
    ["CREDENTIAL_KEYS", `${"k".repeat(17)}:${KEY}`],
    ["CREDENTIAL_KEYS", `K1:${KEY}`],
    ["CREDENTIAL_KEYS", `-k1:${KEY}`],
    ["ALLOW_INSECURE_HTTP", "true"],
    ["EMBEDDED_STACK", "yes"],
  ])("%s=%s is named", (name, value) => {
    expect(problem({ [name]: value })).toContain(name);
  });
  it.each([
    ["STRIPE_CLIENT_ID", "client"],
    ["STRIPE_CLIENT_ID", "my_ca_123"],
    ["STRIPE_SECRET_KEY", "xsk_test_0123456789"],
    ["STRIPE_SECRET_KEY", "sk_other_0123456789"],
    ["STRIPE_WEBHOOK_SECRET", "x,whsec_1"],
    ["STRIPE_SECRET_KEY", "pk_test_0123456789"],
    ["STRIPE_SECRET_KEY", "sk_test_short"],
    ["STRIPE_SECRET_KEY", "sk_test_0123456789\n"],
    ["STRIPE_WEBHOOK_SECRET", "secret"],
    ["STRIPE_WEBHOOK_SECRET", "whsec_1, whsec_2"],
    ["STRIPE_WEBHOOK_SECRET", "whsec_1\n"],
    ["STRIPE_WEBHOOK_SECRET", "whsec_1,"],
    ["STRIPE_API_BASE", "http://example.com"],
    ["STRIPE_API_BASE", "http://127.0.0.1.example.com"],
    ["STRIPE_API_BASE", "http://localhost@example.com"],
  ])("%s=%s is named", (name, value) => {
    expect(problem({ ...stripe, [name]: value })).toContain(name);
  });
  it("is told without its value, which may be a secret", () => {
    const values = { CREDENTIAL_KEYS: "k1:cafebabe", STRIPE_SECRET_KEY: "sk_live_é012345678" };
    const sentence = problem({ ...stripe, ...values });
    expect(sentence).not.toMatch(/cafebabe|012345678/);
  });
});

describe("the Stripe variables", () => {
  it("come all or none", () => {
    expect(parse().stripe).toBeNull();
    expect(parse({ ...stripe, STRIPE_WEBHOOK_SECRET: "whsec_2,whsec_1" }).stripe).toEqual({
      clientId: "ca_123",
      secretKey: "sk_test_0123456789",
      webhookSecrets: ["whsec_2", "whsec_1"],
      apiBase: null,
    });
  });
  it.each(Object.keys(stripe))("name %s when only it is missing", (name) => {
    expect(problem({ ...stripe, [name]: undefined })).toContain(`${name} is missing`);
  });
  it("name the two that are missing", () => {
    expect(problem({ STRIPE_CLIENT_ID: "ca_123" })).toContain(
      "STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET is missing",
    );
  });
  it.each(["sk_live_0123456789", "rk_live_0123456789"])(
    "never send %s to an emulator",
    (STRIPE_SECRET_KEY) => {
      const live = { ...stripe, STRIPE_SECRET_KEY };
      expect(problem({ ...live, STRIPE_API_BASE: "http://127.0.0.1:12111" })).toContain(
        "STRIPE_API_BASE",
      );
      expect(parse(live).stripe?.secretKey).toBe(STRIPE_SECRET_KEY);
    },
  );
  it("take an emulator on this machine with a test key", () => {
    for (const apiBase of ["http://127.0.0.1:12111", "http://localhost:1", "http://[::1]:1"])
      expect(parse({ ...stripe, STRIPE_API_BASE: `${apiBase}/` }).stripe?.apiBase).toBe(apiBase);
  });
});

describe("what may be left out", () => {
  it("has a value that fits one machine", () => {
    expect(parse()).toMatchObject({
      worker: "inside",
      leaseSeconds: 60,
      proxyHops: 1,
      cronSecret: null,
      automationHttpHosts: [],
      embedded: null,
      demoData: null,
      databaseUrl: base.DATABASE_URL,
      supabase: { url: base.SUPABASE_URL, publishableKey: "sb_publishable_x" },
    });
  });
  it("may be set, up to its limits", () => {
    const change = { WORKER: "outside", LEASE_SECONDS: "2", PROXY_HOPS: "10" };
    expect(parse(change)).toMatchObject({ worker: "outside", leaseSeconds: 2, proxyHops: 10 });
    expect(parse({ LEASE_SECONDS: "600", PROXY_HOPS: "" })).toMatchObject({
      leaseSeconds: 600,
      proxyHops: 1,
    });
    expect(parse({ CRON_SECRET: "0123456701234567" }).cronSecret).toBe("0123456701234567");
    expect(parse({ DATABASE_URL: "postgresql://127.0.0.1/x" }).databaseUrl).toBe(
      "postgresql://127.0.0.1/x",
    );
    expect(parse({ CREDENTIAL_KEYS: `${"k".repeat(16)}:${KEY}` }).credentialKeys).toHaveLength(1);
  });
  it("lists hosts in small letters, with a port where they have one", () => {
    const hosts = " Hooks.Example.com, 127.0.0.1:9999 ,,";
    expect(parse({ AUTOMATION_HTTP_HOSTS: hosts }).automationHttpHosts).toEqual([
      "hooks.example.com",
      "127.0.0.1:9999",
    ]);
  });
});

it("reads a provider's own variables from the same source, and says where the names are", () => {
  const env = parse({ ACME_CLIENT_ID: "id", ACME_KEY: "s", OTHER_CLIENT_ID: "id" });
  expect(env.provider("acme", { clientSecret: "KEY" }).client).toEqual({ id: "id", secret: "s" });
  expect(() => env.provider("other")).toThrow(
    /^OTHER_CLIENT_SECRET is missing.* See \.env\.local\.example\.$/,
  );
});

describe("the app's URL", () => {
  it("is refused when it is plain http on another host, unless that was asked for", () => {
    const NEXT_PUBLIC_APP_URL = "http://dashboard.example.com";
    expect(problem({ NEXT_PUBLIC_APP_URL })).toContain("ALLOW_INSECURE_HTTP=1");
    expect(parse({ NEXT_PUBLIC_APP_URL, ALLOW_INSECURE_HTTP: "1" }).appUrl).toBe(
      NEXT_PUBLIC_APP_URL,
    );
    expect(parse({ NEXT_PUBLIC_APP_URL: "https://dashboard.example.com/" }).appUrl).toBe(
      "https://dashboard.example.com",
    );
  });
  it("is on this machine when the local stack is", () => {
    expect(
      problem({ EMBEDDED_STACK: "1", NEXT_PUBLIC_APP_URL: "https://dashboard.example.com" }),
    ).toContain("EMBEDDED_STACK=1 is for this machine only");
    for (const hosted of [
      { SUPABASE_URL: "https://x.supabase.co" },
      { DATABASE_URL: "postgres://app_login:secret@db.example.com:5432/postgres" },
      { DATABASE_URL: "postgresql://a:b@localhost.example.com/postgres" },
    ])
      expect(problem({ EMBEDDED_STACK: "1", ...hosted })).toContain("EMBEDDED_STACK=1");
    expect(parse({ EMBEDDED_STACK: "1" }).embedded).toBeNull();
    expect(parse({ EMBEDDED_STACK: "1", DEMO_EMAIL: "a@b.example" }).embedded).toBeNull();
    const demo = { DEMO_EMAIL: "a@b.example", DEMO_PASSWORD: "x" };
    expect(parse(demo).embedded).toBeNull();
    expect(parse({ EMBEDDED_STACK: "1", ...demo }).embedded).toEqual({
      demoEmail: "a@b.example",
      demoPassword: "x",
    });
  });
  it("has data for the demo account only if the local stack is on and the data is wanted", () => {
    const twilio = { DEMO_TWILIO_ID: "AC1", DEMO_TWILIO_SECRET: "t" };
    const wanted = { DEMO_EMAIL: "a@b.example", DEMO_PASSWORD: "x", DEMO_DATA: "1", ...twilio };
    expect(parse({ EMBEDDED_STACK: "1", ...wanted }).demoData).toEqual({
      twilio: { accountSid: "AC1", authToken: "t" },
    });
    expect(parse(wanted).demoData).toBeNull();
    expect(parse({ EMBEDDED_STACK: "1", ...wanted, DEMO_DATA: "0" }).demoData).toBeNull();
    expect(parse({ EMBEDDED_STACK: "1", ...wanted, DEMO_TWILIO_ID: "" }).demoData).toBeNull();
    expect(problem({ EMBEDDED_STACK: "1", ...wanted, DEMO_DATA: "yes" })).toContain("DEMO_DATA");
  });
});

it("takes Supabase's public spellings", () => {
  const env = parse({
    SUPABASE_URL: undefined,
    SUPABASE_PUBLISHABLE_KEY: undefined,
    NEXT_PUBLIC_SUPABASE_URL: "https://x.supabase.co",
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: "sb_publishable_y",
  });
  expect(env.supabase).toMatchObject({
    url: "https://x.supabase.co",
    publishableKey: "sb_publishable_y",
  });
});

it("reads a ring of keys: the first seals, all open", () => {
  const second = keyFrom(9);
  const { credentialKeys } = parse({ CREDENTIAL_KEYS: `k2:${second}, k1:${KEY}` });
  expect(credentialKeys.map(({ id, key }) => [id, key.length])).toEqual([
    ["k2", 32],
    ["k1", 32],
  ]);
});
