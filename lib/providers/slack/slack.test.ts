import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { createExecutor } from "@/lib/providers/execute";
import type { DeliveryVector, FaultVector } from "@/tests/contract/provider-kit";
import { describeProvider } from "@/tests/contract/provider-suite";

import { SlackAdapter } from "./index";

function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8");
}

const ACCOUNT = "T0EXAMPLE01";
const canary = "xoxb-CANARY-CANARY-CANARY";
const NOW = new Date("2026-11-20T12:00:00.000Z");
const adapter = new SlackAdapter();

function delivery(name: string, type: string, subject: string): DeliveryVector {
  return { name, body: fixture(name), type, subject, account: ACCOUNT };
}

function sign(body: string, secret: string, seconds: number) {
  const digest = createHmac("sha256", secret).update(`v0:${seconds}:${body}`).digest("hex");
  return { "x-slack-signature": `v0=${digest}`, "x-slack-request-timestamp": String(seconds) };
}

function refused(error: string, expected: FaultVector["expected"], status = 200): FaultVector {
  return {
    name: `${error} (${status})`,
    response: { status, headers: {}, body: { ok: false, error } },
    expected,
  };
}

const no = (error: string) => ({ ok: false, error });
const reconnect = { retryable: false, action: "reconnect" } as const;
const fixInput = { retryable: false, action: "fix-input" } as const;
const retry = { retryable: true, action: "retry" } as const;

function bare(status: number, expected: FaultVector["expected"]): FaultVector {
  return { name: `a bare ${status}`, response: { status, headers: {}, body: "<html>" }, expected };
}

describeProvider(adapter, {
  canary,
  credentials: { pat: canary, accountId: ACCOUNT },
  page: (_operation, number, isLast) => ({
    ok: true,
    channels: [],
    response_metadata: { next_cursor: isLast ? "" : `cursor-${number}` },
  }),
  revocation: {
    done: [
      { ok: true, revoked: true },
      ...["token_revoked", "token_expired", "invalid_auth", "account_inactive"].map(no),
    ],
    open: [{ ok: true, revoked: false }, ...["internal_error", "ratelimited"].map(no)],
  },
  faults: [
    refused("invalid_auth", { code: "UNAUTHORIZED", ...reconnect }),
    refused("not_authed", { code: "UNAUTHORIZED", ...reconnect }),
    refused("token_revoked", { code: "UNAUTHORIZED", ...reconnect }),
    refused("account_inactive", { code: "UNAUTHORIZED", ...reconnect }),
    refused("token_expired", { code: "UNAUTHORIZED", ...reconnect }),
    refused("missing_scope", { code: "FORBIDDEN", ...reconnect, lacksPermission: true }),
    refused("restricted_action", {
      code: "FORBIDDEN",
      retryable: false,
      action: "contact-support",
    }),
    refused("channel_not_found", { code: "NOT_FOUND", ...fixInput }),
    refused("not_in_channel", { code: "FORBIDDEN", ...fixInput }),
    refused("is_archived", { code: "INVALID_REQUEST", ...fixInput }),
    refused("msg_too_long", { code: "INVALID_REQUEST", ...fixInput }),
    refused("something_new", { code: "INVALID_REQUEST", ...fixInput }),
    refused("ratelimited", { code: "RATE_LIMITED", ...retry }),
    refused("ratelimited", { code: "RATE_LIMITED", ...retry }, 429),
    refused("internal_error", { code: "PROVIDER_ERROR", ...retry }),
    refused("fatal_error", { code: "PROVIDER_ERROR", ...retry }, 503),
    bare(401, { code: "UNAUTHORIZED", ...reconnect }),
    bare(403, { code: "FORBIDDEN", retryable: false, action: "contact-support" }),
    bare(404, { code: "NOT_FOUND", ...fixInput }),
    bare(409, { code: "CONFLICT", ...retry }),
    bare(429, { code: "RATE_LIMITED", ...retry }),
    bare(500, { code: "PROVIDER_ERROR", ...retry }),
    bare(302, { code: "PROVIDER_ERROR", retryable: false, action: "retry" }),
    { ...bare(200, { code: "PROVIDER_ERROR", retryable: false, action: "retry" }), name: "a page" },
  ],
  webhook: {
    deliveries: [
      delivery("event-message", "slack.message.posted", "1764000000.000100"),
      delivery("event-own-message", "slack.message.sent", "1764000060.000200"),
      delivery("event-message-changed", "slack.message.changed", "1764000000.000100"),
      delivery("event-channel-created", "slack.channel.created", "C0EXAMPLE02"),
      delivery("event-app-uninstalled", "slack.app.uninstalled", ACCOUNT),
      delivery("event-tokens-revoked", "slack.tokens.revoked", ACCOUNT),
    ],
    sign,
    malformed: ["", "v0=", "v0=abc", `v1=${"0".repeat(64)}`, `v0=${"0".repeat(63)}`, "t=1,v1=00"],
  },
});

