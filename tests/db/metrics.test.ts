import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { dayStart } from "@/lib/core/days";
import { liveConnections } from "@/lib/db/connections";
import { markAllStale } from "@/lib/db/mrr";
import { startSync, type Sync } from "@/lib/sync/main";
import { computeRevenue } from "@/lib/sync/revenue";
import { metricsOverview } from "@/lib/verbs/metrics/overview";
import { metricsRevenue } from "@/lib/verbs/metrics/revenue";
import { listObjectsVerb } from "@/lib/verbs/objects/list";

import { connectAs, contextOf } from "./services";
import { ACCOUNT, ada, owner, services, test, viewer } from "./verbs-fixture";

let connection: string;
let sync: Sync;
beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  sync = startSync(services);
  await sync.catchUp();
}, 120_000);
afterAll(() => sync.stop());

const number = async (query: string): Promise<number> =>
  Number((await test.admin.query<{ n: string }>(query, [connection])).rows[0]?.n);
const rows = async (table: string) =>
  (
    await test.admin.query(
      `select * from public.${table} where connection_id = $1 order by currency, day, kind, 1, 2, 3, 4, 5, 6`,
      [connection],
    )
  ).rows;
const valueOf = (
  { figures }: { figures: readonly { metric: string; value: number | null }[] },
  metric: string,
) => figures.find((figure) => figure.metric === metric)?.value;

describe("volume", () => {
  it("is what the copy's charges and balance transactions add up to", async () => {
    const overview = await metricsOverview.run(owner, { range: "12m", currency: "usd" });
    const gross = await number(
      "select sum((data ->> 'amount_captured')::bigint) as n from public.objects where connection_id = $1 and type = 'charge' and status = 'succeeded' and currency = 'usd'",
    );
    const net = await number(
      "select sum((data ->> 'net')::bigint) as n from public.objects where connection_id = $1 and type = 'balance_transaction' and label not like 'payout%' and currency = 'usd'",
    );
    expect(gross).toBeGreaterThan(0);
    expect([valueOf(overview, "gross_volume"), valueOf(overview, "net_volume")]).toEqual([
      gross,
      net,
    ]);
    expect(overview.volume.now.gross.reduce((sum, value) => sum + value, 0)).toBe(gross);
  });

  it("is the same by day, by week and by month", async () => {
    const sums = await Promise.all(
      (["day", "week", "month"] as const).map(async (by) => {
        const { volume } = await metricsOverview.run(owner, { range: "90d", by, currency: "usd" });
        return volume.now.net.reduce((sum, value) => sum + value, 0);
      }),
    );
    expect(new Set(sums).size).toBe(1);
  });

  it("counts a payment once, and why it failed", async () => {
    const { failures, figures } = await metricsOverview.run(owner, {
      range: "12m",
      currency: "usd",
    });
    const failed = await number(
      "select count(*) as n from public.objects where connection_id = $1 and type = 'payment' and status = 'failed' and currency = 'usd'",
    );
    expect(failures.reduce((sum, { count }) => sum + count, 0)).toBe(failed);
    const rate = figures.find(({ metric }) => metric === "payment_success_rate");
    expect((rate?.parts?.whole ?? 0) - (rate?.parts?.part ?? 0)).toBe(failed);
  });

  it("says when nothing was paid in a currency, and adds no other to it", async () => {
    const { currency, problems } = await metricsOverview.run(owner, { currency: "nok" });
    expect([currency, problems]).toEqual([
      "usd",
      ["Nothing was paid in NOK yet. These are figures in USD."],
    ]);
  });
});

