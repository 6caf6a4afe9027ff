import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";

import type { SlackSandbox } from "./server.ts";
import {
  ADMIN_TOKEN,
  CLIENT_ID,
  CLIENT_SECRET,
  consent,
  REDIRECT,
  SALES,
  SCOPES,
  SIGNING_SECRET,
  startSlack,
  TEAM,
} from "./testing.ts";

let sandbox: SlackSandbox;
beforeEach(async () => {
  sandbox = await startSlack();
});
afterEach(() => sandbox.close());

type Body = Record<string, unknown>;

async function call(
  method: string,
  token: string,
  args: Body = {},
): Promise<{ status: number; body: Body; headers: Headers }> {
  const response = await fetch(`${sandbox.url}/api/${method}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json; charset=utf-8",
    },
    body: JSON.stringify(args),
  });
  return {
    status: response.status,
    body: (await response.json()) as Body, // the sandbox answers JSON objects
    headers: response.headers,
  };
}

async function control(method: string, path: string, body?: Body): Promise<Body> {
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return (await response.json()) as Body; // the sandbox answers JSON objects
}

async function exchange(code: string, secret = CLIENT_SECRET): Promise<Body> {
  const response = await fetch(`${sandbox.url}/api/oauth.v2.access`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${CLIENT_ID}:${secret}`)}` },
    body: new URLSearchParams({ code, redirect_uri: REDIRECT }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Body; // the sandbox answers JSON objects
}

describe("OAuth", () => {
  it("gives a bot token for a code once, and says ok:false with 200 otherwise", async () => {
    const target = await consent(sandbox, "approve");
    expect(target.searchParams.get("state")).toBe("the-state");
    const code = target.searchParams.get("code") ?? "";
    expect(await exchange(code, "wrong")).toEqual({ ok: false, error: "bad_client_secret" });
    expect(await exchange("nobody")).toEqual({ ok: false, error: "invalid_code" });
    expect(await exchange(code)).toMatchObject({
      ok: true,
      token_type: "bot",
      scope: SCOPES,
      team: { id: TEAM },
    });
    expect(await exchange(code)).toEqual({ ok: false, error: "code_already_used" });
  });

  it("returns who declines with access_denied", async () => {
    const target = await consent(sandbox, "deny");
    expect(target.searchParams.get("error")).toBe("access_denied");
    expect(target.searchParams.get("code")).toBeNull();
  });

  it("refuses a redirect URI that is not registered, and a form from elsewhere", async () => {
    const query = `client_id=${CLIENT_ID}&scope=chat:write&redirect_uri=https://evil.example`;
    const page = await fetch(`${sandbox.url}/oauth/v2/authorize?${query}`);
    expect([page.status, await page.text()]).toEqual([
      400,
      expect.stringContaining("bad_redirect_uri"),
    ]);
    const foreign = await fetch(`${sandbox.url}/oauth/v2/authorize`, {
      method: "POST",
      headers: { origin: "https://evil.example" },
      body: "decision=approve",
    });
    expect(foreign.status).toBe(403);
  });
});

