import { afterAll, beforeAll, expect, it } from "vitest";

import { toMeshEvent } from "@/lib/ingest/receive";
import { stripeAdapter } from "@/lib/providers/stripe";
import { startSync, type Sync } from "@/lib/sync/main";
import { getObject } from "@/lib/verbs/objects/get";
import { objectHistory } from "@/lib/verbs/objects/history";
import { listObjectsVerb } from "@/lib/verbs/objects/list";
import { payoutEntriesVerb } from "@/lib/verbs/payouts/entries";
import { restartSync } from "@/lib/verbs/sync/control";

import { connectAs, newEventId } from "./services";
import { callStripe } from "./stripe-owner";
import { ACCOUNT, ada, owner, sandbox, services, test, viewer } from "./verbs-fixture";

type Json = Record<string, unknown> & { data?: { id: string; currency?: string }[] };

const stripe = (method: string, path: string, form?: string): Promise<Json> =>
  callStripe(sandbox, method, path, form);

/** Reads that wait for the sandbox's later clock are left out. */
async function settled(): Promise<void> {
  const waiting = async () =>
    Number(
      (
        await test.admin.query<{ n: string }>(
          "select (select count(*) from private.object_changes) + (select count(*) from private.object_refetches where type = any ('{payout_entry,balance_transaction}')) as n",
        )
      ).rows[0]?.n,
    );
  sync.soon();
  await expect.poll(waiting, { timeout: 30_000 }).toBe(0);
}

const netOf = (totals: readonly { readonly net: number }[]) =>
  totals.reduce((sum, { net }) => sum + net, 0);

let connection: string;
let payout: string;
let payer: string;
let intent: string;
let sync: Sync;
beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  sync = startSync(services);
  await sync.catchUp();
}, 120_000);
afterAll(() => sync.stop());

it(
  "reads what is in a payout when its event arrives, and the totals are its amount",
  { timeout: 90_000 },
  async () => {
    const since = Math.floor(sandbox.control.now() / 1000);
    const customer = await stripe("POST", "/v1/customers", "name=Priya Raman");
    payer = String(customer["id"]);
    const paid = sandbox.control.pay({
      account: ACCOUNT,
      amount: 7_500,
      currency: "usd",
      customer: String(customer["id"]),
      description: "Order 10482",
    });
    intent = paid["id"] as string; // every payment of the sandbox has one
    await stripe("POST", "/v1/refunds", `payment_intent=${intent}&amount=2500`);
    await sandbox.control.advanceClock(4 * 86_400);
    sandbox.control.payOut(ACCOUNT);
    const events = await stripe("GET", `/v1/events?limit=100&created[gte]=${since}`);
    const route = { provider: "stripe", connection, workspace: ada.workspace, account: ACCOUNT };
    for (const event of [...stripeAdapter.catchUp.events(events)].toReversed())
      await services.publisher.publish(toMeshEvent("stripe", event, { ...route, livemode: false }));
    await settled();

    const { data: sent = [] } = await stripe("GET", `/v1/payouts?created[gte]=${since}`);
    payout = sent.find(({ currency }) => currency === "usd")?.id ?? "";
    const { object } = await getObject.run(owner, { type: "payout", id: payout });
    const { entries, totals } = await payoutEntriesVerb.run(viewer(), { payout });
    expect(netOf(totals)).toBe(object.amount);
    expect(entries.length).toBe(totals.reduce((sum, { count }) => sum + count, 0));
    const own = entries.filter((entry) => entry.payment === intent);
    expect(own.map(({ category, amount, person }) => [category, amount, person])).toEqual(
      expect.arrayContaining([
        ["charge", 7_500, "Priya Raman"],
        ["refund", -2_500, "Priya Raman"],
      ]),
    );
    expect(own).toHaveLength(2);
    expect(own.every(({ customer: id }) => id === customer["id"])).toBe(true);
    expect(entries.map(({ id }) => id)).not.toContain(object.data["balance_transaction"]);
  },
);