describe("recurring revenue", () => {
  it("is the monthly value of the subscriptions that run", async () => {
    const { rows: running } = await test.admin.query<{ monthly: string }>(
      `select (i -> 'price' ->> 'unit_amount')::numeric * (i ->> 'quantity')::numeric
         / case i #>> '{price,recurring,interval}' when 'year' then 12 else 1 end as monthly
       from public.objects o, jsonb_array_elements(o.data #> '{items,data}') i
       where o.connection_id = $1 and o.type = 'subscription' and o.status in ('active', 'past_due') and o.currency = 'usd'`,
      [connection],
    );
    const expected = Math.round(running.reduce((sum, { monthly }) => sum + Number(monthly), 0));
    expect(expected).toBeGreaterThan(0);
    const overview = await metricsOverview.run(owner, { currency: "usd" });
    expect(valueOf(overview, "mrr")).toBe(expected);
    expect(overview.recurring.mrr.at(-1)).toBe(expected);
  });

  it("moved by what its customers did", async () => {
    const { movements } = await metricsRevenue.run(owner, { range: "12m", currency: "usd" });
    const moved = movements.moves.reduce((sum, { value }) => sum + value, 0);
    expect(movements.start + moved).toBe(movements.end);
    const { customers } = await metricsRevenue.run(owner, {
      range: "12m",
      currency: "usd",
      movement: "new",
    });
    expect(customers.length).toBe(movements.moves.find(({ kind }) => kind === "new")?.customers);
    expect(customers.every(({ name }) => name !== null)).toBe(true);
  });

  it("is the same when it is computed anew", async () => {
    const before = { changes: await rows("mrr_changes"), days: await rows("mrr_days") };
    expect(before.changes.length).toBeGreaterThan(2);
    const [row] = (await services.db.withService((trx) => liveConnections(trx))).filter(
      ({ id }) => id === connection,
    );
    await services.db.withService((trx) => markAllStale(trx, connection));
    expect(row && (await computeRevenue(services, row))).toBeGreaterThan(0);
    expect({ changes: await rows("mrr_changes"), days: await rows("mrr_days") }).toEqual(before);
  });

  it("follows a subscription that ends", async () => {
    const before = valueOf(
      await metricsOverview.run(owner, { currency: "usd" }),
      "active_subscribers",
    );
    const { rows: found } = await test.admin.query<{ id: string; customer: string }>(
      "select id, customer from public.objects where connection_id = $1 and type = 'subscription' and status = 'active' and currency = 'usd' limit 1",
      [connection],
    );
    const ended = Math.floor(Date.now() / 1000);
    await test.admin.query(
      "update public.objects set status = 'canceled', data = data || jsonb_build_object('status', 'canceled', 'ended_at', $3::bigint) where connection_id = $1 and id = $2",
      [connection, found[0]?.id, ended],
    );
    await test.admin.query("insert into private.mrr_stale values ($1, $2)", [
      connection,
      found[0]?.customer,
    ]);
    await sync.catchUp();
    const after = await metricsOverview.run(owner, { currency: "usd" });
    expect(valueOf(after, "active_subscribers")).toBe((before ?? 0) - 1);
    expect(after.movements.moves.find(({ kind }) => kind === "churn")?.customers).toBeGreaterThan(
      0,
    );
  });
});

it("finds fraud warnings, reviews and failing automations, with what to do about them", async () => {
  const { rows: paid } = await test.admin.query<{ id: string }>(
    "select id from public.objects where connection_id = $1 and type = 'payment' and status = 'succeeded' order by id limit 2",
    [connection],
  );
  const [warned, reviewed] = paid.map(({ id }) => id);
  for (const [type, status, parent] of [
    ["radar.early_fraud_warning", "actionable", warned],
    ["radar.early_fraud_warning", "settled", reviewed],
    ["review", "open", reviewed],
    ["review", "closed", warned],
  ])
    await test.admin.query(
      "insert into public.objects (workspace_id, connection_id, type, id, created, status, parent, data, api_version, source_time) values ($1, $2, $3, $4, now(), $5, $6, '{}', 'x', now())",
      [ada.workspace, connection, type, `${type}_${status}`, status, parent],
    );
  const automation = async (name: string, reasons: readonly string[]) => {
    const { rows: made } = await test.admin.query<{ id: string }>(
      "insert into public.automations (workspace_id, name) values ($1, $2) returning id",
      [ada.workspace, name],
    );
    for (const [at, reason] of reasons.entries())
      await test.admin.query(
        "insert into public.runs (id, workspace_id, automation_id, version, trigger_key, trigger, status, reason, finished_at) values (gen_random_uuid(), $1, $2, 1, $3, '{}', 'failed', $4, now() - $5 * interval '1 minute')",
        [ada.workspace, made[0]?.id, `probe ${at}`, reason, at],
      );
    return made[0]?.id;
  };
  const text = await automation("Text on failed payment", ["Number not valid.", "Timed out."]);
  const thank = await automation("Thank big spenders", ["No channel."]);
  await automation("Quiet", []);
  const { attention } = await metricsOverview.run(viewer(), {});
  expect(attention.fraudWarnings.objects.map(({ type, id }) => [type, id])).toEqual([
    ["payment", warned],
  ]);
  expect(attention.reviews.objects.map(({ id }) => id)).toEqual([reviewed]);
  expect(attention.failingAutomations).toEqual([
    { id: text, name: "Text on failed payment", failures: 2, reason: "Number not valid." },
    { id: thank, name: "Thank big spenders", failures: 1, reason: "No channel." },
  ]);
});

