import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { toMeshEvent } from "@/lib/ingest/receive";
import { stripeAdapter } from "@/lib/providers/stripe";
import { startSync, type Sync } from "@/lib/sync/main";
import { getDashboard } from "@/lib/verbs/dashboard/get";
import { listObjectsVerb } from "@/lib/verbs/objects/list";
import { widgetData } from "@/lib/verbs/widgets/data";

import { connectAs, orderPlaced, refusal } from "./services";
import { callStripe } from "./stripe-owner";
import { ACCOUNT, ada, idOf, owner, sandbox, services, test } from "./verbs-fixture";
import { callsOf, issuesOf, OWN, show } from "./widget-harness";

/** Widgets that read the synced copy, through the request that a card makes. */
let connection: string;
let sync: Sync;
let payments: string;

const since = Math.floor(Date.now() / 1000) - 1;

beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  payments = await idOf("stripe-payments");
}, 60_000);
afterAll(() => sync.stop());

const look = (id: string) => widgetData.run(owner, { id });
const idsIn = ({ rows }: { rows: readonly Record<string, unknown>[] }) => rows.map(({ id }) => id);

const stripe = (method: string, path: string, form?: string) =>
  callStripe(sandbox, method, path, form);

/** Puts what the sandbox has done into the log, as its webhooks do. */
async function deliver(): Promise<void> {
  const page = await stripe("GET", `/v1/events?limit=100&created[gte]=${since}`);
  const route = {
    provider: "stripe",
    connection,
    workspace: ada.workspace,
    account: ACCOUNT,
    livemode: false,
  };
  for (const event of [...(stripeAdapter.catchUp.events(page) ?? [])].toReversed())
    await services.publisher.publish(toMeshEvent("stripe", event, route));
}

