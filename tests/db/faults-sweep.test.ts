import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import { findConnection } from "@/lib/db/connections";
import { receiveWebhook } from "@/lib/ingest/receive";
import { createExecutor } from "@/lib/providers/execute";
import type { Services } from "@/lib/verbs/types";
import { dispatchAll } from "@/lib/worker/dispatch";
import { sweepAll } from "@/lib/worker/sweep";
import type { StripeSandbox } from "@/sandbox/stripe/server";
import { CLIENT_ID, NORTHWIND_ID, REDIRECT, sdk, startSandbox } from "@/sandbox/stripe/testing";

import {
  chargeEvent,
  connectAs,
  contextOf,
  enableAs,
  PLATFORM_KEY,
  signatureOf,
  testServices,
  WEBHOOK_SECRET,
} from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

const DAY_S = 24 * 60 * 60;

let test: TestStack;
let sandbox: StripeSandbox;
let services: Services;
let ada: TestUser;
let bob: TestUser;

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  ada = await test.signUp("ada");
  bob = await test.signUp("bob");
});
beforeEach(async () => {
  // No webhook endpoint: every delivery is lost.
  sandbox = await startSandbox({
    seed: "small",
    platform: { clientId: CLIENT_ID, secretKey: PLATFORM_KEY, redirectUris: [REDIRECT] },
  });
  sandbox.control.connect(NORTHWIND_ID);
  services = testServices(
    test,
    { STRIPE_API_BASE: sandbox.url },
    { now: () => new Date(sandbox.control.now()) },
  );
  await test.admin.query(
    "delete from mesh.event; delete from mesh.inbox; delete from mesh.stream; delete from private.quarantine; delete from public.connections",
  );
  return async () => {
    await services.db.end();
    await sandbox.close();
  };
});
afterAll(() => test.stop());

const pay = () => sandbox.control.pay({ account: NORTHWIND_ID, amount: 1200, currency: "usd" });
const listed = async (since: number) => {
  const ids: string[] = [];
  const stripe = sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID);
  for await (const event of stripe.events.list({ limit: 100, created: { gte: since } }))
    ids.push(event.id);
  return ids;
};
const log = async (workspace: string) =>
  (
    await test.admin.query<{ id: string; seq: string }>(
      "select id, seq from mesh.event where workspace_id = $1 and origin = 'provider' order by seq",
      [workspace],
    )
  ).rows;
const sweptEvents = async (connection: string) =>
  Number(
    (
      await test.admin.query<{ swept_events: string }>(
        "select swept_events from public.connection_cursors where connection_id = $1",
        [connection],
      )
    ).rows[0]?.swept_events,
  );
const seconds = () => Math.floor(sandbox.control.now() / 1000);

async function deliver(event: unknown): Promise<number> {
  const body = JSON.stringify(event);
  const signature = signatureOf(body, WEBHOOK_SECRET, seconds());
  const request = new Request("http://localhost/api/webhooks/stripe", {
    method: "POST",
    body,
    headers: { "stripe-signature": signature },
  });
  return (await receiveWebhook(services, request, "stripe", null)).status;
}
/** The newest events as Stripe would send them. */
const newest = async (limit: number) =>
  (await sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID).events.list({ limit })).data.map((event) => ({
    ...event,
    account: NORTHWIND_ID,
  }));

