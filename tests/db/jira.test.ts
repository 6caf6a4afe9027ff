import { createHmac } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { installBuiltinWidgets } from "@/lib/compose/builtin-widgets";
import { logger } from "@/lib/core/server/logger";
import { receiveWebhook } from "@/lib/ingest/receive";
import { listAudit } from "@/lib/verbs/audit/list";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { connectKey } from "@/lib/verbs/connections/connect-key";
import { disconnect } from "@/lib/verbs/connections/disconnect";
import { finishOAuth } from "@/lib/verbs/connections/finish-oauth";
import { listConnections } from "@/lib/verbs/connections/list";
import { setWebhookSecret } from "@/lib/verbs/connections/set-webhook-secret";
import { startOAuth } from "@/lib/verbs/connections/start-oauth";
import { testConnection } from "@/lib/verbs/connections/test";
import { getDashboard } from "@/lib/verbs/dashboard/get";
import type { Services } from "@/lib/verbs/types";
import { addWidget } from "@/lib/verbs/widgets/add";
import { widgetData } from "@/lib/verbs/widgets/data";
import type { JiraSandbox } from "@/sandbox/jira/server";
import { CLIENT_ID, CLIENT_SECRET, PASTED, REDIRECT, startJira } from "@/sandbox/jira/testing";
import { KISSATEN, NORTHWIND } from "@/sandbox/jira/world";

import { contextOf, refusal, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

let test: TestStack;
let sandbox: JiraSandbox;
let services: Services;
let second: Services;
let ada: TestUser;
const provider = "jira";
const SIGNING_SECRET = "jira-signing-secret";

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  sandbox = await startJira();
  const env = {
    JIRA_API_BASE: sandbox.url,
    JIRA_CLIENT_ID: CLIENT_ID,
    JIRA_CLIENT_SECRET: CLIENT_SECRET,
  };
  services = testServices(test, env);
  await installBuiltinWidgets(services);
  second = testServices(test, env);
  ada = await test.signUp("ada");
});
afterAll(async () => {
  await services.db.end();
  await second.db.end();
  await sandbox.close();
  await test.stop();
});
beforeEach(async () => {
  sandbox.faults.clear();
  await test.admin.query("delete from private.oauth_attempts");
  await test.admin.query("delete from public.connections");
});

const me = (by = services) => contextOf(by, ada);

async function consent(site = NORTHWIND) {
  const { url } = await startOAuth.run(me(), { provider });
  const page = await (await fetch(url)).text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const answer = await fetch(`${sandbox.url}/authorize`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ csrf, decision: "approve", site }),
  });
  const back = new URL(answer.headers.get("location") ?? "");
  expect(`${back.origin}${back.pathname}`).toBe(REDIRECT);
  const [state, code] = ["state", "code"].map((name) => back.searchParams.get(name));
  return finishOAuth.run(me(), { provider, state, code });
}
const control = (path: string) =>
  fetch(`${sandbox.url}/_sandbox/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${sandbox.adminToken}` },
    body: "{}",
  });
const refreshes = async () => {
  const answer = await fetch(`${sandbox.url}/_sandbox/requests`, {
    headers: { authorization: `Bearer ${sandbox.adminToken}` },
  });
  const { data } = (await answer.json()) as { data: { path: string }[] };
  return data.filter(({ path }) => path === "/oauth/token").length;
};
const row = async () =>
  (
    await test.admin.query<{ status: string; account_id: string; label: string; key_hint: string }>(
      "select status, account_id, label, key_hint from public.connections",
    )
  ).rows[0];
const sealed = async () =>
  (
    await test.admin.query<{ field: string; sealed: string }>(
      "select field, sealed from private.connection_secrets order by field",
    )
  ).rows;
const events = async (type: string) =>
  (await test.admin.query("select data from mesh.event where type = $1", [type])).rowCount;

describe("a connected account", () => {
  it("is listed with the automations that use it, and has no mode in the audit log", async () => {
    await connectKey.run(me(), { provider, fields: PASTED });
    const { id } = await saveAutomation.run(me(), {
      definition: {
        schema: 1,
        name: "Tell",
        on: { event: "jira.issue.created" },
        steps: [{ id: "told", publish: "shop.told" }],
      },
    });
    const jira = (await listConnections.run(me(), {})).find(
      ({ manifest }) => manifest.id === provider,
    );
    expect(jira?.connections).toMatchObject([{ automations: [{ id, name: "Tell" }] }]);
    const { entries } = await listAudit.run(me(), { area: "connections" });
    expect(entries[0]?.details).toEqual({ by: "key", connection: jira?.connections[0]?.id });
  });
});

