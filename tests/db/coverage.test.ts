import { afterAll, beforeAll, expect, it } from "vitest";

import { startSync, type Sync } from "@/lib/sync/main";
import { metricsOverview } from "@/lib/verbs/metrics/overview";
import { metricsRevenue } from "@/lib/verbs/metrics/revenue";

import { connectAs } from "./services";
import { ACCOUNT, ada, owner, services, test, viewer } from "./verbs-fixture";

/** Of how many of the copied subscriptions figures are, and how old the copy is. */
let connection: string;
let sync: Sync;
beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  sync = startSync(services);
  await sync.catchUp();
}, 120_000);
afterAll(() => sync.stop());

const read = async () => (await metricsRevenue.run(owner, { currency: "usd" })).coverage;
const reasons = async () =>
  Object.fromEntries((await read()).excluded.map(({ reason, count }) => [reason, count]));
const subscription = (id: string, price: object | null, currency: string | null = "usd") =>
  test.admin.query(
    `with made as (insert into public.objects (workspace_id, connection_id, type, id, created, status, customer, currency, data, api_version, source_time)
       values ($1, $2, 'subscription', $3, now(), 'active', 'cus_' || $3, $4, $5, 'x', now()) returning connection_id, customer)
     insert into private.mrr_stale select * from made`,
    [
      ada.workspace,
      connection,
      id,
      currency,
      {
        id,
        status: "active",
        customer: `cus_${id}`,
        created: 1_790_000_000,
        items: { data: price === null ? [] : [{ quantity: 1, price }] },
      },
    ],
  );
const monthly = (usage: string) => ({
  currency: "usd",
  unit_amount: 900,
  recurring: { interval: "month", usage_type: usage },
});

it("is of all subscriptions of the currency once the import is done", async () => {
  const { rows } = await test.admin.query<{ n: number }>(
    "select count(*)::int as n from public.objects where connection_id = $1 and type = 'subscription' and currency = 'usd'",
    [connection],
  );
  const { subscriptions, counted, excluded, imported } = await read();
  expect(subscriptions).toBe(rows[0]?.n);
  expect(subscriptions).toBeGreaterThan(0);
  expect({ counted, excluded, imported }).toEqual({
    counted: subscriptions,
    excluded: [],
    imported: true,
  });
  expect((await metricsOverview.run(viewer(), { currency: "usd" })).coverage.counted).toBe(counted);
});

it("names the subscriptions whose value is not known, until it is", async () => {
  const before = await read();
  await subscription("sub_metered", monthly("metered"));
  await subscription("sub_tiers", { ...monthly("licensed"), unit_amount: null });
  await subscription("sub_fixed", monthly("licensed"));
  await subscription("sub_unknown", monthly("licensed"), null);
  await subscription("sub_euros", { ...monthly("licensed"), currency: "eur" }, "eur");
  expect(await reasons()).toEqual({ waiting: 3, currency: 1 });
  await sync.catchUp();
  expect(await reasons()).toEqual({ metered: 1, amount: 1, currency: 1 });
  const after = await read();
  expect(after.subscriptions).toBe(before.subscriptions + 4);
  expect(after.counted).toBe(before.counted + 1);
  await test.admin.query(
    `update public.objects set data = jsonb_set(data, '{items,data,0,price,recurring,usage_type}', '"licensed"') where id = 'sub_metered'`,
  );
  await test.admin.query("insert into private.mrr_stale values ($1, 'cus_sub_metered')", [
    connection,
  ]);
  await sync.catchUp();
  expect(await reasons()).toEqual({ amount: 1, currency: 1 });
});

it("says that the import is not finished", async () => {
  const set = (state: string) =>
    test.admin.query(
      "update public.object_imports set state = $2 where connection_id = $1 and type = 'invoice'",
      [connection, state],
    );
  await sync.stop();
  await set("running");
  const { imported, types } = await read();
  expect([imported, types.find(({ type }) => type === "invoice")?.state]).toEqual([
    false,
    "running",
  ]);
  await set("done");
  expect((await read()).imported).toBe(true);
});

it("is as old as what was heard of the account last, and older while a change waits", async () => {
  await test.admin.query(
    "update public.object_imports set updated_at = '2026-01-02' where connection_id = $1",
    [connection],
  );
  await test.admin.query(
    "update public.connection_cursors set last_webhook_at = null, last_sweep_at = '2026-01-03' where connection_id = $1",
    [connection],
  );
  expect((await read()).copiedAt).toEqual(new Date("2026-01-03T00:00:00Z"));
  await test.admin.query(
    "insert into private.object_changes (connection_id, workspace_id, seq, type, id, source_time, deleted) values ($1, $2, 1, 'charge', 'ch_1', '2026-01-01', false)",
    [connection, ada.workspace],
  );
  expect((await read()).copiedAt).toEqual(new Date("2026-01-01T00:00:00Z"));
});