describe("Recent Payments", () => {
  it("asks the provider until the import has finished, then reads the copy in the same shape", async () => {
    const [before, live] = await callsOf(() => look(payments));
    expect(before).toBeGreaterThan(0);
    sync = startSync(services);
    await sync.catchUp();
    const [calls, copied] = await callsOf(() => look(payments));
    expect(calls).toBe(0);
    expect(new Set(copied.rows.flatMap(Object.keys))).toEqual(
      new Set(live.rows.flatMap(Object.keys)),
    );
    const byId = new Map(copied.rows.map((row) => [row["id"], row]));
    const both = live.rows.filter(({ id }) => byId.has(id));
    expect(both.length).toBeGreaterThan(15);
    for (const row of both) expect(byId.get(row["id"])).toEqual(row);
    expect(copied.currency).toBe(live.currency);
  }, 120_000);

  it("names customers, and keeps their ids", async () => {
    const { rows, names = {} } = await look(payments);
    const customers = rows.flatMap(({ customer }) =>
      typeof customer === "string" ? customer : [],
    );
    expect(customers.length).toBeGreaterThan(5);
    expect(customers.every((id) => id.startsWith("cus_") && names[id] !== undefined)).toBe(true);
    expect(Object.values(names)).toContain("Ada Whitfield");
  });

  it("says that a payment was refunded, and that another one is only held", async () => {
    const first = (await look(payments)).rows.find(({ status }) => status === "succeeded");
    expect(await stripe("POST", "/v1/refunds", `charge=${String(first?.["id"])}`)).toMatchObject({
      status: "succeeded",
    });
    const held = await stripe(
      "POST",
      "/v1/payment_intents",
      "amount=4300&currency=usd&capture_method=manual&confirm=true&payment_method=pm_card_visa&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never",
    );
    expect(held["status"]).toBe("requires_capture");
    await deliver();
    await sync.catchUp();
    const { rows } = await look(payments);
    expect(rows.find(({ id }) => id === first?.["id"])?.["status"]).toBe("refunded");
    expect(rows.find(({ id }) => id === held["latest_charge"])?.["status"]).toBe("uncaptured");
  });

  it("shows a payment as soon as the copy has what its event told", async () => {
    const made = await stripe(
      "POST",
      "/v1/payment_intents",
      "amount=1234&currency=usd&confirm=true&payment_method=pm_card_visa&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never",
    );
    await deliver();
    const looking = callsOf(() => look(payments));
    sync.soon();
    const [, { rows }] = await looking;
    expect(rows.map(({ id }) => id)).toContain(made["latest_charge"]);
    await sync.catchUp();
    expect((await callsOf(() => look(payments)))[0]).toBe(0);
  });

  it("asks the provider while the copy lags behind the log", async () => {
    await test.admin.query(
      `insert into private.object_changes (connection_id, workspace_id, seq, type, id, source_time, deleted)
       values ($1, $2, 0, 'charge', 'ch_lagging', now(), false)`,
      [connection, ada.workspace],
    );
    await sync.stop();
    const lagging = `insert into private.object_changes (connection_id, workspace_id, seq, type, id, source_time, deleted)
       values ($1, $2, $3, 'charge', 'ch_lagging', now(), false) on conflict do nothing`;
    await test.admin.query(lagging, [connection, ada.workspace, 0]);
    expect((await callsOf(() => look(payments)))[0]).toBeGreaterThan(0);
    await test.admin.query("delete from private.object_changes where id = 'ch_lagging'");
    await test.admin.query(lagging, [connection, ada.workspace, 9_000_000]);
    expect((await callsOf(() => look(payments)))[0]).toBe(0);
    await test.admin.query("delete from private.object_changes where id = 'ch_lagging'");
    sync = startSync(services);
  });

  it("reads on past declines until its page is full", async () => {
    await test.admin.query(
      `insert into public.objects (workspace_id, connection_id, type, id, created, status, data, api_version, source_time)
       select $1, $2, 'charge', 'ch_declined' || n, now() + n * interval '1 second', 'failed',
         jsonb_build_object('id', 'ch_declined' || n, 'status', 'failed', 'created', 2000000000 + n), 'test', now()
       from generate_series(1, 250) n`,
      [ada.workspace, connection],
    );
    const [calls, full] = await callsOf(() => look(payments));
    expect(calls).toBe(0);
    expect(full.rows).toHaveLength(20);
    expect(full.hasMore).toBe(true);
    expect(idsIn(full).some((id) => String(id).startsWith("ch_declined"))).toBe(false);
    await test.admin.query("delete from public.objects where id like 'ch_declined%'");
    expect(idsIn(await look(payments))).toEqual(idsIn(full));
  });

  it("asks the provider where the copy is being deleted, and for what it cannot answer", async () => {
    const state = (to: string) =>
      test.admin.query("update public.object_syncs set state = $2 where connection_id = $1", [
        connection,
        to,
      ]);
    await sync.stop();
    await state("deleting");
    // So that no earlier answer of the provider is shared.
    await services.publisher.publish(
      orderPlaced(ada, { type: "stripe.payment.received", connection }),
    );
    expect((await callsOf(() => look(payments)))[0]).toBeGreaterThan(0);
    await state("running");
    const charges = (params: object) =>
      show({
        dataSource: { type: "api", endpoint: "/charges", params },
        transform: { path: "data", mapItem: { id: "id" } },
      });
    expect((await callsOf(() => charges({ limit: 7 })))[0]).toBe(0);
    expect((await callsOf(() => charges({ limit: 7, transfer_group: "x" })))[0]).toBe(1);
    expect((await refusal(charges({ limit: 700 })))[0]).toBe("invalid");
    sync = startSync(services);
  });

  it("filters as the provider does", async () => {
    const [one] = (await listObjectsVerb.run(owner, { type: "charge" })).objects.filter(
      ({ customer }) => customer !== null,
    );
    const created = Math.floor((one?.created.getTime() ?? 0) / 1000);
    const ask = (params: object) =>
      show({
        dataSource: { type: "api", endpoint: "/charges", params: { limit: 100, ...params } },
        transform: { path: "data", mapItem: { id: "id", customer: "customer", at: "created" } },
      });
    const ofCustomer = await ask({ customer: one?.customer });
    expect(ofCustomer.rows.length).toBeGreaterThan(0);
    expect(ofCustomer.rows.every(({ customer }) => customer === one?.customer)).toBe(true);
    const older = await ask({ created: { lt: created } });
    expect(older.rows.length).toBeGreaterThan(0);
    expect(older.rows.every(({ at }) => Number(at) < created)).toBe(true);
    expect(idsIn(await ask({ created: { gte: created, lte: created } }))).toContain(one?.id);
  });
});

