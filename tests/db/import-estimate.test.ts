import { afterAll, beforeAll, expect, it } from "vitest";

import { startSync, type Sync } from "@/lib/sync/main";
import { restartSync } from "@/lib/verbs/sync/control";
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
const rangesOf = async () =>
  (
    await test.admin.query<{ ranges: { passed?: number }[] }>(
      "select ranges from public.object_imports where connection_id = $1 and type = 'payment_method'",
      [connection],
    )
  ).rows[0]?.ranges ?? [];
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
  await set("event", [{ from: Math.floor(end) - 15 * 86_400, to: Math.floor(end) }], 50, middle);
  const found = Object.fromEntries((await types()).map(({ type, total }) => [type, total]));
  expect(from).toBeLessThan(middle);
  expect(Math.abs((found["charge"] ?? 0) - 2000)).toBeLessThanOrEqual(10);
  expect(Math.abs((found["event"] ?? 0) - 100)).toBeLessThanOrEqual(2);
  expect(found["refund"]).toBeNull();
});

it("are estimated from the owners that were read, for what is read owner by owner", async () => {
  const customers = (await types()).find(({ type }) => type === "customer")?.rows ?? 0;
  const passed = Math.floor(customers / 2);
  expect(passed).toBeGreaterThan(2);
  const range = { from: 0, to: 1, after: "cus_1" };
  const method = async (more: object, rows: number) => {
    await set("payment_method", [{ ...range, ...more }], rows, 1);
    const found = (await types()).find(({ type }) => type === "payment_method");
    return [found?.total, found?.owners];
  };
  const owners = { label: "customers", read: passed, all: customers };
  const estimate = Math.round((10 * customers) / passed);
  expect(await method({ passed }, 10)).toEqual([estimate, owners]);
  // An import that an earlier version began has not counted its owners.
  expect(await method({}, 10)).toEqual([null, null]);
});

it("count the owners while they are read", async () => {
  await restartSync.run(owner, { connection, type: "payment_method" });
  const [last] = await rangesOf();
  expect(last?.passed).toBeUndefined();
  sync = startSync(services);
  await test.admin.query(
    `create table public.seen_ranges (ranges jsonb);
     create function public.keep_ranges() returns trigger language plpgsql security definer as $$ begin
       if new.type = 'payment_method' then insert into public.seen_ranges values (new.ranges); end if; return new; end $$;
     create trigger keep_ranges after update on public.object_imports for each row execute function public.keep_ranges()`,
  );
  await sync.catchUp();
  const { rows } = await test.admin.query<{ passed: number }>(
    "select max((r ->> 'passed')::int) as passed from public.seen_ranges, jsonb_array_elements(ranges) r",
  );
  const customers = (await types()).find(({ type }) => type === "customer")?.rows;
  expect(rows[0]?.passed).toBe(customers);
});

it("are absent for what the provider refused", async () => {
  await test.admin.query(
    "update public.object_imports set state = 'refused' where connection_id = $1 and type = 'dispute'",
    [connection],
  );
  expect((await types()).find(({ type }) => type === "dispute")?.total).toBeNull();
});
