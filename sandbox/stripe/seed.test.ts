import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import type { Stripe } from "stripe";
import { afterAll, beforeAll, expect, it } from "vitest";

import type { StripeSandbox } from "./server.ts";
import { KISSATEN_ID, NORTHWIND_ID, PLATFORM_KEY, sdk, startSandbox } from "./testing.ts";

let sandbox: StripeSandbox;
let shop: Stripe;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: "small" });
  sandbox.control.connect(NORTHWIND_ID);
  sandbox.control.connect(KISSATEN_ID);
  shop = sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID);
});
afterAll(() => sandbox.close());

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of list) found.push(row);
  return found;
}

it("has about two hundred payments over ninety days in four currencies", async () => {
  const other = sdk(sandbox, PLATFORM_KEY, KISSATEN_ID);
  const charges = [
    ...(await all(shop.charges.list({ limit: 100 }))),
    ...(await all(other.charges.list({ limit: 100 }))),
  ];
  expect(charges.length).toBeGreaterThan(170);
  expect(new Set(charges.map((charge) => charge.currency))).toEqual(
    new Set(["usd", "eur", "jpy", "kwd"]),
  );
  const declined = charges.filter((charge) => charge.status === "failed");
  expect(declined.length).toBeGreaterThan(8);
  const partly = charges.filter((charge) => charge.amount_refunded > 0 && !charge.refunded);
  expect(partly.length).toBeGreaterThan(2);
  const oldest = Math.min(...charges.map((charge) => charge.created));
  const ageDays = (Date.now() / 1000 - oldest) / 86_400;
  expect(ageDays).toBeGreaterThan(75);
  expect(ageDays).toBeLessThan(92);
  expect((await shop.disputes.list()).data).toHaveLength(2);
  const customers = [
    ...(await all(shop.customers.list({ limit: 100 }))),
    ...(await all(other.customers.list({ limit: 100 }))),
  ];
  expect(customers).toHaveLength(40);
});

it("ends with payments of 2000 usd, 500 jpy and 5120 kwd among the newest twenty", async () => {
  const { data } = await shop.charges.list({ limit: 20 });
  const find = (amount: number, currency: string) =>
    data.find(
      (row) => row.amount === amount && row.currency === currency && row.status === "succeeded",
    );
  const dollars = find(2000, "usd");
  expect(find(500, "jpy")).toBeDefined();
  expect(find(5120, "kwd")).toBeDefined();
  expect(dollars?.customer).toMatch(/^cus_/);
  const age = Date.now() / 1000 - Number(dollars?.created);
  expect(age).toBeGreaterThan(4 * 60);
  expect(age).toBeLessThan(7 * 60);
  expect(data.some((row) => row.status === "failed")).toBe(true);
});

it("has subscriptions in several states with paid invoices", async () => {
  const subscriptions = await all(shop.subscriptions.list({ status: "all", limit: 100 }));
  const states = new Set(subscriptions.map((row) => row.status));
  for (const state of ["active", "canceled", "past_due", "trialing"] as const)
    expect(states).toContain(state);
  expect(subscriptions.some((row) => row.cancel_at_period_end)).toBe(true);
  const invoices = await all(shop.invoices.list({ status: "paid", limit: 100 }));
  expect(invoices.length).toBeGreaterThan(8);
  const balance = await shop.balance.retrieve();
  expect(balance.available.find((entry) => entry.currency === "usd")?.amount).toBeGreaterThan(0);
});

it("queues no deliveries", () => {
  expect(sandbox.control.deliveries()).toEqual([]);
});

it("continues from its snapshot: objects, connections and ids", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "sandbox-"));
  const snapshotFile = path.join(folder, "state.json");
  const first = await startSandbox({ seed: "small", snapshotFile });
  const token = first.control.connect(NORTHWIND_ID);
  const made = await sdk(first, token).customers.create({ name: "Kept" });
  await first.close();
  const second = await startSandbox({ seed: "small", snapshotFile });
  const stripe = sdk(second, token);
  expect((await stripe.customers.retrieve(made.id)).id).toBe(made.id);
  const next = await stripe.customers.create({ name: "Next" });
  expect(next.id).not.toBe(made.id);
  await second.close();
  rmSync(folder, { recursive: true });
});
