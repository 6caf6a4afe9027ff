import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";

import { totalRule } from "@/lib/business/totals";
import type { Transaction } from "@/lib/db/database";
import { countByStatus, listObjects, sumObjects } from "@/lib/db/object-lists";
import { searchObjects } from "@/lib/db/object-search";

import { connectAs } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** Under row-level security an index leads only conditions that tell nothing of foreign rows. What is read shows whether one does. */
const ROWS = 40_000;
let test: TestStack;
let ada: TestUser;
let connectionId: string;

beforeAll(async () => {
  test = await startTestStack();
  ada = await test.signUp("ada");
  const bob = await test.signUp("bob");
  const connections = [
    await connectAs(test, ada, "acct_1Plans"),
    await connectAs(test, bob, "acct_1Others"),
  ];
  connectionId = connections[0]?.id ?? "";
  for (const row of connections)
    await test.admin.query(
      `insert into public.objects (workspace_id, connection_id, type, id, created, status, customer, currency, amount, label, data, api_version, source_time)
       select $1, $2, 'payment', 'pi_' || n, now() - n * interval '5 minutes', (array['succeeded','failed','refunded'])[1 + n % 3],
         'cus_' || n % 500, 'usd', n, 'Order ' || n, '{}', 'derived', now() from generate_series(1, $3::int) n`,
      [row.workspaceId, row.id, ROWS],
    );
  await test.admin.query(
    "insert into public.object_tokens select connection_id, 'order ' || substr(id, 4), created, type, id from public.objects",
  );
  await test.admin.query("vacuum analyze public.objects, public.object_tokens");
}, 120_000);
afterAll(() => test.stop());

/** How many rows and index entries a member's statement reads of these two tables. */
async function rowsRead(work: (trx: Transaction) => Promise<unknown>): Promise<number> {
  return test.db.withUser(ada, async (trx) => {
    const counted = async () =>
      Number(
        (
          await sql<{ n: string }>`
            select sum(pg_stat_get_xact_tuples_returned(c.oid) + pg_stat_get_xact_tuples_fetched(c.oid)) as n from pg_class c
            where c.oid in ('public.objects'::regclass, 'public.object_tokens'::regclass)
              or c.oid in (select indexrelid from pg_index where indrelid in ('public.objects'::regclass, 'public.object_tokens'::regclass))`.execute(
            trx,
          )
        ).rows[0]?.n,
      );
    const before = await counted();
    await work(trx);
    return (await counted()) - before;
  });
}

const filter = () => ({ connectionId, type: "payment" });
const page = { sort: "created", descending: true, limit: 50 } as const;

it.each([
  ["the newest page", {}],
  ["a status", { statuses: ["failed"] }],
  ["a customer", { customer: "cus_7" }],
  ["a time", { from: new Date(Date.now() - 86_400_000) }],
])("reads a page by %s from an index", async (_what, condition) => {
  const read = await rowsRead(async (trx) => {
    const rows = await listObjects(trx, { ...filter(), ...condition }, page);
    expect(rows.length).toBeGreaterThan(0);
  });
  expect(read).toBeLessThan(1000);
});

it("counts what no index leads, so that these figures mean something", async () => {
  const read = await rowsRead((trx) =>
    listObjects(trx, { ...filter(), metadata: { key: "order", value: "none" } }, page),
  );
  expect(read).toBeGreaterThan(ROWS);
});

it("reads a page by amount from an index", async () => {
  const read = await rowsRead((trx) =>
    listObjects(trx, { ...filter(), currency: "usd" }, { ...page, sort: "amount" }),
  );
  expect(read).toBeLessThan(1000);
});

it("reads a page deep in the list from an index", async () => {
  const value = new Date(Date.now() - 30_000 * 300_000).toISOString();
  const read = await rowsRead((trx) =>
    listObjects(trx, filter(), { ...page, beyond: { value, id: "pi_x" } }),
  );
  expect(read).toBeLessThan(1000);
});

it("finds words by their beginning from an index", async () => {
  const read = await rowsRead(async (trx) => {
    const found = await searchObjects(trx, connectionId, {
      exact: ["order 77"],
      prefix: "order 77",
    });
    expect(found[0]?.id).toBe("pi_77");
  });
  expect(read).toBeLessThan(2000);
});

it("counts at most so many rows, whatever the list holds", async () => {
  const totals = await rowsRead((trx) => sumObjects(trx, filter(), totalRule("payment")));
  expect(totals).toBeLessThan(45_000);
  const counts = await rowsRead((trx) => countByStatus(trx, filter(), ["succeeded", "failed"]));
  expect(counts).toBeLessThan(90_000);
});
