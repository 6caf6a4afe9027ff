import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { OfferedValues, ReadyPlan } from "@/lib/contracts/action";
import { startSync, type Sync } from "@/lib/sync/main";
import { applyAction } from "@/lib/verbs/actions/apply";
import { offerActions } from "@/lib/verbs/actions/offer";
import { planActionVerb } from "@/lib/verbs/actions/plan";

import { connectAs } from "./services";
import { callStripe, readAgain } from "./stripe-owner";
import { ACCOUNT, ada, owner, sandbox, services, test } from "./verbs-fixture";

/** What people do to subscriptions, invoices and disputes by their pages. */
let connection: string;
let sync: Sync;
let customer: string;
let small: string;
let large: string;

const stripe = (method: string, path: string, form?: string) =>
  callStripe(sandbox, method, path, form);
const made = async (path: string, form: string) => String((await stripe("POST", path, form))["id"]);

const copied = (type: string, id: string) => readAgain({ test, sync, connection }, [{ type, id }]);

beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  customer = await made("/v1/customers", "name=Ivy Park&email=ivy@example.com");
  const method = await made("/v1/payment_methods", "type=card&card[token]=tok_visa");
  await stripe("POST", `/v1/payment_methods/${method}/attach`, `customer=${customer}`);
  await stripe(
    "POST",
    `/v1/customers/${customer}`,
    `invoice_settings[default_payment_method]=${method}`,
  );
  const product = await made("/v1/products", "name=Coffee Club");
  const price = (amount: number, name: string) =>
    made(
      "/v1/prices",
      `currency=usd&unit_amount=${amount}&product=${product}&recurring[interval]=month&nickname=${name}`,
    );
  small = await price(2000, "Small");
  large = await price(5000, "Large");
  sync = startSync(services);
  await sync.catchUp();
});
afterAll(() => sync.stop());

async function subscribed(): Promise<string> {
  const id = await made(
    "/v1/subscriptions",
    `customer=${customer}&items[0][price]=${small}&items[0][quantity]=1`,
  );
  await copied("subscription", id);
  return id;
}

async function invoiced(more = ""): Promise<string> {
  await stripe("POST", "/v1/invoiceitems", `customer=${customer}&amount=4500&currency=usd`);
  const id = await made(
    "/v1/invoices",
    `customer=${customer}&pending_invoice_items_behavior=include${more}`,
  );
  await copied("invoice", id);
  return id;
}

const titles = async (type: string, id: string) =>
  (await offerActions.run(owner, { type, id })).actions.map(({ label }) => label);

const planned = (type: string, id: string, action: string, values: OfferedValues = {}) =>
  planActionVerb.run(owner, { type, id, action, values });

async function ready(
  type: string,
  id: string,
  action: string,
  values: OfferedValues,
): Promise<ReadyPlan> {
  const plan = await planned(type, id, action, values);
  if (!plan.ready) throw new Error(plan.problem?.message);
  return plan.ready;
}

/** Plans an action, confirms it, and waits until the copy shows it. */
async function done(type: string, id: string, action: string, values: OfferedValues = {}) {
  const { basis, planHash, effects, button } = await ready(type, id, action, values);
  const attempt = randomUUID();
  const asked = { type, id, action, values, basis, planHash, attempt };
  const outcome = await applyAction.run(owner, asked);
  expect(outcome.status).toBe("succeeded");
  await copied(type, id);
  return { effects, button, message: outcome.message };
}

