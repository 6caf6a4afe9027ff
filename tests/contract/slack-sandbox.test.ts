import { createServer } from "node:http";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { authorizationUrl, deauthorize, exchangeCode } from "@/lib/connections/oauth";
import { createExecutor } from "@/lib/providers/execute";
import { SlackAdapter } from "@/lib/providers/slack";
import type { OAuthSettings, ProviderEvent, WebhookVerdict } from "@/lib/providers/types";
import type { SlackSandbox } from "@/sandbox/slack/server";
import {
  CLIENT_ID,
  CLIENT_SECRET,
  consent,
  REDIRECT,
  SALES,
  SCOPES,
  SIGNING_SECRET,
  startSlack,
  TEAM,
} from "@/sandbox/slack/testing";

/** The Slack adapter over real HTTP against its emulator, with events on their way back. */
let sandbox: SlackSandbox;
let adapter: SlackAdapter;
let token = "";
const ADA = "U0ADA000001";
const verdicts: (WebhookVerdict | undefined)[] = [];
const client = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, redirectUri: REDIRECT };
const connection = { id: "c1", provider: "slack", account: TEAM, livemode: true };

const door = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const verdict = adapter.webhook?.verify({
      headers: new Headers(request.headers as Record<string, string>), // one value each here
      raw: Buffer.concat(chunks),
      url: "http://127.0.0.1/",
      secrets: [{ kid: "platform", secret: SIGNING_SECRET }],
      account: null,
      now: new Date(),
    });
    verdicts.push(verdict);
    const answer = verdict?.ok && verdict.event === null ? verdict.answer : { received: true };
    response.writeHead(verdict?.ok ? 200 : 400).end(JSON.stringify(answer));
  });
});

const events = (): ProviderEvent[] =>
  verdicts.flatMap((one) => (one?.ok && one.event ? [one.event] : []));

function settings(): OAuthSettings {
  if (!adapter.oauth) throw new Error("Slack is connected by consent.");
  return adapter.oauth;
}

beforeAll(async () => {
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const address = door.address();
  const port = typeof address === "object" && address ? address.port : 0;
  sandbox = await startSlack({ eventsUrl: `http://127.0.0.1:${port}/` });
  adapter = new SlackAdapter({ apiBase: sandbox.url, sleep: async () => {} });
  token = sandbox.connect(TEAM, SCOPES);
});
afterEach(() => {
  sandbox.faults.clear();
});
afterAll(async () => {
  await sandbox.close();
  await new Promise((resolve) => door.close(resolve));
});

const execute = createExecutor({
  provider: () => adapter,
  credentials: { resolve: async () => ({ pat: token, accountId: TEAM }) },
  approvals: { authorize: async () => ({ allowed: true }) },
  sleep: async () => {},
  timeoutMs: 500,
});
const apply = (key: string, input: unknown) =>
  execute(connection, key, input, { mode: "apply", idempotencyKey: "k", isFirst: true });
const post = (text: string, channel = "#sales") => apply("messages.post", { channel, text });

describe("connecting", () => {
  it("goes through the consent page to a token that opens the workspace", async () => {
    const url = new URL(authorizationUrl(settings(), client, "the-state", null));
    expect((await fetch(url)).status).toBe(200);
    const code = (await consent(sandbox, "approve")).searchParams.get("code") ?? "";
    const back = { code, state: "the-state", verifier: null };
    const got = await exchangeCode(settings(), client, back, fetch);
    expect(got).toMatchObject({ accountId: TEAM, livemode: true });
    expect(adapter.manifest.scopeLabels).toHaveProperty([got.scope]);
    const pat = got.secrets["access_token"];
    expect(await adapter.testConnection({ pat })).toMatchObject({
      account: { id: TEAM, label: "Northwind Roasters" },
    });
    await expect(exchangeCode(settings(), client, back, fetch)).rejects.toMatchObject({
      details: { reason: "code_already_used" },
    });
  });
});

describe("reading", () => {
  it.each([
    ["channels.list", { limit: 2 }],
    ["users.list", { limit: 2 }],
    ["messages.list", { channel: SALES, limit: 1 }],
  ])("fits the declared output of %s", async (key, input) => {
    const result = await apply(key, input);
    expect(result.drift).toEqual([]);
    expect(result.nextCursor).not.toBeNull();
    const next = await apply(key, { ...input, cursor: result.nextCursor });
    expect(next.drift).toEqual([]);
    expect(next.output).not.toEqual(result.output);
  });

  it("says in words what Slack refuses", async () => {
    await expect(apply("messages.list", { channel: "C0SUPPORT01" })).rejects.toMatchObject({
      providerCode: "not_in_channel",
      action: "fix-input",
    });
    await expect(post("x", "#nowhere")).rejects.toMatchObject({ apiCode: "NOT_FOUND" });
    await expect(post("x", "#old-news")).rejects.toMatchObject({ providerCode: "is_archived" });
  });
});

