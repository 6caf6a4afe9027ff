import { afterAll, beforeAll, expect, it } from "vitest";

import { startSync, type Sync } from "@/lib/sync/main";
import { syncStatus } from "@/lib/verbs/sync/status";

import { connectAs } from "./services";
import { ACCOUNT, ada, owner, services, test } from "./verbs-fixture";

/** The totals that the import's page shows, beside what was read. */
let connection: string;
let sync: Sync;
beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  sync = startSync(services);
  await sync.catchUp();
  await sync.stop();
}, 120_000);
afterAll(() => sync.stop());

const types = async () => (await syncStatus.run(owner, {}))[0]?.types ?? [];
const set = (type: string, ranges: readonly object[], rows: number, oldest: number) =>
  test.admin.query(
    "update public.object_imports set state = 'running', ranges = $3, rows = $4, oldest = to_timestamp($5) where connection_id = $1 and type = $2",
    [connection, type, JSON.stringify(ranges), rows, oldest],
  );

it("are exact for what is imported", async () => {
  const all = await types();
  expect(all.length).toBeGreaterThan(10);
  expect(all.map(({ total }) => total)).toEqual(all.map(({ rows }) => rows));
});

it("are estimated from the times that were read, and absent without any", async () => {
  const { rows } = await test.admin.query<{ begin: number; end: number }>(
    `select extract(epoch from min(i.oldest))::float8 as begin, extract(epoch from (select started_at from public.object_syncs))::float8 as end
     from public.object_imports i where i.type <> 'event'`,
  );
  const { begin = 0, end = 0 } = rows[0] ?? {};
  const from = Math.floor(begin);
  const middle = Math.floor((begin + end) / 2);
  await set("charge", [{ from: 0, to: middle, after: "ch_1" }], 1000, middle);
  await set("refund", [{ from: 0, to: Math.floor(end) }], 0, middle);
  await set("payment_method", [{ from: 0, to: Math.floor(end), after: "cus_1" }], 10, middle);
  await set("event", [{ from: Math.floor(end) - 15 * 86_400, to: Math.floor(end) }], 50, middle);
  const found = Object.fromEntries((await types()).map(({ type, total }) => [type, total]));
  expect(from).toBeLessThan(middle);
  expect(Math.abs((found["charge"] ?? 0) - 2000)).toBeLessThanOrEqual(10);
  expect(Math.abs((found["event"] ?? 0) - 100)).toBeLessThanOrEqual(2);
  expect([found["refund"], found["payment_method"]]).toEqual([null, null]);
});

it("are absent for what the provider refused", async () => {
  await test.admin.query(
    "update public.object_imports set state = 'refused' where connection_id = $1 and type = 'dispute'",
    [connection],
  );
  expect((await types()).find(({ type }) => type === "dispute")?.total).toBeNull();
});
