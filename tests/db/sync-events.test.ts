import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { toMeshEvent } from "@/lib/ingest/receive";
import { stripeAdapter } from "@/lib/providers/stripe";
import type { ProviderEvent } from "@/lib/providers/types";
import { startSync, type Sync } from "@/lib/sync/main";

import { connectAs } from "./services";
import { callStripe } from "./stripe-owner";
import { ACCOUNT, ada, sandbox, services, test } from "./verbs-fixture";

const stripe = (method: string, path: string, form?: string) =>
  callStripe(sandbox, method, path, form);

const route = () => ({
  provider: "stripe",
  connection,
  workspace: ada.workspace,
  account: ACCOUNT,
  livemode: false,
});

/** The events that the sandbox has recorded since `since`, oldest first. */
async function eventsSince(since: number): Promise<ProviderEvent[]> {
  const page = await stripe("GET", `/v1/events?limit=100&created[gte]=${since}`);
  return [...(stripeAdapter.catchUp.events(page) ?? [])].toReversed();
}

/** A fixed shuffle, so that a failure can be repeated. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const random = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

const rowOf = async (type: string, id: string) =>
  (
    await test.admin.query<{ data: Record<string, unknown>; deleted: boolean; label: string }>(
      "select data, deleted, label from public.objects where connection_id = $1 and type = $2 and id = $3",
      [connection, type, id],
    )
  ).rows[0];

async function settled(): Promise<void> {
  const waiting = async () =>
    Number(
      (
        await test.admin.query<{ n: string }>(
          "select (select count(*) from private.object_changes) + (select count(*) from private.object_refetches) as n",
        )
      ).rows[0]?.n,
    );
  await expect.poll(waiting, { timeout: 30_000 }).toBe(0);
}

/** Search words that are not those of their object, or are there twice. */
async function wordsAmiss(): Promise<unknown[]> {
  const { rows } = await test.admin.query(
    `with kept as (select connection_id, type, id, created, unnest(tokens) as token, true as is_kept from public.objects),
       found as (select connection_id, type, id, created, token, count(*) as n from public.object_tokens group by 1, 2, 3, 4, 5)
     select * from kept full join found using (connection_id, type, id, created, token) where n is distinct from 1 or is_kept is null`,
  );
  return rows;
}

let connection: string;
let sync: Sync;
beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  sync = startSync(services);
  await sync.catchUp();
});
afterAll(() => sync.stop());

