import { createHash, createHmac } from "node:crypto";

import { describe, expect, it } from "vitest";

import { createExecutor } from "@/lib/providers/execute";
import type { HttpRequest } from "@/lib/providers/types";
import type { DeliveryVector, FaultVector } from "@/tests/contract/provider-kit";
import { describeProvider } from "@/tests/contract/provider-suite";

import callbacks from "./fixtures/callbacks.json" with { type: "json" };
import listBody from "./fixtures/messages.json" with { type: "json" };
import { TwilioAdapter } from "./index";
import { addressTwilio } from "./operations";

const SID = "ACeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
const canary = "c0ffee00".repeat(4);
const credentials = { accountSid: SID, authToken: canary, phoneNumber: "+15005550006" };
const NOW = new Date("2026-11-20T12:00:00.000Z");
const DOOR = "https://dashboard.example.com/api/webhooks/twilio/endpoint";
const adapter = new TwilioAdapter();

type Callback = keyof typeof callbacks;
const form = (name: Callback) => new URLSearchParams(callbacks[name]).toString();

function delivery(name: Callback, subject: string): DeliveryVector {
  return { name, body: form(name), type: `twilio.sms.${name}`, subject, account: SID };
}

function sign(body: string, secret: string, url = DOOR): string {
  const params = [...new URLSearchParams(body)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = params.reduce((all, [name, value]) => all + name + value, url);
  return createHmac("sha1", secret).update(text).digest("base64");
}

function refused(code: number, status: number, expected: FaultVector["expected"]): FaultVector {
  const body = { code, status, message: "To +15005550101", more_info: "https://elsewhere.example" };
  return { name: String(code), response: { status, headers: {}, body }, expected };
}

function bare(status: number, expected: FaultVector["expected"]): FaultVector {
  return { name: `a bare ${status}`, response: { status, headers: {}, body: "<html>" }, expected };
}

const fixInput = { retryable: false, action: "fix-input" } as const;
const reconnect = { retryable: false, action: "reconnect" } as const;
const support = { retryable: false, action: "contact-support" } as const;
const retry = { retryable: true, action: "retry" } as const;
const sms = "SMeeeeeeeeeeeeeeeeeeeeeeeeeeeeee01";

describeProvider(adapter, {
  canary,
  credentials,
  sentAs: btoa(`${SID}:${canary}`),
  page: (_operation, number, isLast) => ({
    ...listBody,
    next_page_uri: isLast ? null : `${listBody.next_page_uri}${number}`,
  }),
  faults: [
    refused(20_003, 401, { code: "UNAUTHORIZED", ...reconnect }),
    refused(20_404, 404, { code: "NOT_FOUND", ...fixInput }),
    refused(20_429, 429, { code: "RATE_LIMITED", ...retry }),
    refused(21_211, 400, { code: "INVALID_REQUEST", ...fixInput }),
    refused(21_408, 400, { code: "FORBIDDEN", ...support }),
    refused(21_606, 400, { code: "INVALID_REQUEST", ...fixInput }),
    refused(21_608, 400, { code: "INVALID_REQUEST", ...fixInput }),
    refused(21_610, 400, { code: "INVALID_REQUEST", ...fixInput }),
    refused(21_611, 400, { code: "RATE_LIMITED", ...retry }),
    refused(21_614, 400, { code: "INVALID_REQUEST", ...fixInput }),
    refused(21_617, 400, { code: "INVALID_REQUEST", ...fixInput }),
    refused(99_999, 400, { code: "INVALID_REQUEST", ...fixInput }),
    bare(401, { code: "UNAUTHORIZED", ...reconnect }),
    bare(403, { code: "FORBIDDEN", ...support }),
    bare(404, { code: "NOT_FOUND", ...fixInput }),
    bare(409, { code: "CONFLICT", ...retry }),
    bare(429, { code: "RATE_LIMITED", ...retry }),
    bare(500, { code: "PROVIDER_ERROR", ...retry }),
    bare(302, { code: "PROVIDER_ERROR", retryable: false, action: "retry" }),
  ],
  webhook: {
    dated: false,
    ownAccount: SID,
    deliveries: [
      delivery("delivered", sms),
      delivery("sent", sms),
      delivery("undelivered", sms),
      delivery("failed", sms),
      delivery("received", "SMeeeeeeeeeeeeeeeeeeeeeeeeeeeeee02"),
    ],
    sign: (body, secret, _at, url) => sign(body, secret, url),
    malformed: ["", "=", "abc", "0".repeat(28), `${"A".repeat(27)}=`, `${"A".repeat(28)}=`, "é"],
  },
});

function verify(body: string, signature: string, url = DOOR) {
  return adapter.webhook?.verify({
    headers: new Headers({ "x-twilio-signature": signature }),
    raw: new TextEncoder().encode(body),
    url,
    secrets: [{ kid: "connection", secret: canary }],
    account: SID,
    now: NOW,
  });
}

describe("Twilio's webhook", () => {
  it("signs with the auth token of the connection", () => {
    expect(adapter.webhook?.signedWith).toBe("authToken");
  });

  it("matches Twilio's own example", () => {
    const url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const body =
      "CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030&To=%2B18005551212";
    const verdict = adapter.webhook?.verify({
      headers: new Headers({ "x-twilio-signature": "0/KCTR6DLpKmkAf8muzZqo1nDgQ=" }),
      raw: new TextEncoder().encode(body),
      url,
      secrets: [{ kid: "example", secret: "12345" }],
      account: SID,
      now: NOW,
    });
    // A call, not a message: the signature holds, and there is nothing to store.
    expect(verdict).toEqual({ ok: false, reason: "shape" });
  });

  it("takes the address with or without its standard port, and no other address", () => {
    const body = form("delivered");
    const withPort = DOOR.replace(".com/", ".com:443/");
    expect(verify(body, sign(body, canary, withPort))).toMatchObject({ ok: true });
    expect(verify(body, sign(body, canary), withPort)).toMatchObject({ ok: true });
    for (const other of [`${DOOR}?a=1`, DOOR.replace("https", "http"), `${DOOR}/`])
      expect(verify(body, sign(body, canary, other))).toEqual({ ok: false, reason: "signature" });
  });

  it("takes JSON by its hash in the address", () => {
    const body = JSON.stringify(callbacks.delivered);
    const hash = createHash("sha256").update(body).digest("hex");
    const url = `${DOOR}?bodySHA256=${hash}`;
    const signature = createHmac("sha1", canary).update(url).digest("base64");
    expect(verify(body, signature, url)).toMatchObject({
      ok: true,
      event: { type: "twilio.sms.delivered" },
    });
    expect(verify(`${body} `, signature, url)).toEqual({ ok: false, reason: "signature" });
  });

  it("reads a parameter that comes twice as Twilio does", () => {
    const body = `${form("delivered")}&Extra=b&Extra=a&Extra=b`;
    const once = new URLSearchParams(form("delivered"));
    const text = [...once, ["Extra", "a"], ["Extra", "b"]]
      .toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1))
      .reduce((all, [name, value]) => `${all}${name ?? ""}${value ?? ""}`, DOOR);
    const signature = createHmac("sha1", canary).update(text).digest("base64");
    expect(verify(body, signature)).toMatchObject({ ok: true });
  });

  it.each([
    [" Stop ", undefined, true],
    ["unsubscribe", undefined, true],
    ["Please stop by", undefined, false],
    ["arrêt", "STOP", true],
    ["STOP", "HELP", false],
  ])("reads %j with %s as opt-out: %s", (Body, OptOutType, optOut) => {
    const given = { ...callbacks.received, Body, ...(OptOutType ? { OptOutType } : {}) };
    const body = new URLSearchParams(given).toString();
    expect(verify(body, sign(body, canary))).toMatchObject({
      event: { type: "twilio.sms.received", data: { optOut, from: "+15005550101" } },
    });
  });

  it("keeps declared fields only", () => {
    const body = form("received");
    const verdict = verify(body, sign(body, canary));
    expect(verdict?.ok === true && verdict.event?.data).toEqual({
      sid: callbacks.received.MessageSid,
      status: "received",
      from: "+15005550101",
      to: "+15005550006",
      body: " Stop ",
      media: 0,
      optOut: true,
    });
  });

  it("gives a sent message the event that the operation reported", () => {
    const send = adapter.operations["sms.send"];
    const output = send?.respond(send.examples[0].body);
    const body = form("sent");
    expect(verify(body, sign(body, canary))).toMatchObject({
      event: { id: send?.emits?.event(output, SID)?.id, type: send?.emits?.type },
    });
    expect(send?.emits?.event(output, null)).toBeNull();
  });
});

