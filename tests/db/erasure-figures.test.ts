import { afterAll, beforeAll, expect, it } from "vitest";

import { markAllStale } from "@/lib/db/mrr";
import { startSync, type Sync } from "@/lib/sync/main";
import { computeRevenue } from "@/lib/sync/revenue";
import { eraseCustomer } from "@/lib/verbs/customers/erase";

import { connectAs } from "./services";
import { ACCOUNT, ada, owner, services, test } from "./verbs-fixture";

let sync: Sync;
let connection: Awaited<ReturnType<typeof connectAs>>;

beforeAll(async () => {
  connection = await connectAs(test, ada, ACCOUNT);
  sync = startSync(services);
  await sync.catchUp();
  await computeRevenue(services, connection);
}, 60_000);
afterAll(() => sync.stop());

interface Level {
  readonly currency: string;
  readonly value: number;
}
/** Recurring revenue at the end of a day, from the sums by day or from the changes of customers. */
const levels = async (table: "mrr_days" | "mrr_changes", until = "9999-12-31") =>
  (
    await test.admin.query<Level>(
      `select currency, round(sum(delta_n / delta_d), 4)::float8 as value from public.${table}
       where connection_id = $1 and day <= $2::date group by 1 order by 1`,
      [connection.id, until],
    )
  ).rows;
const valueOf = (found: readonly Level[], currency: string) =>
  found.find((level) => level.currency === currency)?.value ?? 0;

/** The customer with the largest value today. */
async function subscriber() {
  const { rows } = await test.admin.query<{ customer: string; currency: string; value: number }>(
    `select customer, currency, sum(delta_n / delta_d)::float8 as value from public.mrr_changes
     where connection_id = $1 group by 1, 2 order by 3 desc limit 1`,
    [connection.id],
  );
  return rows[0] ?? { customer: "", currency: "", value: 0 };
}

it("keeps the recurring revenue of the past without the customer, and ends theirs today", async () => {
  const { customer, currency, value } = await subscriber();
  expect(value).toBeGreaterThan(0);
  const yesterday = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  const before = await levels("mrr_days");
  const past = await levels("mrr_days", yesterday);
  await eraseCustomer.run(owner, { id: customer, connection: connection.id, confirm: customer });
  const after = await levels("mrr_days");
  expect(valueOf(after, currency)).toBeCloseTo(valueOf(before, currency) - value, 2);
  expect(await levels("mrr_days", yesterday)).toEqual(past);
  expect(await levels("mrr_changes")).toEqual(after);
  const { rows } = await test.admin.query(
    "select 1 from public.mrr_changes where customer = $1 union all select 1 from private.mrr_stale where customer = $1",
    [customer],
  );
  expect(rows).toEqual([]);
  // Computing everything anew has nothing of the customer to compute from.
  await services.db.withService((trx) => markAllStale(trx, connection.id));
  await computeRevenue(services, connection);
  expect(await levels("mrr_days")).toEqual(after);
  expect(await levels("mrr_days", yesterday)).toEqual(past);
});