describe("the Web API", () => {
  it("keeps what is posted, counts it once and shows it on its page", async () => {
    const token = sandbox.connect(TEAM, SCOPES);
    const posted = await call("chat.postMessage", token, {
      channel: "#sales",
      text: "a &lt;b&gt;",
    });
    expect(posted.body).toMatchObject({ ok: true, channel: SALES });
    expect(await control("GET", "effects")).toMatchObject({
      count: 1,
      data: [{ kind: "message.posted", channel: SALES, text: "a &lt;b&gt;" }],
    });
    const html = await (await fetch(sandbox.url)).text();
    expect(html).toContain("a &lt;b&gt;");
    const history = await call("conversations.history", token, { channel: SALES, limit: 1 });
    expect(history.body).toMatchObject({
      messages: [{ ts: posted.body["ts"], bot_id: "B0NORTHBOT", app_id: "A0SANDBOX01" }],
      has_more: true,
    });
  });

  it("changes its own messages only", async () => {
    const token = sandbox.connect(TEAM, SCOPES);
    const { body } = await call("chat.postMessage", token, { channel: SALES, text: "one" });
    const changed = await call("chat.update", token, {
      channel: SALES,
      ts: body["ts"],
      text: "two",
    });
    expect(changed.body).toMatchObject({ ok: true, text: "two" });
    const { ts } = sandbox.say(TEAM, "sales", "mine");
    const refused = await call("chat.update", token, { channel: SALES, ts, text: "x" });
    expect(refused.body).toEqual({ ok: false, error: "cant_update_message" });
  });

  it("keeps threads apart from what a channel shows", async () => {
    const token = sandbox.connect(TEAM, SCOPES);
    const parent = await call("chat.postMessage", token, { channel: SALES, text: "one" });
    const { ts } = parent.body;
    const reply = { channel: SALES, text: "two", thread_ts: ts };
    const replied = await call("chat.postMessage", token, reply);
    const history = await call("conversations.history", token, { channel: SALES, limit: 1 });
    expect(history.body).toMatchObject({ messages: [{ ts }] });
    const read = { channel: SALES, ts, limit: 1, oldest: ts };
    const first = await call("conversations.replies", token, read);
    expect(first.body).toMatchObject({ has_more: true, messages: [{ ts }] });
    const { next_cursor: cursor } = first.body["response_metadata"] as { next_cursor: string };
    const rest = await call("conversations.replies", token, { ...read, cursor });
    expect(rest.body).toMatchObject({ has_more: false, messages: [{ ts: replied.body["ts"] }] });
    const nowhere = await call("conversations.replies", token, { channel: SALES, ts: "1.000009" });
    expect(nowhere.body).toEqual({ ok: false, error: "thread_not_found" });
  });

  it("writes to a person, which nobody else can read", async () => {
    const token = sandbox.connect(TEAM, SCOPES);
    const written = { channel: "U0ADA000001", text: "to Ada" };
    const { body } = await call("chat.postMessage", token, written);
    expect(body).toMatchObject({ ok: true, channel: "D0ADA000001" });
    expect(await (await fetch(sandbox.url)).text()).toContain("@ada");
    const history = await call("conversations.history", token, { channel: "D0ADA000001" });
    expect(history.body).toMatchObject({ error: "missing_scope", needed: "im:history" });
    const all = { types: "public_channel,private_channel" };
    const { body: listed } = await call("conversations.list", token, all);
    expect(JSON.stringify(listed)).not.toContain("D0ADA");
    const byName = await call("chat.postMessage", token, { channel: "#ada", text: "x" });
    expect(byName.body).toEqual({ ok: false, error: "channel_not_found" });
  });

  it.each([
    ["channel_not_found", { channel: "U0NORTHBOT", text: "x" }],
    ["channel_not_found", { channel: "nowhere", text: "x" }],
    ["channel_not_found", { channel: "G0BOARD0001", text: "x" }],
    ["is_archived", { channel: "old-news", text: "x" }],
    ["no_text", { channel: SALES }],
    ["msg_too_long", { channel: SALES, text: "x".repeat(40_001) }],
    ["thread_not_found", { channel: SALES, text: "x", thread_ts: "1.000009" }],
  ])("refuses with %s and 200", async (error, args) => {
    const answer = await call("chat.postMessage", sandbox.connect(TEAM, SCOPES), args);
    expect([answer.status, answer.body]).toEqual([200, { ok: false, error }]);
    expect(sandbox.effects()).toEqual([]);
  });

  it("asks for scopes, invitations and a token that works", async () => {
    const narrow = sandbox.connect(TEAM, "chat:write");
    const uninvited = { channel: "support", text: "x" };
    expect((await call("chat.postMessage", narrow, uninvited)).body["error"]).toBe(
      "not_in_channel",
    );
    expect((await call("users.list", narrow)).body).toMatchObject({
      error: "missing_scope",
      needed: "users:read",
    });
    expect((await call("auth.test", "nonsense")).body["error"]).toBe("invalid_auth");
    expect((await call("auth.revoke", narrow)).body).toEqual({ ok: true, revoked: true });
    expect((await call("auth.test", narrow)).body["error"]).toBe("token_revoked");
  });

  it("pages by cursor", async () => {
    const token = sandbox.connect(TEAM, SCOPES);
    const names: string[] = [];
    let cursor = "";
    do {
      const { body } = await call("conversations.list", token, { limit: 2, cursor });
      const { channels, response_metadata: rest } = body as {
        channels: { name: string }[];
        response_metadata: { next_cursor: string };
      };
      names.push(...channels.map(({ name }) => name));
      cursor = rest.next_cursor;
    } while (cursor !== "");
    expect(names).toEqual(["general", "sales", "alerts", "support", "old-news"]);
  });

  it("fails loudly at what it does not know", async () => {
    const answer = await call("files.upload", "xoxb-any");
    expect([answer.status, answer.body["message"]]).toEqual([
      501,
      "not implemented in the sandbox: POST /api/files.upload",
    ]);
  });
});

