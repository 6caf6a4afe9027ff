import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect, it, onTestFinished } from "vitest";

import type { SlackSandbox } from "./server.ts";
import {
  CLIENT_ID,
  CLIENT_SECRET,
  consent,
  REDIRECT,
  SCOPES,
  startSlack,
  TEAM,
} from "./testing.ts";

/** What an app gets whose token rotation is on. */
type Body = Record<string, unknown>;
const HOURS = 3_600_000;

async function post(sandbox: SlackSandbox, method: string, form: Body, token = ""): Promise<Body> {
  const response = await fetch(`${sandbox.url}/api/${method}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams(form as Record<string, string>),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Body; // the sandbox answers JSON objects
}
const asApp = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
const renew = (sandbox: SlackSandbox, token: unknown, more: Body = {}) =>
  post(sandbox, "oauth.v2.access", {
    ...asApp,
    grant_type: "refresh_token",
    refresh_token: String(token),
    ...more,
  });
const test = (sandbox: SlackSandbox, token: unknown) =>
  post(sandbox, "auth.test", {}, String(token));
async function connect(sandbox: SlackSandbox): Promise<Body> {
  const code = (await consent(sandbox, "approve")).searchParams.get("code") ?? "";
  return post(sandbox, "oauth.v2.access", { ...asApp, code, redirect_uri: REDIRECT });
}

it("gives a token of twelve hours, and renews it once per refresh token", async () => {
  let now = Date.now();
  const sandbox = await startSlack({ rotates: true, clock: () => now });
  onTestFinished(() => sandbox.close());
  const first = await connect(sandbox);
  expect(first).toMatchObject({
    ok: true,
    access_token: expect.stringMatching(/^xoxe\.xoxb-1-/) as string,
    refresh_token: expect.stringMatching(/^xoxe-1-/) as string,
    expires_in: 43_200,
    token_type: "bot",
    scope: SCOPES,
  });
  now += 11 * HOURS;
  const refused = await renew(sandbox, first["refresh_token"], { client_secret: "wrong" });
  expect(refused).toEqual({ ok: false, error: "bad_client_secret" });
  const second = await renew(sandbox, first["refresh_token"]);
  expect(second).toMatchObject({ ok: true, expires_in: 43_200, team: { id: TEAM } });
  expect(await test(sandbox, first["access_token"])).toMatchObject({ ok: true });
  now += 2 * HOURS;
  expect(await test(sandbox, first["access_token"])).toEqual({ ok: false, error: "token_expired" });
  expect(await test(sandbox, second["access_token"])).toMatchObject({ ok: true });
  for (const token of [first["refresh_token"], "xoxe-1-nobody"])
    expect(await renew(sandbox, token)).toEqual({ ok: false, error: "invalid_refresh_token" });
});

it("ends both tokens when one is revoked or the app is removed", async () => {
  const sandbox = await startSlack({ rotates: true });
  onTestFinished(() => sandbox.close());
  const gone = { ok: false, error: "invalid_refresh_token" };
  const [one, other] = [await connect(sandbox), await connect(sandbox)];
  await post(sandbox, "auth.revoke", {}, String(one["access_token"]));
  expect(await renew(sandbox, one["refresh_token"])).toEqual(gone);
  expect(await test(sandbox, one["access_token"])).toEqual({ ok: false, error: "token_revoked" });
  sandbox.disconnect(TEAM);
  expect(await renew(sandbox, other["refresh_token"])).toEqual(gone);
});

it("keeps both tokens over a restart", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "slack-rotation-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const options = { rotates: true, snapshotFile: path.join(folder, "state.json") };
  let sandbox = await startSlack(options);
  const { access_token: token, refresh_token: refresh } = await connect(sandbox);
  await sandbox.close();
  sandbox = await startSlack(options);
  onTestFinished(() => sandbox.close());
  expect(await test(sandbox, token)).toMatchObject({ ok: true });
  sandbox.expire();
  expect(await test(sandbox, token)).toEqual({ ok: false, error: "token_expired" });
  expect(await renew(sandbox, refresh)).toMatchObject({ ok: true });
});