describe("Jira by consent", () => {
  it("connects the site, and keeps verifier and tokens sealed", async () => {
    const { url } = await startOAuth.run(me(), { provider });
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      audience: "api.atlassian.com",
      prompt: "consent",
      code_challenge_method: "S256",
    });
    const attempt = await test.admin.query<{ sealed_verifier: string }>(
      "select sealed_verifier from private.oauth_attempts",
    );
    expect(attempt.rows[0]?.sealed_verifier).toMatch(/^v1\./);
    const connection = await consent();
    expect(connection).toMatchObject({
      accountId: NORTHWIND,
      label: "northwind.atlassian.net",
      authKind: "oauth",
    });
    expect((await sealed()).map(({ field }) => field)).toEqual(["access_token", "refresh_token"]);
    expect(await testConnection.run(me(), { id: connection.id })).toMatchObject({
      account: NORTHWIND,
    });
  });

  it("renews the token once for twenty callers in two processes", async () => {
    const { id } = await consent();
    await control("expire");
    const before = await refreshes();
    const calls = Array.from({ length: 20 }, (_, at) =>
      testConnection.run(me(at % 2 ? services : second), { id }),
    );
    await Promise.all(calls);
    expect((await refreshes()) - before).toBe(1);
    expect(await row()).toMatchObject({ status: "active" });
  });

  it("asks to be connected again when the app was removed, and says so once", async () => {
    const { id } = await consent();
    const before = (await events("connection.needs_reauth")) ?? 0;
    sandbox.disconnect(NORTHWIND);
    for (let asked = 0; asked < 2; asked++)
      expect((await refusal(testConnection.run(me(), { id })))[0]).toBe("upstream");
    expect(await row()).toMatchObject({ status: "needs_reauth" });
    expect(((await events("connection.needs_reauth")) ?? 0) - before).toBe(1);
    expect(await sealed()).toHaveLength(2);
    expect(await consent()).toMatchObject({ id, status: "active" });
  });

  it("stays connected while Atlassian's sign-in is away", async () => {
    const { id } = await consent();
    await control("expire");
    sandbox.faults.add({ match: { path: "/oauth/token" }, kind: "status", status: 503, times: 9 });
    expect((await refusal(testConnection.run(me(), { id })))[0]).toBe("upstream");
    expect(await row()).toMatchObject({ status: "degraded" });
    sandbox.faults.clear();
    await test.admin.query("update private.connection_tokens set not_before = null");
    await testConnection.run(me(), { id });
    expect(await row()).toMatchObject({ status: "active" });
  });

  it("keeps two sites apart, and deletes the tokens of the one that is disconnected", async () => {
    const first = await consent();
    await consent(KISSATEN);
    const told = await disconnect.run(me(), { id: first.id });
    expect(told).toEqual({ account: NORTHWIND, upstream: false });
    expect(await sealed()).toHaveLength(2);
    const left = await test.admin.query("select from private.connection_tokens");
    expect(left.rowCount).toBe(1);
  });
});

describe("Jira by API token", () => {
  it("connects the same site, sealed whole, and recognisable", async () => {
    const consented = await consent();
    const connection = await connectKey.run(me(), { provider, fields: PASTED });
    expect(connection).toMatchObject({ id: consented.id, authKind: "key", accountId: NORTHWIND });
    expect(await row()).toMatchObject({ key_hint: PASTED.email });
    const rows = await sealed();
    expect(rows.map(({ field }) => field)).toEqual(["api_token", "email", "site"]);
    expect(JSON.stringify(rows)).not.toMatch(/ada@|northwind|ATATT/);
    await testConnection.run(me(), { id: connection.id });
    const listed = JSON.stringify(await listConnections.run(me(), {}));
    expect(listed).not.toContain(PASTED.pat);
  });

  it.each([
    ["a host elsewhere", { url: "jira.example.com" }, "url", /your-company\.atlassian\.net/],
    ["no address", { email: "ada" }, "email", /not an e-mail address/],
    ["another's token", { pat: "ATATT-of-somebody" }, "pat", /does not accept this key/],
  ])("refuses %s at its field", async (_name, change, field, sentence) => {
    const error: unknown = await connectKey
      .run(me(), { provider, fields: { ...PASTED, ...change } })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "invalid", details: { field } });
    expect(String(error)).toMatch(sentence);
  });

  it("refuses a site that is not there", async () => {
    const fields = { ...PASTED, url: "nobody.atlassian.net" };
    await expect(connectKey.run(me(), { provider, fields })).rejects.toThrow(
      "There is no Jira site at nobody.atlassian.net.",
    );
  });
});

describe("the widget of issues", () => {
  it("shows the newest issues, with times that it can draw", async () => {
    await consent();
    const { id: dashboardId } = await getDashboard.run(me(), {});
    const { id } = await addWidget.run(me(), { dashboardId, type: "jira-issues" });
    const before = await widgetData.run(me(), { id });
    sandbox.create(NORTHWIND, "SHOP", "The newest of all");
    const after = await widgetData.run(me(), { id });
    expect(after.rows.length).toBe(before.rows.length + 1);
    expect(after.diagnostics).toEqual([]);
    expect(after.rows[0]).toMatchObject({ summary: "The newest of all", status: "To Do" });
    expect(JSON.stringify(after.rows[0])).toMatch(/\d{4}-\d\d-\d\dT[\d:.]+Z/);
  });
});

describe("Jira's webhooks", () => {
  it("arrive at an address of the connection's own, also by consent, and are stored once", async () => {
    const { id } = await consent();
    const { url } = await setWebhookSecret.run(me(), { id });
    await setWebhookSecret.run(me(), { id, secret: SIGNING_SECRET });
    const endpoint = url.split("/").at(-1) ?? "";
    const body = JSON.stringify({
      timestamp: Date.now(),
      webhookEvent: "jira:issue_created",
      issue: { id: "10099", key: "SHOP-99", fields: { summary: "Heard" } },
    });
    const deliver = async (secret: string, to: string | null = endpoint) => {
      const digest = createHmac("sha256", secret).update(body).digest("hex");
      const headers = { "x-hub-signature": `sha256=${digest}` };
      const request = new Request(url, { method: "POST", body, headers });
      return (await receiveWebhook(services, request, provider, to)).status;
    };
    expect([
      await deliver(SIGNING_SECRET),
      await deliver(SIGNING_SECRET),
      await deliver("x"),
    ]).toEqual([200, 200, 400]);
    expect(await events("jira.issue.created")).toBe(1);
    expect(await deliver(SIGNING_SECRET, null)).toBe(503);
  });
});