it("keeps tokens and messages over a restart, readable by their owner only", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "slack-sandbox-"));
  const snapshotFile = path.join(folder, "state.json");
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await sandbox.close();
  sandbox = await startSlack({ snapshotFile });
  const token = sandbox.connect(TEAM, SCOPES);
  const posted = await call("chat.postMessage", token, { channel: SALES, text: "kept" });
  await sandbox.close();
  expect(statSync(snapshotFile).mode & 0o777).toBe(0o600);
  sandbox = await startSlack({ snapshotFile });
  const history = await call("conversations.history", token, { channel: SALES, limit: 1 });
  expect(history.body).toMatchObject({ ok: true, messages: [{ ts: posted.body["ts"] }] });
});

describe("faults", () => {
  it("limits, breaks, and loses an answer after the effect", async () => {
    const token = sandbox.connect(TEAM, SCOPES);
    const match = { path: "/api/chat.postMessage" };
    await control("POST", "faults", { kind: "status", status: 429, retryAfter: 7, match });
    const limited = await call("chat.postMessage", token, { channel: SALES, text: "x" });
    expect([limited.status, limited.headers.get("retry-after"), limited.body]).toEqual([
      429,
      "7",
      { ok: false, error: "ratelimited" },
    ]);
    await control("POST", "faults", { kind: "drop", afterEffect: true, match });
    await expect(call("chat.postMessage", token, { channel: SALES, text: "x" })).rejects.toThrow(
      /fetch failed/,
    );
    expect(sandbox.effects()).toHaveLength(1);
    expect((await call("chat.postMessage", token, { channel: SALES, text: "y" })).body["ok"]).toBe(
      true,
    );
  });

  it("guards its control", async () => {
    const answer = await fetch(`${sandbox.url}/_sandbox/effects`);
    expect(answer.status).toBe(401);
    const wrong = await fetch(`${sandbox.url}/_sandbox/effects`, {
      headers: { authorization: "Bearer wrong" },
    });
    expect(wrong.status).toBe(401);
    expect(await control("POST", "faults", { kind: "status" })).toMatchObject({
      message: expect.stringContaining("needs a status") as string,
    });
  });
});

describe("events", () => {
  const seen: { headers: IncomingHttpHeaders; body: string }[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      seen.push({ headers: request.headers, body });
      const { challenge } = JSON.parse(body) as { challenge?: string };
      response.writeHead(answers.shift() ?? 200).end(JSON.stringify({ challenge }));
    });
  });
  beforeEach(async () => {
    seen.length = 0;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await sandbox.close();
    sandbox = await startSlack({ eventsUrl: `http://127.0.0.1:${port}/events` });
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it("signs what it reports, and tries again with the same id", async () => {
    sandbox.connect(TEAM, SCOPES);
    answers.push(500);
    sandbox.say(TEAM, "sales", "hi <there>");
    await expect.poll(() => seen.length).toBe(2);
    const [first, second] = seen;
    const stamp = String(first?.headers["x-slack-request-timestamp"]);
    const digest = createHmac("sha256", SIGNING_SECRET)
      .update(`v0:${stamp}:${first?.body ?? ""}`)
      .digest("hex");
    expect(first?.headers["x-slack-signature"]).toBe(`v0=${digest}`);
    expect(second?.headers["x-slack-retry-num"]).toBe("1");
    expect(second?.body).toBe(first?.body);
    expect(JSON.parse(first?.body ?? "")).toMatchObject({
      type: "event_callback",
      team_id: TEAM,
      event: { type: "message", text: "hi &lt;there&gt;", channel: SALES },
    });
  });

  it("says goodbye when the app is removed, and asks its challenge", async () => {
    sandbox.connect(TEAM, SCOPES);
    sandbox.disconnect(TEAM);
    await sandbox.courier.flush();
    const types = seen.map(({ body }) => (JSON.parse(body) as { event: Body }).event["type"]);
    expect(types).toEqual(["tokens_revoked", "app_uninstalled"]);
    expect(await control("POST", "events/challenge")).toEqual({ verified: true });
  });

  it("never reports to another machine", async () => {
    await expect(startSlack({ eventsUrl: "https://hooks.example.com/" })).rejects.toThrow(
      /on this machine/,
    );
  });
});