describe("a sweep", () => {
  it("brings every event whose webhook was lost, once, oldest first", async () => {
    const connection = await connectAs(test, ada, NORTHWIND_ID);
    const since = seconds();
    for (let payment = 0; payment < 30; payment++) pay();
    await sweepAll(services);
    const expected = (await listed(since)).toReversed();
    expect(expected.length).toBeGreaterThanOrEqual(60);
    const ids = (await log(ada.workspace)).map((row) => row.id);
    expect(ids.slice(-expected.length)).toEqual(expected);
    const swept = await sweptEvents(connection.id);
    await sweepAll(services);
    expect((await log(ada.workspace)).map((row) => row.id)).toEqual(ids);
    expect(await sweptEvents(connection.id)).toBe(swept);
  });

  it("fetches again what was stored without its data, which starts nothing before", async () => {
    await connectAs(test, ada, NORTHWIND_ID);
    const automation = await enableAs(contextOf(services, ada), {
      schema: 1,
      name: "Thank",
      on: { event: "stripe.payment.received" },
      steps: [{ id: "thank", publish: "shop.thanked", with: { amount: "{{event.data.amount}}" } }],
    });
    await sweepAll(services);
    const fill = (bytes: number) =>
      test.admin.query(
        `insert into mesh.stream (workspace_id, last_seq, day, day_bytes) values ($1, 0, (now() at time zone 'utc')::date, $2)
          on conflict (workspace_id) do update set day = excluded.day, day_bytes = excluded.day_bytes`,
        [ada.workspace, bytes],
      );
    const runs = async () => {
      await dispatchAll(services);
      const { rows } = await test.admin.query<{ amount: number }>(
        "select (trigger -> 'data' ->> 'amount')::int as amount from public.runs where automation_id = $1",
        [automation],
      );
      return rows.map(({ amount }) => amount);
    };
    await sandbox.control.advanceClock(DAY_S);
    pay();
    await fill(2 ** 30);
    for (const event of await newest(3)) await deliver(event);
    expect(await runs()).toEqual([]);
    await sandbox.control.advanceClock(2 * 60 * 60);
    await sweepAll(services);
    expect(await runs()).toEqual([]);
    await fill(0);
    await sandbox.control.advanceClock(2 * 60 * 60);
    await sweepAll(services);
    expect(await runs()).toEqual([1200]);
    await sweepAll(services);
    expect(await runs()).toEqual([1200]);
  });

  it("finds three days of silence behind a webhook that came first", async () => {
    await connectAs(test, ada, NORTHWIND_ID);
    await sweepAll(services);
    const since = seconds();
    for (let day = 0; day < 3; day++) {
      pay();
      await sandbox.control.advanceClock(DAY_S);
    }
    pay();
    const [latest] = await newest(1);
    expect(await deliver(latest)).toBe(200);
    await test.admin.query("select pg_sleep(0.2)"); // the delivery is noted after its answer
    await sweepAll(services);
    const stored = new Set((await log(ada.workspace)).map((row) => row.id));
    const missing = (await listed(since)).filter((id) => !stored.has(id));
    expect(missing).toEqual([]);
  });

  it("stores each event once while its webhook is being delivered", async () => {
    await connectAs(test, ada, NORTHWIND_ID);
    for (let payment = 0; payment < 20; payment++) pay();
    const events = await newest(40);
    const [answers] = await Promise.all([
      Promise.all([...events, ...events].map((event) => deliver(event))),
      sweepAll(services),
      sweepAll(services),
    ]);
    expect(new Set(answers)).toEqual(new Set([200]));
    const rows = await log(ada.workspace);
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    expect(rows.map((row) => Number(row.seq))).toEqual(rows.map((_, index) => index + 1));
    expect(events.every((event) => rows.some((row) => row.id === event.id))).toBe(true);
  });

  it("reaches every workspace that has the account, though another connection fails", async () => {
    await connectAs(test, ada, "acct_1NobodyKnows");
    await connectAs(test, ada, NORTHWIND_ID);
    await connectAs(test, bob, NORTHWIND_ID);
    const since = seconds();
    pay();
    await sweepAll(services);
    const expected = await listed(since);
    for (const { workspace } of [ada, bob]) {
      const ids = (await log(workspace)).map((row) => row.id);
      expect(expected.filter((id) => !ids.includes(id))).toEqual([]);
    }
  });

  it("tries again from the same time when the provider failed", async () => {
    const connection = await connectAs(test, ada, NORTHWIND_ID);
    const since = seconds();
    pay();
    sandbox.control.addFault({ match: { path: "/v1/events" }, status: 500, times: 20 });
    await sweepAll(services);
    expect([await log(ada.workspace), await sweptEvents(connection.id)]).toEqual([[], 0]);
    sandbox.control.clearFaults();
    await sweepAll(services);
    const ids = (await log(ada.workspace)).map((row) => row.id);
    expect((await listed(since)).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("says so on the connection when the provider refuses the list, until it gives it", async () => {
    const connection = await connectAs(test, ada, NORTHWIND_ID);
    const reason = async () =>
      (await services.db.withService((trx) => findConnection(trx, ada.workspace, connection.id)))
        ?.sweepError;
    sandbox.control.addFault({ match: { path: "/v1/events" }, status: 403, times: 20 });
    await sweepAll(services);
    expect(await reason()).toMatch(/\S/);
    sandbox.control.clearFaults();
    await sweepAll(services);
    expect(await reason()).toBeNull();
  });

  it("fetches nothing that happened before the account was connected", async () => {
    pay();
    await sandbox.control.advanceClock(2);
    const since = seconds();
    const connection = await connectAs(test, ada, NORTHWIND_ID);
    await test.admin.query("update public.connections set events_since = $2 where id = $1", [
      connection.id,
      new Date(since * 1000),
    ]);
    pay();
    await sweepAll(services);
    const ids = (await log(ada.workspace)).map((row) => row.id);
    expect(ids.toSorted()).toEqual((await listed(since)).toSorted());
  });
});

/** Services whose provider answers with these events, a hundred a page. */
const sweeping = (events: readonly object[]) => ({
  ...services,
  execute: createExecutor({
    credentials: {
      resolve: () => Promise.resolve({ accountId: NORTHWIND_ID, livemode: false }),
    },
    fetch: (input) => {
      const after = new URL(input instanceof Request ? input.url : input).searchParams.get(
        "starting_after",
      );
      const start = after
        ? events.findIndex((event) => "id" in event && event.id === after) + 1
        : 0;
      return Promise.resolve(
        Response.json({
          object: "list",
          url: "/v1/events",
          data: events.slice(start, start + 100),
          has_more: start + 100 < events.length,
        }),
      );
    },
  }),
});

describe("a sweep of pages made by hand", () => {
  it("stores 3,000 missed events, more than may wait at once", async () => {
    await connectAs(test, ada, NORTHWIND_ID);
    const events = Array.from({ length: 3000 }, () => chargeEvent(NORTHWIND_ID));
    await sweepAll(sweeping(events));
    expect((await log(ada.workspace)).map((row) => row.id)).toEqual(
      events.map((event) => event.id).toReversed(),
    );
  });

  it("keeps aside what can never be stored, and stores the rest", async () => {
    const connection = await connectAs(test, ada, NORTHWIND_ID);
    const unstorable = chargeEvent(NORTHWIND_ID, {
      data: { object: { id: "ch_1", payment_intent: randomBytes(20_000).toString("hex") } },
    });
    const good = chargeEvent(NORTHWIND_ID);
    await sweepAll(
      sweeping([unstorable, good, { id: 1 }, chargeEvent(NORTHWIND_ID, { livemode: true })]),
    );
    expect((await log(ada.workspace)).map((row) => row.id)).toEqual([good.id]);
    const { rows } = await test.admin.query("select event_id, reason from private.quarantine");
    expect(rows).toEqual([{ event_id: unstorable.id, reason: "not_storable" }]);
    expect(await sweptEvents(connection.id)).toBe(1);
  });
});