it("compares nothing with a time before the account's first object", async () => {
  const { rows: first } = await test.admin.query<{ day: string }>(
    `select (min(created) + interval '10 days')::date::text as day from public.objects
     where connection_id = $1 and type in ('payment', 'subscription', 'invoice')`,
    [connection],
  );
  const day = first[0]?.day ?? "";
  const custom = { range: "custom", from: day, to: day, currency: "usd" };
  const young = await metricsOverview.run(owner, { ...custom, compare: "year" });
  expect([young.lacksEarlier, young.volume.before]).toEqual([true, null]);
  const gross = young.figures.find(({ metric }) => metric === "gross_volume");
  expect([gross?.before, gross?.lacksEarlier]).toEqual([null, true]);
  const today = await metricsOverview.run(owner, { range: "today", currency: "usd" });
  expect(today.lacksEarlier).toBe(false);
  expect(today.figures.some(({ before }) => before !== null)).toBe(true);
});

it("counts everything, and leads to lists of exactly that", async () => {
  const insert = (n: number, type: string, columns: Record<string, unknown>, data: object = {}) =>
    test.admin.query(
      `insert into public.objects (workspace_id, connection_id, type, id, created, status, customer, currency, amount, data, api_version, source_time)
       select $1, $2, $3, $4 || n, date_trunc('second', now()), $5, $6, 'usd', 100, $7, 'x', now() from generate_series(1, $8::int) n`,
      [
        ada.workspace,
        connection,
        type,
        `${type}_many_`,
        columns["status"] ?? null,
        columns["customer"] ?? null,
        data,
        n,
      ],
    );
  const { rows: subscribers } = await test.admin.query<{ customer: string }>(
    "select distinct customer from public.objects where connection_id = $1 and type = 'subscription' and status = 'active' limit 1",
    [connection],
  );
  const due = (days: number) => ({
    evidence_details: { due_by: Math.floor(Date.now() / 1000) + days * 86_400 },
  });
  await insert(30, "payment", { status: "failed" }, { failure: { declineCode: "do_not_honor" } });
  await test.admin.query(
    "update public.objects set data = $2 where connection_id = $1 and id in ('payment_many_1', 'payment_many_2')",
    [connection, { failure: { code: "card_declined", declineCode: "stolen_card" } }],
  );
  await insert(25, "dispute", { status: "needs_response" }, due(9));
  await test.admin.query(
    "update public.objects set data = $2, created = created - interval '9 days' where connection_id = $1 and id = 'dispute_many_7'",
    [connection, due(-90)],
  );
  const before = await metricsOverview.run(owner, {});
  const { expiryMonth } = before.attention;
  const [year, month] = expiryMonth.split("-").map(Number);
  await insert(
    22,
    "payment_method",
    { customer: subscribers[0]?.customer },
    { card: { exp_year: year, exp_month: month } },
  );
  const { attention } = await metricsOverview.run(owner, {});
  const { failedPayments, disputes, fraudWarnings, reviews, expiringCards, since } = attention;

  const count = async (input: object) => {
    const { totals } = await listObjectsVerb.run(owner, { type: "payment", ...input });
    return totals.reduce((sum, total) => sum + total.count, 0);
  };
  const from = dayStart(since, before.account.timeZone);
  expect(failedPayments.count).toBeGreaterThanOrEqual(28);
  expect(failedPayments.objects).toHaveLength(20);
  expect(await count({ statuses: ["failed"], needs: "recovery", from })).toBe(failedPayments.count);
  expect(await count({ statuses: ["failed"], from })).toBeGreaterThanOrEqual(
    failedPayments.count + 2,
  );
  expect(await count({ needs: "refund" })).toBe(fraudWarnings.count);
  expect(await count({ needs: "review" })).toBe(reviews.count);
  expect(fraudWarnings.count).toBeGreaterThan(0);

  expect(disputes.count).toBeGreaterThanOrEqual(25);
  expect(disputes.objects[0]?.id).toBe("dispute_many_7");
  expect(disputes.sums.find(({ currency }) => currency === "usd")?.amount).toBeGreaterThanOrEqual(
    2500,
  );

  expect(expiringCards.count).toBeGreaterThanOrEqual(22);
  const { objects: customers } = await listObjectsVerb.run(owner, {
    type: "customer",
    cardExpires: expiryMonth,
    limit: 100,
  });
  expect(customers.map(({ id }) => id)).toContain(subscribers[0]?.customer);
});

it("is for the members of the workspace alone", async () => {
  expect((await metricsOverview.run(viewer(), {})).account.connectionId).toBe(connection);
  const stranger = await test.signUp("eve");
  await expect(metricsOverview.run(contextOf(services, stranger), { connection })).rejects.toThrow(
    /no such account/,
  );
});
