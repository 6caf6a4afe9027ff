import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { authorizationUrl, exchangeCode, newVerifier, sha256 } from "@/lib/connections/oauth";
import { refreshToken } from "@/lib/connections/token-endpoint";
import { createExecutor } from "@/lib/providers/execute";
import { JiraAdapter } from "@/lib/providers/jira";
import type { OAuthSettings, OAuthToken, ProviderCredentials } from "@/lib/providers/types";
import type { JiraSandbox } from "@/sandbox/jira/server";
import { CLIENT_ID, CLIENT_SECRET, PASTED, REDIRECT, startJira } from "@/sandbox/jira/testing";
import { NORTHWIND } from "@/sandbox/jira/world";

/** The Jira adapter and the Jira sandbox speak over the wire only. */
let sandbox: JiraSandbox;
let adapter: JiraAdapter;
let oauth: OAuthSettings;
let token: OAuthToken;
const client = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, redirectUri: REDIRECT };

async function consent(): Promise<OAuthToken> {
  const verifier = newVerifier(oauth);
  const url = new URL(authorizationUrl(oauth, client, "the-state", verifier));
  expect(url.searchParams.get("code_challenge")).toBe(sha256(verifier ?? "").toString("base64url"));
  const page = await (await fetch(url)).text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const answer = await fetch(`${sandbox.url}/authorize`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ csrf, decision: "approve", site: NORTHWIND }),
  });
  const { searchParams } = new URL(answer.headers.get("location") ?? "");
  expect(searchParams.get("state")).toBe("the-state");
  const code = searchParams.get("code") ?? "";
  return exchangeCode(oauth, client, { code, state: "the-state", verifier }, fetch);
}