describe("a subscription", () => {
  it("is canceled at the end of its period, kept, and canceled now", async () => {
    const id = await subscribed();
    expect(await titles("subscription", id)).toEqual(["Change plan", "Pause payments", "Cancel"]);
    const later = { when: "period_end", feedback: "too_expensive" };
    const { effects } = await done("subscription", id, "cancel", later);
    expect(effects[0]).toMatch(
      /^The subscription goes on until \w+ \d+, 20\d\d, and is not renewed/,
    );
    expect(await stripe("GET", `/v1/subscriptions/${id}`)).toMatchObject({
      cancel_at_period_end: true,
      cancellation_details: { feedback: "too_expensive" },
    });
    expect(await titles("subscription", id)).toContain("Keep");
    await done("subscription", id, "keep");
    expect(await stripe("GET", `/v1/subscriptions/${id}`)).toMatchObject({
      cancel_at_period_end: false,
      cancel_at: null,
    });
    await done("subscription", id, "cancel", { when: "now", feedback: "none" });
    expect(await stripe("GET", `/v1/subscriptions/${id}`)).toMatchObject({ status: "canceled" });
    expect(await titles("subscription", id)).toEqual([]);
    expect((await planned("subscription", id, "cancel", later)).problem).not.toBeNull();
  });

  it("is paused and resumed", async () => {
    const id = await subscribed();
    await done("subscription", id, "pause", { behavior: "keep_as_draft" });
    expect(await stripe("GET", `/v1/subscriptions/${id}`)).toMatchObject({
      pause_collection: { behavior: "keep_as_draft" },
    });
    expect(await titles("subscription", id)).toContain("Resume payments");
    await done("subscription", id, "resume");
    expect(await stripe("GET", `/v1/subscriptions/${id}`)).toMatchObject({
      pause_collection: null,
    });
  });

  it("changes its price for exactly what was shown", async () => {
    const id = await subscribed();
    await sandbox.control.advanceClock(10 * 86_400);
    const values = { price: large, quantity: 2, charge: "always_invoice" };
    const { effects, button } = await done("subscription", id, "change-plan", values);
    expect(button).toBe("Change the plan");
    expect(effects[0]).toBe("The subscription changes to 2 × Large · $50.00 / month.");
    expect(effects.slice(1, 3).map((one) => one.replace(/ after .*/, ""))).toEqual([
      "Unused time on Coffee Club",
      "Remaining time on 2 × Coffee Club",
    ]);
    const charged = /difference of (\$[\d.]+) now/.exec(effects[3] ?? "")?.[1];
    const [invoice] = (await stripe("GET", `/v1/invoices?subscription=${id}`))["data"] as {
      amount_paid: number;
      billing_reason: string;
    }[];
    expect(invoice?.billing_reason).toBe("subscription_update");
    expect(`$${((invoice?.amount_paid ?? 0) / 100).toFixed(2)}`).toBe(charged);
  });

  it.each([
    ["the price that it has", { price: "small", quantity: 1 }, "price"],
    ["a price that is not there", { price: "price_none", quantity: 1 }, "price"],
    ["no quantity", { price: "large", quantity: 0 }, "quantity"],
    ["half a quantity", { price: "large", quantity: 1.5 }, "quantity"],
    ["too much of it", { price: "large", quantity: 1_000_001 }, "quantity"],
  ])("is not changed to %s", async (_what, { price, quantity }, field) => {
    const id = await subscribed();
    const prices: Record<string, string> = { small, large };
    const values = { price: prices[price] ?? price, quantity, charge: "none" };
    expect((await planned("subscription", id, "change-plan", values)).problem?.field).toBe(field);
  });

  it("tells what the next invoice comes to where nothing is charged before", async () => {
    const id = await subscribed();
    const values = { price: large, quantity: 1, charge: "none" };
    const { effects } = await ready("subscription", id, "change-plan", values);
    expect(effects[1]).toMatch(
      /^The invoice on .* comes to \$50\.00\. Nothing is charged before\.$/,
    );
  });
});

