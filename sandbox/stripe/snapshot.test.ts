import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { StripeSandbox } from "./server.ts";
import { loadSnapshot } from "./snapshot.ts";
import { EMPTY_ID, idOf, NORTHWIND_ID, PLATFORM_KEY, raw, sdk, startSandbox } from "./testing.ts";
import { createWorld } from "./world.ts";

const DAY = 86_400;

let folder: string;
let file: string;
let sandbox: StripeSandbox;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "sandbox-"));
  file = path.join(folder, "state.json");
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const sizeOf = (name: string) => statSync(name, { throwIfNoEntry: false })?.size ?? 0;
const WITHIN = { timeout: 10_000, interval: 50 };

/** What a snapshot holds, by account and type. */
function restored(name: string) {
  const platform = { clientId: "ca_x", secretKey: "sk_test_x", redirectUris: [] };
  const world = createWorld({ platform, clock: () => 0 });
  world.url = "http://127.0.0.1:1";
  expect(loadSnapshot(world, name)).toBe(true);
  const objects = [...world.tenants.values()].flatMap((tenant) =>
    [...tenant.tables.values()].flatMap((table) => [...table.values()]),
  );
  const { connections, jobs } = world;
  return {
    objects: Object.fromEntries(objects.map((row) => [row.id, row])),
    deleted: [...world.tenants.values()].map((tenant) => Object.fromEntries(tenant.deleted)),
    connections: [...connections.values()],
    jobs,
    ids: world.ids.state(),
    idempotency: Object.fromEntries(world.idempotency),
  };
}

/** A copy of the files as a killed process leaves them, once everything until now is in them. */
async function killed(): Promise<string> {
  const { id } = await sdk(sandbox, PLATFORM_KEY).customers.create({ name: "Last" });
  await vi.waitFor(() => expect(readFileSync(`${file}.log`, "utf8")).toContain(id), WITHIN);
  const copy = path.join(folder, "killed.json");
  cpSync(file, copy);
  cpSync(`${file}.log`, `${copy}.log`);
  return copy;
}

async function pressed(action: string): Promise<void> {
  const page = await raw(sandbox, "GET", `/?account=${EMPTY_ID}`);
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
  const form = new URLSearchParams({ csrf, account: EMPTY_ID, amount: "20.00", currency: "usd" });
  await raw(sandbox, "POST", `/_sandbox/ui/${action}`, form.toString());
}

it("keeps every change in the log, so that a killed process loses nothing", async () => {
  sandbox = await startSandbox({ snapshotFile: file });
  await vi.waitFor(() => expect(sizeOf(file)).toBeGreaterThan(0), WITHIN);
  const stripe = sdk(sandbox, sandbox.control.connect(EMPTY_ID));
  const customer = await stripe.customers.create({ name: "Kept", payment_method: "pm_card_visa" });
  const method = idOf((await stripe.paymentMethods.list({ customer: customer.id })).data[0]);
  const paid = await stripe.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    customer: customer.id,
    payment_method: method,
    confirm: true,
    return_url: "http://localhost/",
  });
  await stripe.invoiceItems.create({ customer: customer.id, amount: 300, currency: "usd" });
  await pressed("pay");
  await killed(); // what follows changes objects of an earlier step
  await stripe.refunds.create({ payment_intent: paid.id, amount: 500 });
  await pressed("dispute");
  const price = await stripe.prices.create({
    currency: "usd",
    unit_amount: 900,
    recurring: { interval: "month" },
    product_data: { name: "Beans" },
  });
  const terms = { customer: customer.id, default_payment_method: method };
  const made = await stripe.subscriptions.create({ ...terms, items: [{ price: price.id }] });
  await stripe.subscriptions.update(made.id, { cancel_at_period_end: true });
  const draft = { customer: customer.id, pending_invoice_items_behavior: "include" } as const;
  const invoice = await stripe.invoices.create(draft);
  await stripe.invoices.pay(invoice.id, { payment_method: method });
  await sandbox.control.advanceClock(40 * DAY);
  const gone = await stripe.customers.create({ name: "Gone" });
  await killed();
  await stripe.customers.del(gone.id);
  const copy = await killed();
  await sandbox.close();
  expect(sizeOf(`${file}.log`)).toBe(0);
  const whole = restored(file);
  expect(restored(copy)).toEqual(whole);
  expect(whole.objects[made.id]).toMatchObject({ status: "canceled" });
  expect(Object.assign({}, ...whole.deleted)).toHaveProperty(gone.id);
});

it("writes little when little has changed, and ignores what was torn or belongs to another snapshot", async () => {
  sandbox = await startSandbox({ seed: "small", snapshotFile: file });
  await vi.waitFor(() => expect(sizeOf(file)).toBeGreaterThan(0), WITHIN);
  const stripe = sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID);
  sandbox.control.connect(NORTHWIND_ID);
  const [first] = (await stripe.customers.list({ limit: 1 })).data;
  await stripe.customers.update(first?.id ?? "", { description: "Changed" });
  const copy = await killed();
  expect(sizeOf(`${copy}.log`)).toBeLessThan(sizeOf(file) / 10);
  const log = readFileSync(`${copy}.log`, "utf8");
  writeFileSync(`${copy}.log`, `${log}{"generation":"torn","ten`);
  expect(restored(copy).objects[first?.id ?? ""]).toMatchObject({ description: "Changed" });
  writeFileSync(`${copy}.log`, log.replaceAll('"generation":"', '"generation":"older'));
  expect(restored(copy).objects[first?.id ?? ""]).not.toMatchObject({ description: "Changed" });
});