describe("posting", () => {
  it("appears once, and its event comes back under the id that was reported", async () => {
    const before = sandbox.effects().length;
    const sent = await post("ONB-1 &amp; &lt;new&gt;");
    expect(sent.output).toMatchObject({ channel: SALES, text: "ONB-1 & <new>" });
    expect(sandbox.effects()).toHaveLength(before + 1);
    await sandbox.courier.flush();
    const emitted = adapter.operations["messages.post"]?.emits?.event(sent.output, TEAM);
    expect(events().filter(({ id }) => id === emitted?.id)).toHaveLength(1);
    const { ts } = sent.output as { ts: string };
    await apply("messages.update", { channel: SALES, ts, text: "done" });
    await apply("messages.update", { channel: SALES, ts, text: "done" });
  });

  it("leaves open what became of a message to a person whose answer was lost", async () => {
    const before = sandbox.effects().length;
    for (const kind of ["drop", "hang"] as const) {
      sandbox.faults.add({ match: { method: "POST" }, times: 1, kind, afterEffect: true });
      await expect(post("maybe", ADA)).rejects.toMatchObject({ indeterminate: true });
    }
    expect(sandbox.effects()).toHaveLength(before + 2);
  });

  const repeat = (key: string, input: object, since = new Date()) =>
    execute(connection, "messages.post", input, { mode: "apply", idempotencyKey: key, since });

  it.each([
    ["a channel by its id", async () => ({ channel: SALES, text: "once" })],
    ["a channel by its name", async () => ({ channel: "#sales", text: "once" })],
    [
      "a thread",
      async () => {
        const { output } = await post("a thread");
        const { ts } = output as { ts: string };
        return { channel: "#sales", text: "once", thread_ts: ts };
      },
    ],
  ])("is found again by its mark before it is sent again, in %s", async (where, make) => {
    const input = await make();
    const before = sandbox.effects().length;
    const options = { mode: "apply", idempotencyKey: where, isFirst: true } as const;
    sandbox.faults.add({ match: { method: "POST" }, times: 1, kind: "drop", afterEffect: true });
    await expect(execute(connection, "messages.post", input, options)).rejects.toMatchObject({
      indeterminate: false,
      retryable: true,
    });
    const found = await repeat(where, input);
    expect(found.output).toMatchObject({ channel: SALES, text: "once" });
    expect(sandbox.effects()).toHaveLength(before + 1);
    await repeat(`never sent to ${where}`, input);
    expect(sandbox.effects()).toHaveLength(before + 2);
  });

  it.each([
    ["a person", ADA],
    ["a channel that it is not in", "#support"],
    ["a channel that nobody sees", "#nowhere"],
  ])("is left to a person who looks, where it was to %s", async (_where, channel) => {
    const before = sandbox.effects().length;
    await expect(repeat("lost", { channel, text: "x" })).rejects.toMatchObject({
      indeterminate: true,
      retryable: false,
    });
    expect(sandbox.effects()).toHaveLength(before);
  });

  it("waits as Slack asks, and repeats reads alone", async () => {
    sandbox.faults.add({ match: {}, times: 1, kind: "status", status: 429, retryAfter: 9 });
    await expect(post("x")).rejects.toMatchObject({ apiCode: "RATE_LIMITED", retryable: true });
    sandbox.faults.add({
      match: { method: "GET" },
      times: 2,
      kind: "status",
      status: 502,
      html: true,
    });
    expect((await apply("users.list", {})).status).toBe(200);
  });
});

describe("events", () => {
  it("brings what a person writes, and tells a stranger's hand from Slack's", async () => {
    const { ts } = sandbox.say(TEAM, "sales", "where is <it>?");
    await sandbox.courier.flush();
    expect(events().at(-1)).toMatchObject({
      type: "slack.message.posted",
      subject: ts,
      account: TEAM,
      data: { channel: SALES, text: "where is <it>?" },
    });
    const address = door.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const forged = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "{}" });
    expect(forged.status).toBe(400);
  });

  it("answers the challenge of the events URL", async () => {
    const answer = await fetch(`${sandbox.url}/_sandbox/events/challenge`, {
      method: "POST",
      headers: { authorization: `Bearer ${sandbox.adminToken}` },
    });
    expect(await answer.json()).toEqual({ verified: true });
  });

  it("ends when it is told to: once for good, and a second time without harm", async () => {
    const ending = sandbox.connect(TEAM, SCOPES);
    const end = (accessToken: string | undefined) =>
      deauthorize(
        settings(),
        { client: null, accountId: TEAM, accessToken: async () => accessToken },
        fetch,
      );
    sandbox.faults.add({
      match: { path: "/api/auth.revoke" },
      times: 1,
      kind: "status",
      status: 503,
    });
    const fault: unknown = await end(ending).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: "upstream" });
    expect(String(fault) + JSON.stringify(fault)).not.toContain(ending);
    expect(await adapter.testConnection({ pat: ending })).toMatchObject({ success: true });
    expect([await end(ending), await end(ending)]).toEqual([true, true]);
    expect(await adapter.testConnection({ pat: ending })).toMatchObject({
      error: { code: "UNAUTHORIZED" },
    });
    expect(await adapter.testConnection({ pat: token })).toMatchObject({ success: true });
    expect(await end(undefined)).toBe(false);
  });

  it("ends the connection when a person removes the app", async () => {
    await sandbox.courier.flush();
    verdicts.length = 0;
    const gone = sandbox.connect(TEAM, SCOPES);
    sandbox.disconnect(TEAM);
    await sandbox.courier.flush();
    const signals = verdicts.flatMap((one) => (one?.ok && "signal" in one ? [one.signal] : []));
    expect(signals).toEqual(["connection-revoked", "connection-revoked"]);
    expect(await adapter.testConnection({ pat: gone })).toMatchObject({
      error: { code: "UNAUTHORIZED", action: "reconnect" },
    });
  });
});