const { webhook, operations } = adapter;

function verify(body: string, secret = "signing-secret") {
  const headers = new Headers(sign(body, "signing-secret", NOW.getTime() / 1000));
  return webhook?.verify({
    headers,
    raw: new TextEncoder().encode(body),
    url: "https://dashboard.example.com/api/webhooks/slack",
    secrets: [{ kid: "platform", secret }],
    account: null,
    now: NOW,
  });
}

describe("Slack's webhook", () => {
  it("answers the URL challenge when it is signed, and stores nothing of it", () => {
    const body = JSON.stringify({
      token: "legacy",
      challenge: "3eZbrw1a",
      type: "url_verification",
    });
    expect(verify(body)).toEqual({
      ok: true,
      kid: "platform",
      event: null,
      answer: { challenge: "3eZbrw1a" },
    });
    expect(verify(body, "another")).toEqual({ ok: false, reason: "signature" });
  });

  it("ends the connection when the app is removed or the bot's token is taken back", () => {
    for (const name of ["event-app-uninstalled", "event-tokens-revoked"])
      expect(verify(fixture(name))).toMatchObject({ signal: "connection-revoked" });
    const people = fixture("event-tokens-revoked").replace('["U0EXAMPLEBT"]', "[]");
    expect(verify(people)).not.toHaveProperty("signal");
  });

  it("gives its own message the event that the operation reported", () => {
    const post = operations["messages.post"];
    const output = post?.respond(post.examples[0].body);
    const emitted = post?.emits?.event(output, ACCOUNT);
    const verdict = verify(fixture("event-own-message"));
    expect(verdict).toMatchObject({
      event: { id: emitted?.id, subject: emitted?.subject, type: post?.emits?.type },
    });
    expect(post?.emits?.event(output, null)).toBeNull();
  });

  it("keeps declared fields only", () => {
    const verdict = verify(fixture("event-message"));
    expect(verdict?.ok === true && verdict.event?.data).toEqual({
      channel: "C0EXAMPLE01",
      channel_type: "channel",
      ts: "1764000000.000100",
      user: "U0EXAMPLE01",
      text: "Where is my <order>?",
    });
  });

  it("stores a type that nobody declared under its own name", () => {
    const unknown = fixture("event-app-uninstalled").replace("app_uninstalled", "emoji_changed");
    expect(verify(unknown)).toMatchObject({ event: { type: "slack.emoji_changed", data: {} } });
  });
});

describe("a text for Slack", () => {
  it("says in its schema where it lands", () => {
    const { "messages.post": post, "messages.update": update } = operations;
    for (const operation of [post, update]) {
      const schema = operation?.input.toJSONSchema() as { properties: Record<string, object> };
      expect(schema.properties["text"]).toMatchObject({ sink: "slack-mrkdwn" });
    }
  });
});

