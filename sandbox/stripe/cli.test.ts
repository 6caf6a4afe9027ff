import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import type { StripeSandbox } from "./server.ts";
import { idOf, NORTHWIND_ID, PLATFORM_KEY, sdk, startSandbox } from "./testing.ts";

const root = path.resolve(import.meta.dirname, "../..");
let sandbox: StripeSandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: "small" });
  folder = mkdtempSync(path.join(os.tmpdir(), "trigger-"));
  const stack = { sandbox: { url: sandbox.url, secretKey: PLATFORM_KEY } };
  writeFileSync(path.join(folder, "stack.json"), JSON.stringify(stack));
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

function trigger(
  event: string,
  dataDir: string,
  ...options: readonly string[]
): Promise<{ code: number | null; text: string }> {
  const child = spawn(
    path.join(root, "node_modules/.bin/node"),
    [path.join(root, "scripts/trigger.ts"), event, ...options],
    { cwd: root, env: { ...process.env, DATA_DIR: dataDir } },
  );
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ code, text }));
  });
}

it("says what to do when nothing runs or nothing is connected", async () => {
  const idle = await trigger("charge.succeeded", path.join(folder, "absent"));
  expect(idle.code).toBe(1);
  expect(idle.text).toContain("npm run dev");
  const alone = await trigger("charge.succeeded", folder);
  expect(alone.code).toBe(1);
  expect(alone.text).toContain("No account is connected yet");
}, 30_000);

it.each([
  "charge.succeeded",
  "charge.failed",
  "charge.refunded",
  "payment_intent.succeeded",
  "payment_intent.payment_failed",
  "customer.created",
  "customer.updated",
  "charge.dispute.created",
  "customer.subscription.deleted",
  "invoice.paid",
  "invoice.payment_failed",
])(
  "the official CLI triggers %s",
  async (event) => {
    sandbox.control.connect(NORTHWIND_ID);
    const { code, text } = await trigger(event, folder);
    expect(text).toContain("Trigger succeeded");
    expect(code).toBe(0);
    const stripe = sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID);
    const recent = (await stripe.events.list({ limit: 20, created: { gte: nowSeconds() - 30 } }))
      .data;
    expect(recent.map((entry) => entry.type as string)).toContain(event);
  },
  60_000,
);

it.each(["charge.succeeded", "charge.failed"] as const)(
  "%s is a payment of 75.00 by a customer who can be named, written to and texted",
  async (event) => {
    sandbox.control.connect(NORTHWIND_ID);
    await trigger(event, folder);
    const stripe = sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID);
    const charge = await newestCharge();
    expect(charge).toMatchObject({ amount: 7500, currency: "usd" });
    const customer = await stripe.customers.retrieve(idOf(charge?.customer));
    expect(customer).toMatchObject({
      name: expect.stringMatching(/\w/),
      email: expect.stringContaining("@"),
      phone: expect.stringMatching(/^\+\d{8,}$/),
    });
  },
  60_000,
);

it("lets an option of the command line win", async () => {
  sandbox.control.connect(NORTHWIND_ID);
  await trigger("charge.succeeded", folder, "--override", "payment_intent:amount=1234");
  expect((await newestCharge())?.amount).toBe(1234);
}, 60_000);

async function newestCharge() {
  const stripe = sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID);
  return (await stripe.charges.list({ limit: 1 })).data[0];
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
