import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { importsOf } from "@/lib/db/object-imports";
import { startSync, type Sync } from "@/lib/sync/main";
import { disconnect } from "@/lib/verbs/connections/disconnect";

import { connectAs } from "./services";
import { ACCOUNT, ada, bob, owner, sandbox, services, test } from "./verbs-fixture";

/** How many objects of each type the sandbox itself has, by its own lists. */
async function sandboxCounts(path: string): Promise<string[]> {
  const ids: string[] = [];
  let after = "";
  for (;;) {
    const url = `${sandbox.url}${path}${path.includes("?") ? "&" : "?"}limit=100${after && `&starting_after=${after}`}`;
    const response = await fetch(url, {
      headers: {
        authorization: "Bearer sk_test_platform0123456789",
        "stripe-account": ACCOUNT,
        "stripe-version": "2026-10-28.endive",
      },
    });
    const page = (await response.json()) as { data: { id: string }[]; has_more: boolean };
    ids.push(...page.data.map(({ id }) => id));
    if (!page.has_more) return ids.toSorted();
    after = page.data.at(-1)?.id ?? "";
  }
}

const copied = async (connection: string, type: string) =>
  (
    await test.admin.query<{ id: string }>(
      "select id from public.objects where connection_id = $1 and type = $2 and not deleted order by id",
      [connection, type],
    )
  ).rows
    .map(({ id }) => id)
    .toSorted();

let connection: string;
let sync: Sync;
beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  sync = startSync(services);
});
afterAll(() => sync.stop());

describe("the import of an account", () => {
  it("holds every object of every type once", { timeout: 120_000 }, async () => {
    await sync.catchUp();
    const imports = await services.db.withService((trx) => importsOf(trx, connection));
    expect(imports.filter(({ state }) => state !== "done")).toEqual([]);
    for (const [type, path] of [
      ["customer", "/v1/customers"],
      ["charge", "/v1/charges"],
      ["payment_intent", "/v1/payment_intents"],
      ["subscription", "/v1/subscriptions?status=all"],
      ["invoice", "/v1/invoices"],
      ["balance_transaction", "/v1/balance_transactions"],
      ["refund", "/v1/refunds"],
      ["dispute", "/v1/disputes"],
      ["price", "/v1/prices"],
    ] as const)
      expect([type, await copied(connection, type)]).toEqual([type, await sandboxCounts(path)]);
  });

  it("makes one payment of an intent and its attempts", async () => {
    const { rows } = await services.db.withService((trx) =>
      sql<{ status: string; n: number }>`select status, count(*)::int as n from public.objects
        where connection_id = ${connection} and type = 'payment' group by 1 order by 1`.execute(
        trx,
      ),
    );
    expect(rows.map(({ status }) => status)).toEqual([
      "disputed",
      "failed",
      "partially_refunded",
      "refunded",
      "succeeded",
    ]);
    expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(
      (await copied(connection, "payment_intent")).length,
    );
  });
});

describe("a copy that people no longer want", () => {
  it(
    "is deleted with its search words when the account is disconnected",
    { timeout: 60_000 },
    async () => {
      const bystander = (await connectAs(test, bob, ACCOUNT)).id;
      await sync.catchUp();
      expect((await copied(bystander, "customer")).length).toBeGreaterThan(0);
      await disconnect.run(owner, { id: connection, deleteCopy: true });
      const left = async () =>
        Number(
          (
            await test.admin.query<{ n: string }>(
              "select (select count(*) from public.objects where connection_id = $1) + (select count(*) from public.object_tokens where connection_id = $1) + (select count(*) from public.object_syncs where connection_id = $1) as n",
              [connection],
            )
          ).rows[0]?.n,
        );
      expect(await left()).toBeGreaterThan(100);
      await expect.poll(left, { timeout: 20_000 }).toBe(0);
      expect((await copied(bystander, "customer")).length).toBeGreaterThan(0);
    },
  );

  it("goes with its connection", async () => {
    const gone = (await connectAs(test, bob, "acct_1Gone")).id;
    await test.admin.query(
      "insert into public.object_tokens (connection_id, token, created, type, id) values ($1, 'ada', now(), 'customer', 'cus_1')",
      [gone],
    );
    await test.admin.query("delete from public.connections where id = $1", [gone]);
    const { rows } = await test.admin.query(
      "select 1 from public.object_tokens where connection_id = $1",
      [gone],
    );
    expect(rows).toEqual([]);
  });
});