describe("what events say", () => {
  it.each([1, 2, 3])(
    "reaches the copy in whatever order it comes, and repeated (seed %i)",
    { timeout: 60_000 },
    async (seed) => {
      const since = Math.floor(Date.now() / 1000) - 1;
      const ids: string[] = [];
      for (let at = 0; at < 4; at++) {
        const made = await stripe("POST", "/v1/customers", `name=Person ${seed}.${at}`);
        ids.push(String(made["id"]));
      }
      // Several states within one second, which no clock can order.
      for (const name of ["First", "Second", "First", "Last"])
        for (const id of ids) await stripe("POST", `/v1/customers/${id}`, `name=${name} ${seed}`);
      await stripe("DELETE", `/v1/customers/${ids[3]}`);
      const events = await eventsSince(since);
      expect(events.filter(({ state }) => state?.type === "customer").length).toBeGreaterThan(20);
      for (const event of shuffled([...events, ...events], seed)) {
        await services.publisher.publish(toMeshEvent("stripe", event, route()));
        if (Math.abs(seed - event.id.length) % 3 === 0) sync.soon();
      }
      sync.soon();
      await settled();
      for (const id of ids.slice(0, 3)) {
        const row = await rowOf("customer", id);
        expect(row?.data).toEqual(await stripe("GET", `/v1/customers/${id}`));
        expect(row?.label).toBe(`Last ${seed}`);
      }
      expect((await rowOf("customer", ids[3] ?? ""))?.deleted).toBe(true);
      expect(await wordsAmiss()).toEqual([]);
    },
  );

  it("makes a payment, and its refund changes the same payment", { timeout: 60_000 }, async () => {
    const since = Math.floor(Date.now() / 1000) - 1;
    const intent = await stripe(
      "POST",
      "/v1/payment_intents",
      "amount=7500&currency=usd&confirm=true&payment_method=pm_card_visa&description=Order 42&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never",
    );
    await stripe("POST", "/v1/refunds", `payment_intent=${String(intent["id"])}&amount=2500`);
    for (const event of shuffled(await eventsSince(since), 7))
      await services.publisher.publish(toMeshEvent("stripe", event, route()));
    sync.soon();
    await settled();
    const { rows } = await test.admin.query<Record<string, unknown>>(
      "select status, amount::int, currency, label, method, data ->> 'amountRefunded' as refunded from public.objects where connection_id = $1 and type = 'payment' and id = $2",
      [connection, intent["id"]],
    );
    expect(rows).toEqual([
      {
        status: "partially_refunded",
        amount: 7500,
        currency: "usd",
        label: "Order 42",
        method: "visa",
        refunded: "2500",
      },
    ]);
    // The fee has no event of its own: it was read because the charge names it.
    const { rows: entries } = await test.admin.query(
      "select o.type from public.objects o join public.objects c on c.connection_id = o.connection_id and c.id = o.parent where o.connection_id = $1 and o.type = 'balance_transaction' and c.parent = $2",
      [connection, intent["id"]],
    );
    expect(entries.length).toBeGreaterThan(0);
  });

  it(
    "names a discount by its id alone, which the copy holds as an object",
    { timeout: 60_000 },
    async () => {
      const since = Math.floor(Date.now() / 1000) - 1;
      const [coupon] = (await stripe("GET", "/v1/coupons"))["data"] as { id: string }[];
      const [price] = (await stripe("GET", "/v1/prices?type=recurring"))["data"] as {
        id: string;
      }[];
      const { id: customer } = await stripe("POST", "/v1/customers", "name=Discounted");
      const { id } = await stripe(
        "POST",
        "/v1/subscriptions",
        `customer=${String(customer)}&items[0][price]=${price?.id}&discounts[0][coupon]=${coupon?.id}&trial_period_days=7`,
      );
      const events = await eventsSince(since);
      const told = events.find(({ state }) => state?.type === "subscription" && state.id === id);
      expect(told?.state?.object?.["discounts"]).toEqual([expect.stringMatching(/^di_/)]);
      for (const event of events)
        await services.publisher.publish(toMeshEvent("stripe", event, route()));
      sync.soon();
      await settled();
      const row = await rowOf("subscription", String(id));
      expect(row?.data["discounts"]).toEqual([
        expect.objectContaining({
          object: "discount",
          source: { coupon: coupon?.id, type: "coupon" },
        }),
      ]);
      const invoices = await stripe("GET", `/v1/invoices?subscription=${String(id)}&limit=1`);
      const [invoice] = invoices["data"] as { id: string; discounts: string[] }[];
      const kept = (await rowOf("invoice", invoice?.id ?? ""))?.data["discounts"] as unknown[];
      expect(kept).toHaveLength(invoice?.discounts.length ?? -1);
      expect(kept.filter((one) => typeof one === "string")).toEqual([]);
    },
  );

  it("of another API version is read anew instead of stored", { timeout: 60_000 }, async () => {
    const since = Math.floor(Date.now() / 1000) - 1;
    const { id } = await stripe("POST", "/v1/customers", "name=Versioned");
    const [event] = await eventsSince(since);
    if (!event?.state) throw new Error("The sandbox recorded no event.");
    const state = {
      ...event.state,
      apiVersion: "2020-08-27",
      object: { id, object: "customer", name: "Old shape", created: 1 },
    };
    await services.publisher.publish(toMeshEvent("stripe", { ...event, state }, route()));
    sync.soon();
    await settled();
    expect((await rowOf("customer", String(id)))?.label).toBe("Versioned");
  });
});

describe("the daily comparison", () => {
  it(
    "mends what no event told: a change, a new object and a deletion",
    { timeout: 60_000 },
    async () => {
      const changed = await stripe("POST", "/v1/customers", "name=Changed behind our back");
      const gone = await stripe("POST", "/v1/customers", "name=Gone behind our back");
      const known = { ...changed, name: "As we knew it" };
      await test.admin.query(
        `insert into public.objects (workspace_id, connection_id, type, id, created, label, data, api_version, source_time)
       values ($1, $2, 'customer', $3, now(), 'As we knew it', $4, 'x', now() - interval '1 minute'),
         ($1, $2, 'customer', $5, now(), 'Gone', '{}', 'x', now() - interval '1 minute')`,
        [ada.workspace, connection, changed["id"], JSON.stringify(known), gone["id"]],
      );
      const added = await stripe("POST", "/v1/customers", "name=Never told");
      await stripe("DELETE", `/v1/customers/${String(gone["id"])}`);
      await test.admin.query(
        "update public.object_syncs set started_at = now() - interval '2 days', reconciled_at = null",
      );
      await sync.catchUp();
      await sync.catchUp();
      await settled();
      expect((await rowOf("customer", String(changed["id"])))?.label).toBe(
        "Changed behind our back",
      );
      expect((await rowOf("customer", String(added["id"])))?.label).toBe("Never told");
      expect((await rowOf("customer", String(gone["id"])))?.deleted).toBe(true);
      const { rows } = await test.admin.query<{ differences: number; recent: boolean }>(
        "select differences::int, reconciled_at > now() - interval '1 minute' as recent from public.object_syncs",
      );
      expect(rows[0]?.recent).toBe(true);
      expect(rows[0]?.differences).toBeGreaterThanOrEqual(3);
    },
  );
});
