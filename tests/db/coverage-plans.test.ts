import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";

import type { Transaction } from "@/lib/db/database";
import { countSubscriptions } from "@/lib/db/mrr-reads";

import { connectAs } from "./services";
import { startTestStack, type TestStack } from "./stack";

/** Every page with a figure of recurring revenue says of how many subscriptions it is. */
const ROWS = 100_000;
let test: TestStack;
let connectionId: string;

beforeAll(async () => {
  test = await startTestStack();
  const ada = await test.signUp("ada");
  const { id, workspaceId } = await connectAs(test, ada, "acct_1Plans");
  connectionId = id;
  await test.admin.query(
    `insert into public.objects (workspace_id, connection_id, type, id, created, status, customer, currency, amount, data, api_version, source_time)
     select $1, $2, 'subscription', 'sub_' || n, now() - n * interval '5 minutes', 'active', 'cus_' || n,
       case when n % 10 = 0 then 'eur' else 'usd' end, n, jsonb_build_object('id', 'sub_' || n, 'text', repeat('x', 1500)), 'x', now()
     from generate_series(1, $3::int) n`,
    [workspaceId, connectionId, ROWS],
  );
  await test.admin.query("vacuum analyze public.objects");
}, 120_000);
afterAll(() => test.stop());

const countOf = (currency: string) =>
  test.db.withService(async (trx) =>
    Object.fromEntries(
      (await countSubscriptions(trx, { connectionId, currency })).map(({ reason, count }) => [
        reason ?? "counted",
        count,
      ]),
    ),
  );

/** Rows and index entries of the copy that the statement reads. */
async function rowsRead(work: (trx: Transaction) => Promise<unknown>): Promise<number> {
  return test.db.withService(async (trx) => {
    const counted = async () =>
      Number(
        (
          await sql<{ n: string }>`
            select sum(pg_stat_get_xact_tuples_returned(c.oid) + pg_stat_get_xact_tuples_fetched(c.oid)) as n from pg_class c
            where c.oid = 'public.objects'::regclass
              or c.oid in (select indexrelid from pg_index where indrelid = 'public.objects'::regclass)`.execute(
            trx,
          )
        ).rows[0]?.n,
      );
    const before = await counted();
    await work(trx);
    return (await counted()) - before;
  });
}

it("is told without reading the subscriptions", async () => {
  expect(await countOf("usd")).toEqual({ counted: 90_000 });
  expect(await countOf("eur")).toEqual({ counted: 10_000 });
  const read = await rowsRead((trx) => countSubscriptions(trx, { connectionId, currency: "usd" }));
  expect(read).toBeLessThan(100);
});

const change = (what: string, where: string) =>
  test.admin.query(`update public.objects set ${what} where connection_id = $1 and ${where}`, [
    connectionId,
  ]);

it("is what the copy holds after each kind of change", async () => {
  await change("deleted = true", "id = 'sub_1'");
  await change("currency = null", "id = 'sub_2'");
  await change("currency = 'eur'", "id = 'sub_3'");
  await change("customer = null", "id = 'sub_4'");
  await change("amount = 7", "id = 'sub_5'");
  expect(await countOf("usd")).toEqual({ counted: 89_996, amount: 1, currency: 1 });
  expect(await countOf("eur")).toEqual({ counted: 10_001, currency: 1 });
  await change("deleted = false", "id = 'sub_1'");
  await test.admin.query("delete from public.objects where id = any ('{sub_2,sub_6}')");
  await test.admin.query(
    `insert into public.objects select (o).* from (select jsonb_populate_record(o, '{"type": "invoice"}') as o
       from public.objects o where o.id = 'sub_7') x`,
  );
  expect(await countOf("usd")).toEqual({ counted: 89_996, amount: 1 });
});

it("takes out what waits and what is not known, each once", async () => {
  await test.admin.query(
    `insert into private.mrr_gaps (connection_id, subscription, customer, currency, reason)
     values ($1, 'sub_8', 'cus_8', 'usd', 'metered'), ($1, 'sub_9', 'cus_9', 'usd', 'metered'), ($1, 'sub_20', 'cus_20', 'eur', 'amount')`,
    [connectionId],
  );
  await test.admin.query(
    "insert into private.mrr_stale values ($1, 'cus_9'), ($1, 'cus_10'), ($1, 'cus_11')",
    [connectionId],
  );
  expect(await countOf("usd")).toEqual({ counted: 89_993, amount: 1, metered: 1, waiting: 2 });
  expect(await countOf("eur")).toEqual({ counted: 9_999, amount: 1, waiting: 1 });
});

it("ends with the connection", async () => {
  await test.admin.query("delete from public.connections where id = $1", [connectionId]);
  expect(await countOf("usd")).toEqual({});
});