describe("an invoice", () => {
  it("is made final and charged", async () => {
    const id = await invoiced();
    expect(await titles("invoice", id)).toEqual(["Finalize"]);
    await done("invoice", id, "finalize");
    expect(await titles("invoice", id)).toEqual([
      "Charge customer",
      "Mark as paid",
      "Mark as uncollectible",
      "Void",
    ]);
    const { button } = await done("invoice", id, "charge");
    expect(button).toBe("Charge $45.00");
    expect(await stripe("GET", `/v1/invoices/${id}`)).toMatchObject({
      status: "paid",
      amount_paid: 4500,
    });
    expect((await planned("invoice", id, "void")).problem).not.toBeNull();
  });

  it("is sent, given up, and voided", async () => {
    const id = await invoiced("&collection_method=send_invoice&days_until_due=14");
    await done("invoice", id, "finalize");
    expect(await titles("invoice", id)).toContain("Send");
    await done("invoice", id, "send");
    await done("invoice", id, "mark-uncollectible");
    expect(await stripe("GET", `/v1/invoices/${id}`)).toMatchObject({ status: "uncollectible" });
    await done("invoice", id, "void");
    expect(await stripe("GET", `/v1/invoices/${id}`)).toMatchObject({ status: "void" });
    expect(await titles("invoice", id)).toEqual([]);
  });

  it("is marked as paid without moving money", async () => {
    const id = await invoiced();
    await done("invoice", id, "finalize");
    const { effects } = await done("invoice", id, "mark-paid");
    expect(effects[1]).toContain("No money moves");
    expect(await stripe("GET", `/v1/invoices/${id}`)).toMatchObject({ status: "paid" });
    const payments = await stripe("GET", `/v1/invoice_payments?invoice=${id}`);
    expect(payments["data"]).toEqual([]);
  });

  it("that the bank declines stays open, and says why", async () => {
    const id = await invoiced();
    await done("invoice", id, "finalize");
    const bad = await made("/v1/payment_methods", "type=card&card[token]=tok_chargeCustomerFail");
    const before = await stripe("GET", `/v1/customers/${customer}`);
    await stripe("POST", `/v1/payment_methods/${bad}/attach`, `customer=${customer}`);
    const setDefault = (method: string) =>
      stripe(
        "POST",
        `/v1/customers/${customer}`,
        `invoice_settings[default_payment_method]=${method}`,
      );
    await setDefault(bad);
    const { basis, planHash } = await ready("invoice", id, "charge", {});
    const attempt = randomUUID();
    const asked = { type: "invoice", id, action: "charge", values: {}, basis, planHash, attempt };
    await expect(applyAction.run(owner, asked)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/declined/),
    });
    const settings = before["invoice_settings"] as { default_payment_method: string };
    await setDefault(settings.default_payment_method);
    expect(await stripe("GET", `/v1/invoices/${id}`)).toMatchObject({ status: "open" });
  });
});

describe("a dispute", () => {
  const disputed = async () => {
    const intent = await stripe(
      "POST",
      "/v1/payment_intents",
      "amount=3000&currency=usd&confirm=true&payment_method=pm_card_createDispute&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never",
    );
    const list = async () =>
      (await stripe("GET", `/v1/disputes?payment_intent=${String(intent["id"])}`))["data"] as {
        id: string;
      }[];
    await expect.poll(async () => (await list()).length, { timeout: 20_000 }).toBe(1);
    const id = (await list())[0]?.id ?? "";
    await copied("dispute", id);
    return id;
  };

  it("is answered by a draft, then by evidence that is sent once", async () => {
    const id = await disputed();
    expect(await titles("dispute", id)).toEqual(["Send evidence", "Accept the dispute"]);
    const values = { uncategorized_text: "She got the parcel.", submit: "later" };
    expect((await planned("dispute", id, "contest", { submit: "now" })).problem?.field).toBe(
      "uncategorized_text",
    );
    await done("dispute", id, "contest", values);
    expect(await stripe("GET", `/v1/disputes/${id}`)).toMatchObject({
      status: "needs_response",
      evidence: { uncategorized_text: "She got the parcel." },
    });
    await done("dispute", id, "contest", { ...values, submit: "now" });
    expect(await stripe("GET", `/v1/disputes/${id}`)).toMatchObject({ status: "under_review" });
    expect(await titles("dispute", id)).toEqual([]);
  });

  it("is accepted, after which it is lost", async () => {
    const id = await disputed();
    const { button } = await done("dispute", id, "accept");
    expect(button).toBe("Accept the loss of $30.00");
    expect(await stripe("GET", `/v1/disputes/${id}`)).toMatchObject({ status: "lost" });
  });
});
