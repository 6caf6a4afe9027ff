import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";

import type { TwilioSandbox } from "./server.ts";
import { ACCOUNT_SID, ADMIN_TOKEN, AUTH_TOKEN, NUMBER, PHONE, startTwilio } from "./testing.ts";

let sandbox: TwilioSandbox;
beforeEach(async () => {
  sandbox = await startTwilio();
});
afterEach(() => sandbox.close());

type Body = Record<string, unknown>;

async function api(
  method: string,
  path: string,
  form?: Record<string, string>,
  token = AUTH_TOKEN,
): Promise<{ status: number; body: Body; headers: Headers }> {
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { authorization: `Basic ${btoa(`${ACCOUNT_SID}:${token}`)}` },
    ...(form ? { body: new URLSearchParams(form) } : {}),
  });
  return {
    status: response.status,
    body: (await response.json()) as Body, // the sandbox answers JSON objects
    headers: response.headers,
  };
}

const MESSAGES = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`;
const send = (form: Record<string, string>) =>
  api("POST", MESSAGES, { To: PHONE, From: NUMBER, Body: "Hello", ...form });

async function control(method: string, path: string, body?: Body): Promise<Body> {
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return (await response.json()) as Body; // the sandbox answers JSON objects
}

describe("sending", () => {
  it("accepts, counts once, and delivers a moment later", async () => {
    const sent = await send({ Body: "Café & <b>" });
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({ status: "queued", to: PHONE, direction: "outbound-api" });
    expect(await control("GET", "effects")).toMatchObject({
      count: 1,
      data: [{ to: PHONE, body: "Café & <b>" }],
    });
    const path = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/${String(sent.body["sid"])}.json`;
    await expect.poll(async () => (await api("GET", path)).body["status"]).toBe("delivered");
    expect(await (await fetch(sandbox.url)).text()).toContain("Café &amp; &lt;b&gt;");
  });

  it.each([
    [21_211, { To: "+15005550001" }],
    [21_211, { To: "5550101" }],
    [21_612, { To: "+15005550002" }],
    [21_408, { To: "+15005550003" }],
    [21_610, { To: "+15005550004" }],
    [21_614, { To: "+15005550009" }],
    [21_606, { From: "+15005550199" }],
    [21_606, { From: "+15005550007" }],
    [21_611, { From: "+15005550008" }],
    [21_602, { Body: "" }],
    [21_604, { To: "" }],
    [21_603, { From: "" }],
    [21_617, { Body: "x".repeat(1_601) }],
  ])("refuses with %i", async (code, form) => {
    const answer = await send(form);
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        code,
        status: 400,
        message: expect.any(String) as string,
        more_info: `https://www.twilio.com/docs/errors/${code}`,
      },
    ]);
    expect(sandbox.effects()).toEqual([]);
  });

  it("writes to nobody who said stop, until they say start", async () => {
    sandbox.write(ACCOUNT_SID, PHONE, NUMBER, " Stop ");
    expect((await send({})).body["code"]).toBe(21_610);
    sandbox.write(ACCOUNT_SID, PHONE, NUMBER, "START");
    expect((await send({})).status).toBe(201);
  });

  it("asks for the account's own token", async () => {
    const path = `/2010-04-01/Accounts/${ACCOUNT_SID}.json`;
    expect((await api("GET", path, undefined, "wrong")).body).toMatchObject({
      code: 20_003,
      status: 401,
    });
    expect((await api("GET", path)).body).toMatchObject({
      sid: ACCOUNT_SID,
      friendly_name: "Northwind Roasters",
    });
  });

  it("fails loudly at what it does not know", async () => {
    const answer = await api("POST", `/2010-04-01/Accounts/${ACCOUNT_SID}/Calls.json`, {});
    expect(answer.status).toBe(501);
    expect(answer.body["message"]).toContain("not implemented in the sandbox: POST");
  });
});

it("pages by next_page_uri to the end", async () => {
  for (const Body of ["one", "two", "three"]) await send({ Body });
  const bodies: unknown[] = [];
  let next: unknown = `${MESSAGES}?PageSize=2&To=${encodeURIComponent(PHONE)}`;
  while (typeof next === "string") {
    const { body } = await api("GET", next);
    bodies.push(...(body["messages"] as Body[]).map((one) => one["body"]));
    next = body["next_page_uri"];
  }
  expect(bodies).toEqual(["three", "two", "one", "Your order is on its way."]);
});

