import { createServer } from "node:http";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { createExecutor } from "@/lib/providers/execute";
import { TwilioAdapter } from "@/lib/providers/twilio";
import type { ProviderEvent, WebhookVerdict } from "@/lib/providers/types";
import type { TwilioSandbox } from "@/sandbox/twilio/server";
import { ACCOUNT_SID, AUTH_TOKEN, NUMBER, PHONE, startTwilio } from "@/sandbox/twilio/testing";

/** The Twilio adapter over real HTTP against its emulator, with callbacks on their way back. */
let sandbox: TwilioSandbox;
let adapter: TwilioAdapter;
let hook = "";
const verdicts: (WebhookVerdict | undefined)[] = [];
const credentials = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, phoneNumber: NUMBER };
const connection = { id: "c1", provider: "twilio", account: ACCOUNT_SID, livemode: true };

const door = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const verdict = adapter.webhook?.verify({
      headers: new Headers(request.headers as Record<string, string>), // one value each here
      raw: Buffer.concat(chunks),
      url: `http://${request.headers.host ?? ""}${request.url ?? ""}`,
      secrets: [{ kid: "connection", secret: AUTH_TOKEN }],
      account: ACCOUNT_SID,
      now: new Date(),
    });
    verdicts.push(verdict);
    response.writeHead(verdict?.ok ? 200 : 400).end("{}");
  });
});

const events = (): ProviderEvent[] =>
  verdicts.flatMap((one) => (one?.ok && one.event ? [one.event] : []));

beforeAll(async () => {
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const address = door.address();
  const port = typeof address === "object" && address ? address.port : 0;
  hook = `http://127.0.0.1:${port}/hook?from=twilio`;
  sandbox = await startTwilio({ webhookUrl: hook });
  adapter = new TwilioAdapter({ apiBase: sandbox.url, sleep: async () => {} });
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
  credentials: { resolve: async () => credentials },
  approvals: { authorize: async () => ({ allowed: true }) },
  claims: { taken: async (ids) => new Set(ids.filter((id) => taken.has(id))) },
  sleep: async () => {},
  timeoutMs: 500,
});
const taken = new Set<string>();
const apply = (key: string, input: unknown) =>
  execute(connection, key, input, { mode: "apply", idempotencyKey: "k", isFirst: true });
const send = (input: Record<string, unknown> = {}) =>
  apply("sms.send", { to: PHONE, body: "Hello", ...input });

it("identifies the account, and refuses a token that is not its own", async () => {
  expect(await adapter.testConnection(credentials)).toMatchObject({
    account: { id: ACCOUNT_SID, label: "Northwind Roasters" },
  });
  const wrong = { ...credentials, authToken: "0".repeat(32) };
  expect(await adapter.testConnection(wrong)).toMatchObject({
    error: { code: "UNAUTHORIZED", action: "reconnect" },
  });
});