it("reads what is in each payout when the account is imported", { timeout: 90_000 }, async () => {
  const before = await payoutEntriesVerb.run(owner, { payout });
  await test.admin.query("delete from public.objects where type = 'payout_entry'");
  expect((await payoutEntriesVerb.run(owner, { payout })).entries).toEqual([]);
  await restartSync.run(owner, { connection, type: "payout_entry" });
  await sync.catchUp();
  expect(await payoutEntriesVerb.run(owner, { payout })).toEqual(before);
});

it("says that entries are missing for good where a customer was erased", async () => {
  expect((await payoutEntriesVerb.run(viewer(), { payout })).hasErased).toBe(false);
  await test.admin.query(
    `insert into private.erasures (workspace_id, connection_id, hash, words, counts) values ($1, $2, 'x', '{}', '{}')`,
    [ada.workspace, connection],
  );
  expect((await payoutEntriesVerb.run(viewer(), { payout })).hasErased).toBe(true);
  await test.admin.query("delete from private.erasures");
});

it("knows whether the entries of a payout were read, so that missing ones are missing for good", async () => {
  const isRead = async () => (await payoutEntriesVerb.run(viewer(), { payout })).isRead;
  expect(await isRead()).toBe(true);
  await test.admin.query(
    "insert into private.object_refetches (connection_id, type, id, reason, not_before) values ($1, 'payout_entry', $2, 'related', now() + interval '1 hour')",
    [connection, payout],
  );
  expect(await isRead()).toBe(false);
  await test.admin.query("delete from private.object_refetches where id = $1", [payout]);
  const setState = (state: string) =>
    test.admin.query(
      "update public.object_imports set state = $2 where connection_id = $1 and type = 'payout_entry'",
      [connection, state],
    );
  await setState("refused");
  expect(await isRead()).toBe(false);
  await setState("done");
});

it("brings the products that the lines of an invoice are for", async () => {
  const { rows } = await test.admin.query<{ id: string; product: string }>(
    `select o.id, coalesce(l #>> '{pricing,price_details,product}', l #>> '{price,product}') as product
     from public.objects o, jsonb_array_elements(o.data #> '{lines,data}') l
     where o.connection_id = $1 and o.type = 'invoice' order by o.id limit 1`,
    [connection],
  );
  const { id = "", product } = rows[0] ?? {};
  expect(product).toMatch(/^prod_/);
  const { related } = await getObject.run(viewer(), { type: "invoice", id });
  expect(related.filter(({ type }) => type === "product").map((one) => one.id)).toContain(product);
});

it("takes one page of a payout's entries and still adds up all", async () => {
  const all = await payoutEntriesVerb.run(owner, { payout });
  const page = await payoutEntriesVerb.run(owner, { payout, limit: 1 });
  expect(page.entries).toEqual(all.entries.slice(0, 1));
  expect(page.totals).toEqual(all.totals);
});

it("tells the events of one payment in one line, on the customer's page too", async () => {
  const { events } = await objectHistory.run(viewer(), { type: "customer", id: payer });
  const payment = events.find(({ parts }) => parts.length > 0);
  expect(payment?.line).toBe("Payment of $75.00 from Priya Raman succeeded");
  expect(payment?.parts.length).toBeGreaterThan(1);
  expect(payment?.seq).toBe(Math.max(...(payment?.parts ?? []).map(({ seq }) => seq)));
  const lines = events.map(({ line }) => line);
  expect(lines.some((line) => line.startsWith("Payment refunded"))).toBe(true);
  expect(lines.some((line) => line.startsWith("Customer created"))).toBe(true);
  expect(lines.filter((line) => line.startsWith("Payment of"))).toHaveLength(1);
});

it("names the payout that a payment is in", async () => {
  const { related } = await getObject.run(viewer(), { type: "payment", id: intent });
  expect(related.filter(({ type }) => type === "payout").map(({ id }) => id)).toEqual([payout]);
});