describe("Slack over HTTP", () => {
  const answering = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    new SlackAdapter({
      fetch: async () => Response.json(body, { status, headers }),
      sleep: async () => {},
    });

  function post(provider: SlackAdapter, body: unknown, channel = "#sales") {
    const execute = createExecutor({
      provider: () => provider,
      credentials: { resolve: async () => ({ pat: canary }) },
      approvals: { authorize: async () => ({ allowed: true }) },
      fetch: async () => Response.json(body),
      sleep: async () => {},
    });
    const connection = { id: "c1", provider: "slack", account: ACCOUNT, livemode: true };
    return execute(
      connection,
      "messages.post",
      { channel, text: "x" },
      { mode: "apply", idempotencyKey: "k", isFirst: true },
    );
  }

  it("says that a post may have happened when Slack's own server failed behind a 200", async () => {
    const failed = { ok: false, error: "internal_error" };
    await expect(post(adapter, failed)).rejects.toMatchObject({
      mayHaveArrived: true,
      retryable: true, // a retry looks
    });
    await expect(post(adapter, failed, "U0ADA000001")).rejects.toMatchObject({
      indeterminate: true,
      retryable: false,
    });
    await expect(post(adapter, { ok: false, error: "is_archived" })).rejects.toMatchObject({
      indeterminate: false,
      providerCode: "is_archived",
    });
  });

  it("waits as long as it was asked to", () => {
    const headers = { "retry-after": "30" };
    const body = { ok: false, error: "ratelimited" };
    expect(adapter.classify({ status: 429, headers, body }, NOW)?.retryAt).toEqual(
      new Date(NOW.getTime() + 30_000),
    );
  });

  it("identifies the workspace", async () => {
    const provider = answering(200, JSON.parse(fixture("auth-test")));
    expect(await provider.testConnection({ pat: canary })).toMatchObject({
      success: true,
      account: { id: ACCOUNT, label: "Northwind Roasters", livemode: true },
    });
    expect(await provider.testConnection({})).toMatchObject({
      success: false,
      error: { code: "MISSING_CREDENTIALS", action: "reconnect" },
    });
    const removed = answering(200, { ok: false, error: "account_inactive" });
    expect(await removed.testConnection({ pat: canary })).toMatchObject({
      error: { code: "UNAUTHORIZED", action: "reconnect" },
    });
  });

  it("reads by path what its operations read, and nothing else", async () => {
    const provider = answering(200, JSON.parse(fixture("users")));
    const users = await provider.request({ pat: canary }, { endpoint: "/users.list" });
    expect(JSON.stringify(users.data)).toContain("Ada Example");
    expect(JSON.stringify(users.data)).not.toMatch(/example\.com|1500555/);
    for (const endpoint of ["/chat.postMessage", "/files.list", "/../oauth.v2.access", "//evil"])
      expect(await provider.request({ pat: canary }, { endpoint })).toMatchObject({
        success: false,
        error: { code: "INVALID_REQUEST" },
      });
  });

  it("talks to an emulator on this machine, and to nobody else instead of Slack", () => {
    expect(new SlackAdapter().baseUrl).toBe("https://slack.com");
    expect(new SlackAdapter({ apiBase: "http://127.0.0.1:12113" }).oauth?.tokenUrl).toBe(
      "http://127.0.0.1:12113/api/oauth.v2.access",
    );
    expect(() => new SlackAdapter({ apiBase: "https://evil.example" })).toThrow(/loopback/);
  });
});

describe("Slack's token answer", () => {
  const oauth = adapter.oauth;
  const token = {
    ok: true,
    access_token: canary,
    token_type: "bot",
    scope: "users:read,chat:write",
    team: { id: ACCOUNT, name: "Northwind Roasters" },
  };

  it("is a bot token of a workspace", () => {
    expect(oauth?.parseToken(token)).toEqual({
      accountId: ACCOUNT,
      livemode: true,
      scope: "chat:write,users:read",
      secrets: { access_token: canary },
    });
    expect(oauth?.tokenTypes).toContain("bot");
  });

  it("brings its end and what renews it while the app rotates its tokens", () => {
    const rotating = { ...token, refresh_token: "xoxe-1-refresh", expires_in: 43_200 };
    expect(oauth?.parseToken(rotating)).toMatchObject({
      secrets: { access_token: canary, refresh_token: "xoxe-1-refresh" },
      expiresInSeconds: 43_200,
    });
  });

  it.each([
    ["invalid_refresh_token", "invalid_grant"],
    ["token_expired", "invalid_grant"],
    ["token_revoked", "invalid_grant"],
    ["internal_error", "internal_error"],
    ["invalid_client_id", "invalid_client_id"],
  ])("says that a refresh token is gone for good only where it is: %s", (error, reason) => {
    expect(oauth?.refusalOf?.({ ok: false, error })).toBe(reason);
  });

  it.each([
    ["a refusal with 200", { ok: false, error: "invalid_code" }, /no longer accepts/],
    ["a user's token", { ...token, token_type: "user" }, /did not complete/],
    ["no workspace", { ...token, team: null }, /did not complete/],
    ["nothing", null, /did not complete/],
  ])("is refused when it is %s", (_name, json, sentence) => {
    expect(() => oauth?.parseToken(json)).toThrow(sentence);
    expect(oauth?.refusalOf?.({ ok: false, error: "invalid_code" })).toBe("invalid_code");
  });
});
