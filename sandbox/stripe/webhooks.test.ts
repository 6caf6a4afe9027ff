import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { Stripe } from "stripe";
import { afterEach, beforeEach, expect, it } from "vitest";

import { createStripeSandbox, type SandboxOptions, type StripeSandbox } from "./server.ts";
import {
  ADMIN_TOKEN,
  CLIENT_ID,
  NORTHWIND_ID,
  PLATFORM_KEY,
  REDIRECT,
  raw,
  sdk,
} from "./testing.ts";

const SECRET = "whsec_connect_test";
type Received = { body: string; signature: string };

let received: Received[];
/** The status of the next answer. */
let answerWith: () => number;
let receiver: Server;
let sandbox: StripeSandbox;

async function start(options: Partial<SandboxOptions> = {}): Promise<void> {
  const { port } = receiver.address() as AddressInfo; // listening on TCP
  sandbox = await createStripeSandbox({
    adminToken: ADMIN_TOKEN,
    platform: { clientId: CLIENT_ID, secretKey: PLATFORM_KEY, redirectUris: [REDIRECT] },
    webhooks: [{ url: `http://127.0.0.1:${port}/hook`, secret: SECRET, connect: true }],
    ...options,
  });
  sandbox.control.connect(NORTHWIND_ID);
}

beforeEach(async () => {
  received = [];
  answerWith = () => 200;
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const signature = String(request.headers["stripe-signature"]);
      received.push({ body: Buffer.concat(chunks).toString(), signature });
      response.writeHead(answerWith()).end();
    });
  });
  await new Promise<void>((resolve) => {
    receiver.listen(0, "127.0.0.1", resolve);
  });
});
afterEach(async () => {
  await sandbox.close();
  receiver.close();
});

const pay = () => sandbox.control.pay({ account: NORTHWIND_ID, amount: 2000, currency: "usd" });
const verify = ({ body, signature }: Received) =>
  Stripe.webhooks.constructEvent(body, signature, SECRET);

it("delivers signed events of a connected account, with its id, in order", async () => {
  await start();
  pay();
  await sandbox.control.flush();
  const events = received.map(verify);
  expect(events.map((event) => event.type)).toEqual([
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
  ]);
  expect(events.every((event) => event.account === NORTHWIND_ID)).toBe(true);
  expect(events[1]?.data.object).toMatchObject({ object: "charge", amount: 2000 });
  expect(received[1]?.body).not.toContain("sandbox_card");
});

it("delivers nothing of the seed and nothing of unconnected accounts", async () => {
  await start();
  sandbox.control.disconnect(NORTHWIND_ID);
  pay();
  await sandbox.control.flush();
  expect(received.map((entry) => verify(entry).type)).toEqual(["account.application.deauthorized"]);
  expect(JSON.parse(received[0]?.body ?? "{}")).toMatchObject({
    account: NORTHWIND_ID,
    data: { object: { id: CLIENT_ID, object: "application" } },
  });
});

it("retries with a fresh signature until the receiver agrees", async () => {
  await start({ webhookSpeedup: 1_000_000 });
  answerWith = () => (received.length > 3 ? 200 : 500);
  pay();
  await expect.poll(() => received.length).toBeGreaterThanOrEqual(6);
  await sandbox.control.flush();
  const states = sandbox.control.deliveries().map((delivery) => delivery.state);
  expect(states).toEqual(["delivered", "delivered", "delivered"]);
  expect(new Set(received.map(verify).map(({ id }) => id)).size).toBe(3);
});

it("gives up after three retries", async () => {
  await start();
  answerWith = () => 500;
  pay();
  await sandbox.control.flush();
  for (const seconds of [60, 1_800, 7_200]) await sandbox.control.advanceClock(seconds);
  const [delivery] = sandbox.control.deliveries();
  expect(delivery).toMatchObject({ state: "failed" });
  expect(delivery?.attempts).toHaveLength(4);
});

it("breaks deliveries on request: duplicate, drop, bad and old signatures", async () => {
  await start();
  const type = "charge.succeeded";
  sandbox.control.addWebhookFault({ kind: "duplicate", times: 1, type });
  pay();
  await sandbox.control.flush();
  expect(received.filter((entry) => verify(entry).type === type)).toHaveLength(2);

  received = [];
  sandbox.control.addWebhookFault({ kind: "drop", times: 1, type });
  pay();
  await sandbox.control.flush();
  expect(received.map((entry) => verify(entry).type)).not.toContain(type);

  for (const kind of ["bad_signature", "old_timestamp"] as const) {
    received = [];
    sandbox.control.addWebhookFault({ kind, times: 1, type });
    pay();
    await sandbox.control.flush();
    const broken = received.filter((entry) => entry.body.includes(`"type": "${type}"`));
    expect(broken).toHaveLength(1);
    expect(() => broken.map(verify)).toThrow(/signature|tolerance/i);
  }
});

it("delays a delivery by the sandbox's clock and replays one", async () => {
  await start();
  sandbox.control.addWebhookFault({
    kind: "delay",
    times: 1,
    delayMs: 60_000,
    type: "charge.succeeded",
  });
  pay();
  await sandbox.control.flush();
  expect(received).toHaveLength(2);
  await sandbox.control.advanceClock(60);
  expect(received).toHaveLength(3);
  const event = JSON.parse(received[2]?.body ?? "{}") as { id: string };
  expect(sandbox.control.replay(event.id)).toBe(1);
  await sandbox.control.flush();
  expect(received).toHaveLength(4);
});

it("renders events at the version of the endpoint", async () => {
  const { port } = receiver.address() as AddressInfo; // listening on TCP
  await start({
    webhooks: [
      {
        url: `http://127.0.0.1:${port}/a`,
        secret: SECRET,
        connect: true,
        apiVersion: "2024-06-20",
      },
    ],
  });
  const stripe = sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID);
  const [subscription] = (await stripe.subscriptions.list({ status: "active", limit: 1 })).data;
  if (!subscription) throw new Error("The seed has no active subscription.");
  expect(subscription).not.toHaveProperty("current_period_end");
  await stripe.subscriptions.cancel(subscription.id);
  await sandbox.control.flush();
  const event = JSON.parse(received[0]?.body ?? "{}") as {
    api_version: string;
    data: { object: { current_period_end: number } };
  };
  expect(event.api_version).toBe("2024-06-20");
  expect(event.data.object.current_period_end).toBeGreaterThan(0);
});

it("serves endpoints that the API registered, and refuses other hosts", async () => {
  await start({ webhooks: [] });
  const { port } = receiver.address() as AddressInfo; // listening on TCP
  const stripe = sdk(sandbox);
  const made = await stripe.webhookEndpoints.create({
    url: `http://localhost:${port}/api`,
    enabled_events: ["charge.succeeded"],
    connect: true,
  });
  pay();
  await sandbox.control.flush();
  expect(received).toHaveLength(1);
  const [entry] = received;
  if (!entry) throw new Error("Nothing was delivered.");
  const event = Stripe.webhooks.constructEvent(entry.body, entry.signature, String(made.secret));
  expect(event.type).toBe("charge.succeeded");
  const read = await stripe.webhookEndpoints.retrieve(made.id);
  expect(read.secret).toBeUndefined();
  const outside = "url=https://example.com/hook&enabled_events[]=*";
  expect((await raw(sandbox, "POST", "/v1/webhook_endpoints", outside)).status).toBe(400);
});