it("finds the payment of a balance transaction by its charge or its refund", async () => {
  const { entries } = await payoutEntriesVerb.run(viewer(), { payout });
  const own = entries.filter((entry) => entry.payment === intent);
  expect(new Set(own.map(({ category }) => category))).toEqual(new Set(["charge", "refund"]));
  for (const { id } of own) {
    const { related } = await getObject.run(viewer(), { type: "balance_transaction", id });
    expect(related.filter(({ type }) => type === "payment").map((one) => one.id)).toEqual([intent]);
  }
});

it("brings the prices of listed products, and the newest subscriptions of one", async () => {
  const { objects, prices } = await listObjectsVerb.run(viewer(), { type: "product" });
  const ids = new Set(objects.map(({ id }) => id));
  expect(prices.length).toBeGreaterThan(0);
  expect(prices.every(({ type, parent }) => type === "price" && ids.has(parent ?? ""))).toBe(true);
  const id = prices[0]?.parent ?? "";
  const { related } = await getObject.run(viewer(), { type: "product", id });
  expect(related.some(({ type }) => type === "price")).toBe(true);
  expect(related.filter(({ type }) => type === "subscription").length).toBeLessThanOrEqual(10);
  expect(related.every(({ parent }) => parent === id)).toBe(true);
});

it("names the payer of a dispute in a list", async () => {
  const { objects, names } = await listObjectsVerb.run(viewer(), { type: "dispute" });
  expect(objects.length).toBeGreaterThan(0);
  expect(objects.every(({ parent }) => names[parent ?? ""] !== undefined)).toBe(true);
});

/** A run that an event started, with a step whose output has a page. */
async function startRun(subject: string): Promise<string> {
  const { rows } = await test.admin.query<{ id: string }>(
    `with a as (insert into public.automations (workspace_id, name) values ($1, 'Tell the team') returning id),
       e as (select seq from mesh.event where workspace_id = $1 and subject = $2 order by seq limit 1)
     insert into public.runs (id, workspace_id, automation_id, version, trigger_key, trigger, event_seq, status, context, lane, finished_at)
       select gen_random_uuid(), $1, a.id, 1, gen_random_uuid()::text, '{}', e.seq, 'succeeded', '{}', '', now() from a, e returning id`,
    [ada.workspace, subject],
  );
  const run = rows[0]?.id ?? "";
  await test.admin.query(
    `insert into public.steps (run_id, key, workspace_id, position, step, kind, status, idempotency_key, input, plan, output)
     values ($1::uuid, 'tell', $2, 1, 'tell', 'use', 'succeeded', $1::uuid::text, '{}', '{}', $3)`,
    [run, ada.workspace, { permalink: "https://example.slack.com/archives/C1/p1" }],
  );
  return run;
}

it("lists the runs that a payment and its refund started, with what they made", async () => {
  const { related } = await getObject.run(viewer(), { type: "payment", id: intent });
  const refund = related.find(({ type }) => type === "refund")?.id ?? "";
  const started = [await startRun(refund), await startRun(intent)];
  const { runs } = await objectHistory.run(viewer(), { type: "payment", id: intent });
  expect(runs.map(({ id }) => id).toSorted()).toEqual(started.toSorted());
  expect(runs[0]?.links).toEqual([
    { text: "Open example.slack.com", url: "https://example.slack.com/archives/C1/p1" },
  ]);
});

it("tells the newest first by time, wherever an event stands in the log", async () => {
  await services.publisher.publish({
    id: newEventId(),
    type: "stripe.customer.updated",
    source: `stripe:test:${ACCOUNT}`,
    time: "2026-01-02T03:04:05.000Z",
    subject: payer,
    connection,
    data: { id: payer },
    workspace: ada.workspace,
    origin: "provider",
    hops: 0,
    actor: { kind: "provider", id: "stripe" },
  });
  const { events } = await objectHistory.run(viewer(), { type: "customer", id: payer });
  const times = events.map(({ time }) => time);
  expect(times.at(-1)).toBe("2026-01-02T03:04:05.000Z");
  expect(times).toEqual(times.toSorted().toReversed());
});