describe("the source objects", () => {
  const objects = (more: object = {}, display?: object) =>
    show({
      dataSource: { type: "objects", object: "payment", ...more },
      ...(display ? { display } : {}),
    });

  it("reads what objects.list reads, filtered, sorted and page by page", async () => {
    const filter = { statuses: ["succeeded"], currency: "usd" };
    const [calls, shown] = await callsOf(() =>
      objects({ filter, sort: { field: "amount" }, limit: 7 }),
    );
    const listed = await listObjectsVerb.run(owner, {
      type: "payment",
      ...filter,
      sort: "amount",
      limit: 7,
    });
    expect(calls).toBe(0);
    expect(idsIn(shown)).toEqual(listed.objects.map(({ id }) => id));
    expect(shown).toMatchObject({ hasMore: true, livemode: false });
    expect(shown.rows[0]).toMatchObject({ type: "payment", status: "succeeded", currency: "usd" });
    expect(shown.rows[0]).not.toHaveProperty("data");
    const mapped = await show({
      dataSource: { type: "objects", object: "charge" },
      transform: { mapItem: { receipt: "data.receipt_url" } },
      display: { view: "list", fields: [{ key: "receipt" }] },
    });
    expect(mapped.rows[0]).toEqual({ receipt: expect.stringContaining("http") });
  });

  it("fills a filter from a variable", async () => {
    const [one] = (await listObjectsVerb.run(owner, { type: "payment" })).objects.filter(
      ({ customer }) => customer !== null,
    );
    const definition = {
      variables: { customer: { from: { event: "stripe.customer.selected", path: "id" } } },
      dataSource: { type: "objects", object: "payment", filter: { customer: { var: "customer" } } },
    };
    await show(definition);
    const { rows } = await widgetData.run(owner, {
      id: await idOf(OWN),
      variables: { customer: one?.customer ?? "" },
    });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ customer }) => customer === one?.customer)).toBe(true);
  });

  it("reads on until its page is full", async () => {
    const { rows } = await show({
      dataSource: { type: "objects", object: "payment", limit: 5 },
      transform: { filter: [{ field: "status", operator: "==", value: "failed" }] },
    });
    expect(rows).toHaveLength(5);
    expect(rows.every(({ status }) => status === "failed")).toBe(true);
  });

  it.each([
    ["an unknown type", { object: "paymnt" }, "dataSource.object", "payment"],
    ["an unknown filter", { filter: { status: ["failed"] } }, "dataSource.filter", "statuses"],
  ])("refuses %s by its place, with a way out", async (_name, more, path, suggestion) => {
    expect(await issuesOf({ dataSource: { type: "objects", object: "payment", ...more } })).toEqual(
      [expect.objectContaining({ path, suggestion })],
    );
  });

  it("refuses a filter that makes no sense, and a provider without a copy", async () => {
    const dataSource = { type: "objects", object: "payment" };
    const filter = { minAmount: 9, maxAmount: 1 };
    expect(await issuesOf({ dataSource: { ...dataSource, filter } })).toEqual([
      expect.objectContaining({ path: "dataSource.filter.minAmount" }),
      expect.objectContaining({ path: "dataSource.filter.maxAmount" }),
    ]);
    expect(await issuesOf({ dataSource, provider: "jira" })).toEqual([
      expect.objectContaining({ path: "provider", message: expect.stringContaining("api") }),
    ]);
  });

  it("refreshes after the events of the type and of its parts", async () => {
    await objects();
    const { widgets } = await getDashboard.run(owner, {});
    expect(widgets.find(({ type }) => type === OWN)?.refreshOn).toEqual(
      expect.arrayContaining(["stripe.payment.*", "stripe.charge.*", "stripe.payment_intent.*"]),
    );
  });
});