describe("sending", () => {
  it("reaches the phone once, and every step comes back as one event", async () => {
    const before = sandbox.effects().length;
    const sent = await send({ body: "Café + 5 % off", statusCallback: hook });
    expect(sent.drift).toEqual([]);
    expect(sandbox.effects().slice(before)).toMatchObject([
      { to: PHONE, from: NUMBER, body: "Café + 5 % off" },
    ]);
    const { sid } = sent.output as { sid: string };
    const types = () => events().flatMap((one) => (one.subject === sid ? [one.type] : []));
    await expect.poll(types).toEqual(["twilio.sms.sent", "twilio.sms.delivered"]);
    const emitted = adapter.operations["sms.send"]?.emits?.event(sent.output, ACCOUNT_SID);
    expect(events().map(({ id }) => id)).toContain(emitted?.id);
    expect((await apply("messages.get", { sid })).output).toMatchObject({ status: "delivered" });
  });

  it.each([
    ["+15005550001", "21211", "fix-input"],
    ["+15005550003", "21408", "contact-support"],
    ["+15005550004", "21610", "fix-input"],
  ])("says in words why %s gets nothing", async (to, providerCode, action) => {
    await expect(send({ to })).rejects.toMatchObject({ providerCode, action, retryable: false });
  });

  it("is not sent again by itself when its answer was lost", async () => {
    const before = sandbox.effects().length;
    for (const kind of ["drop", "hang"] as const) {
      sandbox.faults.add({ match: { method: "POST" }, times: 1, kind, afterEffect: true });
      await expect(send()).rejects.toMatchObject({ indeterminate: true, retryable: true });
    }
    sandbox.faults.add({ match: {}, times: 1, kind: "status", status: 503, html: true });
    await expect(send()).rejects.toMatchObject({ indeterminate: true });
    expect(sandbox.effects()).toHaveLength(before + 2);
  });

  it("is found among what the phone got before it is sent again", async () => {
    const to = "+15005550160";
    const since = new Date();
    const lose = (input: object) => {
      sandbox.faults.add({ match: { method: "POST" }, times: 1, kind: "drop", afterEffect: true });
      return expect(apply("sms.send", { to, ...input })).rejects.toMatchObject({
        mayHaveArrived: true,
      });
    };
    const again = (input: object) =>
      execute(
        connection,
        "sms.send",
        { to, ...input },
        { mode: "apply", idempotencyKey: "k", since },
      );
    const sent = () => sandbox.effects().filter((one) => one.to === to).length;
    await lose({ body: "once" });
    const found = await again({ body: "once" });
    expect([found.drift, sent()]).toEqual([[], 1]);
    expect(found.output).toMatchObject({ to, from: NUMBER, body: "once" });
    // From now on it is another step's.
    taken.add(`twilio:${(found.output as { sid: string }).sid}`);
    await again({ body: "once more" });
    expect(sent()).toBe(2);
    // A messaging service spells it plainly: nobody can say whether it is the same.
    taken.add(`twilio:${sandbox.effects().at(-1)?.sid}`);
    const spelled = { body: "“once”", messagingServiceSid: `MG${"e".repeat(32)}` };
    await lose(spelled);
    await expect(again(spelled)).rejects.toMatchObject({ indeterminate: true, retryable: true });
    expect(sent()).toBe(3);
    const last = sandbox.effects().at(-1)?.sid;
    const reported = () => events().flatMap((one) => (one.subject === last ? [one.type] : []));
    await expect.poll(reported).toContain("twilio.sms.delivered");
  });

  it("waits as Twilio asks", async () => {
    sandbox.faults.add({ match: {}, times: 1, kind: "status", status: 429, retryAfter: 2 });
    await expect(send()).rejects.toMatchObject({ apiCode: "RATE_LIMITED", retryable: true });
  });
});

it("hears a STOP, and then writes to that phone no more", async () => {
  const phone = "+15005550155";
  sandbox.write(ACCOUNT_SID, phone, NUMBER, "stop");
  await sandbox.courier.flush();
  expect(events().at(-1)).toMatchObject({
    type: "twilio.sms.received",
    account: ACCOUNT_SID,
    data: { from: phone, optOut: true },
  });
  await expect(send({ to: phone })).rejects.toMatchObject({ providerCode: "21610" });
});

it("walks the pages to the end", async () => {
  const sids: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null && sids.length < 200) {
    const page = await apply("messages.list", { limit: 3, ...(cursor ? { cursor } : {}) });
    sids.push(...(page.output as { messages: { sid: string }[] }).messages.map(({ sid }) => sid));
    cursor = page.nextCursor;
  }
  const all = await apply("messages.list", { limit: 100 });
  expect(all.drift).toEqual([]);
  expect(sids).toEqual(
    (all.output as { messages: { sid: string }[] }).messages.map(({ sid }) => sid),
  );
  expect(new Set(sids).size).toBe(sids.length);
});