describe("the list", () => {
  const today = new Date().toISOString().slice(0, 10);
  const find = async (query: Record<string, string>) => {
    const { status, body } = await api(
      "GET",
      `${MESSAGES}?${new URLSearchParams(query).toString()}`,
    );
    return status === 200 ? (body["messages"] as Body[]).map((one) => one["body"]) : body["code"];
  };

  it("finds a message that still waits by its number, and not by the day on which it is sent", async () => {
    await sandbox.close();
    sandbox = await startTwilio({ stepMs: 600_000 });
    const { body } = await send({ To: "+15005550140" });
    expect(body["date_sent"]).toBeNull();
    expect(body["date_created"]).toMatch(/^\w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000$/);
    expect(await find({ To: "+15005550140" })).toEqual(["Hello"]);
    expect(await find({ To: "+15005550140", "DateSent>": today })).toEqual([]);
  });

  it("narrows by sender, day and time, and refuses what it does not know", async () => {
    expect(await find({ From: NUMBER })).toEqual(["Your order is on its way."]);
    expect(await find({ From: PHONE, DateSent: today })).toEqual(["Thank you!"]);
    expect(await find({ "DateSent<": today })).toHaveLength(2);
    expect(await find({ "DateSent<": "2020-01-01" })).toEqual([]);
    expect(await find({ "DateSent>": "2099-01-01T00:00:00Z" })).toEqual([]);
    expect(await find({ "DateSent>": "yesterday" })).toBe(20_001);
    expect(await find({ Status: "sent" })).toBe(20_501);
  });
});

it("spells a text as a messaging service and a trial account do", async () => {
  const MessagingServiceSid = `MG${"e".repeat(32)}`;
  const text = { Body: "“Hi” – it’s me…" };
  expect((await send(text)).body["body"]).toBe(text.Body);
  const served = await api("POST", MESSAGES, { To: PHONE, ...text, MessagingServiceSid });
  expect(served.body).toMatchObject({
    body: '"Hi" - it\'s me...',
    messaging_service_sid: MessagingServiceSid,
  });
  await sandbox.close();
  const trial = { sid: ACCOUNT_SID, authToken: AUTH_TOKEN, name: "Trial", numbers: [NUMBER] };
  sandbox = await startTwilio({ accounts: [{ ...trial, isTrial: true }] });
  expect((await send({})).body["body"]).toBe("Sent from your Twilio trial account - Hello");
});

it("remembers over a restart who said stop", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "twilio-sandbox-"));
  const snapshotFile = path.join(folder, "state.json");
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await sandbox.close();
  sandbox = await startTwilio({ snapshotFile });
  sandbox.write(ACCOUNT_SID, PHONE, NUMBER, "STOP");
  await sandbox.close();
  sandbox = await startTwilio({ snapshotFile });
  expect((await send({})).body["code"]).toBe(21_610);
});

it("limits, breaks, and loses an answer after the effect", async () => {
  const match = { method: "POST" };
  await control("POST", "faults", { kind: "status", status: 429, retryAfter: 3, match });
  const limited = await send({});
  expect([limited.status, limited.headers.get("retry-after"), limited.body["code"]]).toEqual([
    429,
    "3",
    20_429,
  ]);
  await control("POST", "faults", { kind: "status", status: 502, html: true, match });
  await expect(send({})).rejects.toThrow(/JSON/);
  await control("POST", "faults", { kind: "drop", afterEffect: true, match });
  await expect(send({})).rejects.toThrow(/fetch failed/);
  expect(sandbox.effects()).toHaveLength(1);
});

describe("callbacks", () => {
  const seen: { url: string; headers: IncomingHttpHeaders; form: URLSearchParams }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const form = new URLSearchParams(body);
      seen.push({ url: request.url ?? "", headers: request.headers, form });
      response.end("{}");
    });
  });
  let hook = "";
  beforeEach(async () => {
    seen.length = 0;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    hook = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/hook?a=1`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it("signs the address and the sorted parameters", async () => {
    await send({ StatusCallback: hook, To: "+15005550030" });
    await expect.poll(() => seen.length).toBe(2);
    expect(seen.map(({ form }) => form.get("MessageStatus"))).toEqual(["sent", "undelivered"]);
    const [, last] = seen;
    const text = [...(last?.form ?? [])]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .reduce((all, [name, value]) => all + name + value, hook);
    expect(last?.headers["x-twilio-signature"]).toBe(
      createHmac("sha1", AUTH_TOKEN).update(text).digest("base64"),
    );
    expect(last?.form.get("ErrorCode")).toBe("30003");
  });

  it("reports what a phone writes, once there is an address", async () => {
    sandbox.write(ACCOUNT_SID, PHONE, NUMBER, "anybody?");
    await control("POST", "webhooks/address", { url: hook });
    sandbox.write(ACCOUNT_SID, PHONE, NUMBER, "STOP");
    await sandbox.courier.flush();
    expect(seen.map(({ form }) => [form.get("Body"), form.get("OptOutType")])).toEqual([
      ["STOP", "STOP"],
    ]);
    expect(await control("POST", "webhooks/address", { url: "https://evil.example" })).toEqual({
      message: "The webhook must be on this machine.",
    });
  });

  it("never reports to another machine", async () => {
    expect((await send({ StatusCallback: "https://hooks.example.com" })).body["code"]).toBe(21_609);
  });
});