beforeAll(async () => {
  sandbox = await startJira();
  adapter = new JiraAdapter({ apiBase: sandbox.url });
  if (!adapter.oauth) throw new Error("Jira has a consent page.");
  oauth = adapter.oauth;
  token = await consent();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.faults.clear());

const consented = (): ProviderCredentials => ({
  pat: token.secrets["access_token"],
  accountId: NORTHWIND,
});
const WAYS: readonly [string, () => ProviderCredentials][] = [
  ["by consent", consented],
  ["by API token", () => PASTED],
];
const connection = { id: "c1", provider: "jira", account: NORTHWIND, livemode: true };
function executeAs(credentials: ProviderCredentials) {
  const execute = createExecutor({
    provider: () => adapter,
    credentials: { resolve: async () => credentials },
    approvals: { authorize: async () => ({ allowed: true }) },
    sleep: async () => {},
  });
  return (operation: string, input: unknown, idempotencyKey?: string) =>
    execute(connection, operation, input, { mode: "apply", idempotencyKey });
}
const idOf = (output: unknown) => (output as { id: string }).id;

describe("consent", () => {
  it("brings a token that ends and one that renews it", () => {
    expect(token).toMatchObject({ accountId: null, expiresInSeconds: 3600 });
    expect(Object.keys(token.secrets)).toEqual(["access_token", "refresh_token"]);
  });

  it("is renewed once per refresh token", async () => {
    const first = await consent();
    const old = first.secrets["refresh_token"] ?? "";
    const next = await refreshToken(oauth, client, old, fetch);
    expect(next.secrets["refresh_token"]).not.toBe(old);
    await expect(refreshToken(oauth, client, old, fetch)).rejects.toMatchObject({
      details: { reason: "invalid_grant" },
    });
  });

  it("tells an outage from a refusal", async () => {
    sandbox.faults.add({
      match: { path: "/oauth/token" },
      kind: "status",
      status: 503,
      times: 1,
      html: true,
    });
    await expect(refreshToken(oauth, client, "x", fetch)).rejects.toMatchObject({
      details: { reason: "unreachable" },
    });
    sandbox.faults.add({ match: { path: "/oauth/token" }, kind: "drop", times: 1 });
    await expect(refreshToken(oauth, client, "x", fetch)).rejects.toMatchObject({
      details: { reason: "unreachable" },
    });
  });

  it("never shows a code or a token in an error", async () => {
    const canary = "refresh-CANARY";
    const error: unknown = await refreshToken(oauth, client, canary, fetch).catch(
      (e: unknown) => e,
    );
    const { cause } = error as Error;
    const text = `${String(error)} ${JSON.stringify(error)} ${String(cause)} ${JSON.stringify(cause)}`;
    expect(text).not.toContain("CANARY");
    expect(text).not.toContain(CLIENT_SECRET);
  });
});

describe.each(WAYS)("connected %s", (_way, credentials) => {
  it("knows which site it is", async () => {
    expect(await adapter.testConnection(credentials())).toMatchObject({
      success: true,
      username: "Ada Example",
      account: { id: NORTHWIND, label: "northwind.atlassian.net" },
      metadata: { timeZone: "Europe/Berlin" },
    });
  });

  it("reads everything as declared", async () => {
    const call = executeAs(credentials());
    const reads: [string, object][] = [
      ["myself.get", {}],
      ["projects.list", {}],
      ["issue-types.list", { project: "SHOP" }],
      ["fields.list", { project: "SHOP", issue_type: "10001" }],
      ["issues.search", { jql: "project = SHOP" }],
      ["issues.get", { issue: "SHOP-1" }],
      ["transitions.list", { issue: "SHOP-1" }],
    ];
    for (const [operation, input] of reads)
      expect(await call(operation, input)).toMatchObject({ status: 200, drift: [] });
  });

  it("walks the pages of a search once", async () => {
    const call = executeAs(credentials());
    const operation = adapter.operations["issues.search"];
    const first = await call("issues.search", { jql: "project = SHOP", maxResults: 2 });
    expect(first.nextCursor).not.toBeNull();
    const request = operation?.request({ jql: "project = SHOP", maxResults: 2 });
    const next = request && operation?.page?.apply(request, first.nextCursor ?? "");
    const context = { fetch, timeoutMs: 1000 };
    const answer = next && (await adapter.send(next, credentials(), context));
    expect(operation?.page?.cursor(answer?.body)).toBeNull();
  });

  it("creates, moves and comments once, although each answer was lost", async () => {
    const call = executeAs(credentials());
    const key = `key-${_way}`;
    const writes: [string, object][] = [
      ["issues.create", { project: "ONB", summary: `Onboard ${_way}`, description: "Line\n\nTwo" }],
      ["issues.transition", { issue: "SHOP-2", transition: "31" }],
      ["issues.comment", { issue: "SHOP-2", text: "On its way." }],
    ];
    for (const [operation, input] of writes) {
      const before = sandbox.effects().length;
      const path = credentials().email
        ? "/site/northwind.atlassian.net/rest/api/3/issue"
        : `/ex/jira/${NORTHWIND}/rest/api/3/issue`;
      sandbox.faults.add({
        match: { method: "POST", path },
        kind: "status",
        status: 503,
        times: 1,
        afterEffect: true,
      });
      await expect(call(operation, input, key)).rejects.toMatchObject({
        apiCode: "PROVIDER_ERROR",
        retryable: true,
        indeterminate: false,
      });
      const again = await call(operation, input, key);
      expect(again.drift).toEqual([]);
      expect(sandbox.effects().length - before).toBe(1);
      expect((await call(operation, input, key)).output).toEqual(again.output);
      expect(sandbox.effects().length - before).toBe(1);
    }
    sandbox.move(NORTHWIND, "SHOP-2", "To Do");
  });

  it("reads back what it wrote", async () => {
    const call = executeAs(credentials());
    const made = await call(
      "issues.create",
      {
        project: "SHOP",
        issue_type: "Bug",
        summary: "Lid",
        description: "A\nB\n\nC",
        labels: ["x"],
      },
      `read-back-${_way}`,
    );
    const read = await call("issues.get", { issue: idOf(made.output) });
    expect(read.output).toMatchObject({
      summary: "Lid",
      issue_type: "Bug",
      description: "A\nB\nC",
    });
  });

  it("says what is wrong as Jira would make it say", async () => {
    const call = executeAs(credentials());
    await expect(call("issues.get", { issue: "SHOP-999" })).rejects.toMatchObject({
      apiCode: "NOT_FOUND",
    });
    const wrong = { project: "NOPE", summary: "x" };
    await expect(call("issues.create", wrong, `wrong-${_way}`)).rejects.toThrow(/“project”/);
    await expect(call("issues.search", { jql: "ORDER BY created" })).rejects.toThrow(/Unbounded/);
    sandbox.faults.add({ match: {}, kind: "status", status: 429, times: 1, retryAfter: 3 });
    await expect(call("myself.get", {})).rejects.toMatchObject({ apiCode: "RATE_LIMITED" });
  });
});

it("refuses a token that is another's, and a site that is not there", async () => {
  const wrong = await adapter.testConnection({ ...PASTED, pat: "ATATT-wrong-token" });
  expect(wrong.error).toMatchObject({ code: "UNAUTHORIZED", action: "reconnect" });
  const nowhere = await adapter.testConnection({ ...PASTED, url: "nobody.atlassian.net" });
  expect(nowhere.error).toMatchObject({ action: "fix-input" });
});