describe("Twilio's credential", () => {
  it.each([
    ["accountSid", { accountSid: "SK0123" }, /API key/],
    ["accountSid", { accountSid: SID.slice(0, -1) }, /AC followed by 32/],
    ["authToken", { authToken: "short" }, /32 characters/],
    ["phoneNumber", { phoneNumber: "0500 555" }, /begin with \+/],
    ["phoneNumber", { phoneNumber: undefined }, /begin with \+/],
  ])("names the field %s", (field, wrong, sentence) => {
    const verdict = adapter.validateCredentials({ ...credentials, ...wrong });
    expect(verdict).toMatchObject({ valid: false, field });
    expect(verdict.error).toMatch(sentence);
  });

  it("is recognised by the end of its SID and never by its token", () => {
    expect(adapter.describeCredential(credentials)).toEqual({
      scope: "token",
      hint: "AC…eeee",
      sender: "+15005550006",
    });
    expect(adapter.getAuthHeaders(credentials)).toEqual({
      Authorization: `Basic ${btoa(`${SID}:${canary}`)}`,
    });
    expect(() => adapter.getAuthHeaders({})).toThrow(/account SID/);
  });
});

describe("a text message", () => {
  const send = adapter.operations["sms.send"];
  const build = (input: Record<string, unknown>): HttpRequest => {
    const parsed = send?.input.parse({ to: "+15005550101", body: "Hi", ...input });
    return addressTwilio(send?.request(parsed) ?? { method: "GET", path: "/" }, credentials);
  };

  it("goes out from the connection's number unless it names another sender", () => {
    expect(build({})).toMatchObject({
      path: `/2010-04-01/Accounts/${SID}/Messages.json`,
      form: { To: "+15005550101", Body: "Hi", From: "+15005550006" },
    });
    expect(build({ from: "+15005550007" }).form).toMatchObject({ From: "+15005550007" });
    const service = `MG${"e".repeat(32)}`;
    expect(build({ messagingServiceSid: service }).form?.["From"]).toBeUndefined();
  });

  it.each([
    { to: "5550101" },
    { body: "" },
    { body: "x".repeat(1_601) },
    { from: "+15005550006", messagingServiceSid: `MG${"e".repeat(32)}` },
    { statusCallback: "ftp://example.com" },
  ])("is refused before it is sent: %j", (wrong) => {
    const given = { to: "+15005550101", body: "Hi", ...wrong };
    expect(send?.input.safeParse(given).success).toBe(false);
  });

  it("says in its schema where its text lands", () => {
    const schema = send?.input.toJSONSchema() as { properties: Record<string, object> };
    expect(schema.properties["body"]).toMatchObject({ sink: "sms", maxLength: 1_600 });
  });

  function apply(answer: () => Promise<Response>) {
    const execute = createExecutor({
      provider: () => adapter,
      credentials: { resolve: async () => credentials },
      approvals: { authorize: async () => ({ allowed: true }) },
      fetch: answer,
    });
    const connection = { id: "c1", provider: "twilio", account: SID, livemode: true };
    const input = { to: "+15005550101", body: "Hi" };
    const first = { mode: "apply", idempotencyKey: "k", isFirst: true } as const;
    return execute(connection, "sms.send", input, first);
  }

  it("names the code and its page, and no phone number, when a person said STOP", async () => {
    const body = { code: 21_610, message: "To +15005550101 is unsubscribed", status: 400 };
    const error: unknown = await apply(async () => Response.json(body, { status: 400 })).catch(
      (error: unknown) => error,
    );
    expect(error).toMatchObject({
      providerCode: "21610",
      docUrl: "https://www.twilio.com/docs/errors/21610",
      retryable: false,
      action: "fix-input",
      indeterminate: false,
    });
    expect(String(error)).not.toContain("5550101");
  });
});

it("drops the token that Twilio's account answer carries", async () => {
  const get = adapter.operations["account.get"];
  expect(JSON.stringify(get?.respond(get.examples[0].body))).not.toContain("made-up-token");
  const provider = new TwilioAdapter({
    fetch: async () => Response.json(get?.examples[0].body),
  });
  expect(await provider.testConnection(credentials)).toMatchObject({
    account: { id: SID, label: "Northwind Roasters", livemode: true },
  });
});
