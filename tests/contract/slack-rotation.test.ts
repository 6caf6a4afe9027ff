import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { exchangeCode } from "@/lib/connections/oauth";
import { refreshToken } from "@/lib/connections/token-endpoint";
import { SlackAdapter } from "@/lib/providers/slack";
import type { OAuthSettings, OAuthToken } from "@/lib/providers/types";
import type { SlackSandbox } from "@/sandbox/slack/server";
import {
  CLIENT_ID,
  CLIENT_SECRET,
  consent,
  REDIRECT,
  startSlack,
  TEAM,
} from "@/sandbox/slack/testing";

/** The Slack adapter and the Slack sandbox speak over the wire only; the app rotates its tokens. */
let sandbox: SlackSandbox;
let adapter: SlackAdapter;
let oauth: OAuthSettings;
const client = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, redirectUri: REDIRECT };
const ACCESS = { path: "/api/oauth.v2.access" };

async function connect(): Promise<OAuthToken> {
  const code = (await consent(sandbox, "approve")).searchParams.get("code") ?? "";
  return exchangeCode(oauth, client, { code, state: "the-state", verifier: null }, fetch);
}
const refreshOf = ({ secrets }: OAuthToken) => secrets["refresh_token"] ?? "";

beforeAll(async () => {
  sandbox = await startSlack({ rotates: true });
  adapter = new SlackAdapter({ apiBase: sandbox.url, sleep: async () => {} });
  if (!adapter.oauth) throw new Error("Slack has a consent page.");
  oauth = adapter.oauth;
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.faults.clear());

it("brings a token that ends and one that renews it", async () => {
  const token = await connect();
  expect(token).toMatchObject({ accountId: TEAM, expiresInSeconds: 43_200 });
  expect(Object.keys(token.secrets)).toEqual(["access_token", "refresh_token"]);
  const credentials = { pat: token.secrets["access_token"], refresh_token: refreshOf(token) };
  expect(adapter.validateCredentials(credentials)).toEqual({ valid: true });
  expect(await adapter.testConnection(credentials)).toMatchObject({ success: true });
  sandbox.expire();
  expect(await adapter.testConnection(credentials)).toMatchObject({
    error: { code: "UNAUTHORIZED", action: "reconnect" },
  });
});

it("is renewed once per refresh token", async () => {
  const first = await connect();
  sandbox.expire();
  const next = await refreshToken(oauth, client, refreshOf(first), fetch);
  expect(next).toMatchObject({ accountId: TEAM, scope: first.scope, expiresInSeconds: 43_200 });
  expect(refreshOf(next)).not.toBe(refreshOf(first));
  expect(await adapter.testConnection({ pat: next.secrets["access_token"] })).toMatchObject({
    success: true,
  });
  await expect(refreshToken(oauth, client, refreshOf(first), fetch)).rejects.toMatchObject({
    details: { reason: "invalid_grant" },
  });
});

it("tells an outage, a limit and a wrong client from a refresh token that is gone", async () => {
  const { secrets } = await connect();
  const reasonOf = (by = client) =>
    refreshToken(oauth, by, secrets["refresh_token"] ?? "", fetch).then(
      () => "renewed",
      (error: { details?: { reason?: string } }) => error.details?.reason,
    );
  sandbox.faults.add({ match: ACCESS, kind: "status", status: 503, times: 1, html: true });
  expect(await reasonOf()).toBe("unreachable");
  sandbox.faults.add({ match: ACCESS, kind: "drop", times: 1 });
  expect(await reasonOf()).toBe("unreachable");
  sandbox.faults.add({ match: ACCESS, kind: "status", status: 429, times: 1 });
  expect(await reasonOf()).toBe("ratelimited");
  expect(await reasonOf({ ...client, clientSecret: "wrong" })).toBe("bad_client_secret");
  expect(await reasonOf()).toBe("renewed");
});

it("never shows a token in an error", async () => {
  const canary = "xoxe-1-CANARY";
  const error: unknown = await refreshToken(oauth, client, canary, fetch).catch((e: unknown) => e);
  const { cause } = error as Error;
  const text = `${String(error)} ${JSON.stringify(error)} ${String(cause)} ${JSON.stringify(cause)}`;
  expect(text).not.toContain("CANARY");
  expect(text).not.toContain(CLIENT_SECRET);
});
