import { afterAll, beforeAll, expect, it } from "vitest";

import { uuidv7 } from "@/lib/core/ids";
import { findConnection } from "@/lib/db/connections";
import { forgetObjects } from "@/lib/db/erasures";
import { claimImport, releaseImport } from "@/lib/db/object-imports";
import { storableEvent } from "@/lib/mesh/log";
import { createExecutor } from "@/lib/providers/execute";
import { stripeAdapter } from "@/lib/providers/stripe";
import { Budget } from "@/lib/sync/budget";
import { importHistory } from "@/lib/sync/history";
import { startSync, type Sync } from "@/lib/sync/main";

import { connectAs, newEventId } from "./services";
import { ACCOUNT, ada, services, test } from "./verbs-fixture";

/** Times without payment, which a copy forgets once they are over. */
interface Subscription {
  readonly id: string;
  readonly customer: string;
  readonly data: Record<string, unknown>;
}

let connection: string;
let sync: Sync;
let subscriptions: Subscription[];

beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  sync = startSync(services);
  await sync.catchUp();
  const { rows } = await test.admin.query<Subscription>(
    `select id, customer, data from public.objects where connection_id = $1 and type = 'subscription' and status = 'active'
       and currency = 'usd' and data ->> 'trial_end' is null and created < now() - interval '50 days'
       and customer in (select customer from public.objects where type = 'subscription' group by 1 having count(*) = 1)
     order by id limit 3`,
    [connection],
  );
  subscriptions = rows;
}, 120_000);
afterAll(() => sync.stop());

/** A subscription that no other test changes. */
function subscriptionAt(index: number): Subscription {
  const found = subscriptions[index];
  if (!found) throw new Error("The sandbox has too few subscriptions.");
  return found;
}

const statesOf = async (id: string) =>
  (
    await test.admin.query<{ counted: boolean }>(
      "select is_counted as counted from private.subscription_states where connection_id = $1 and subscription = $2 order by at",
      [connection, id],
    )
  ).rows.map(({ counted }) => counted);

const daysAgo = (days: number) => new Date(Math.floor(Date.now() / 1000 - days * 86_400) * 1000);

/** Publishes what the provider says of a subscription at that time, and lets the copy take it. */
async function told({ id, data }: Subscription, days: number, change: object): Promise<void> {
  await services.log.publish([
    storableEvent({
      id: uuidv7(),
      type: "stripe.subscription.updated",
      source: `stripe:test:${ACCOUNT}`,
      subject: id,
      time: daysAgo(days).toISOString(),
      workspace: ada.workspace,
      connection,
      livemode: false,
      origin: "provider",
      hops: 0,
      actor: { kind: "provider", id: "stripe" },
      data: { id },
      state: {
        type: "subscription",
        id,
        apiVersion: stripeAdapter.manifest.apiVersion,
        object: { ...data, ...change },
        previous: null,
        deleted: false,
      },
    }),
  ]);
  await sync.catchUp();
}
/** The last movements of a customer, with how many days ago they were. */
async function movements({ customer }: Subscription) {
  const { rows } = await test.admin.query<{ kind: string; ago: number }>(
    `select kind, (now() at time zone coalesce((select time_zone from public.connections where id = $1), 'UTC'))::date - day as ago
     from public.mrr_changes where connection_id = $1 and customer = $2 order by day`,
    [connection, customer],
  );
  return rows.map(({ kind, ago }) => [kind, ago]).slice(1);
}
const forgetWhenRead = (id: string) =>
  test.admin.query(
    "update public.objects set source_time = $3 where connection_id = $1 and id = $2",
    [connection, id, daysAgo(49)],
  );

/** The services of an account whose list of events has these. */
const listing = (events: readonly object[]) => ({
  ...services,
  execute: createExecutor({
    credentials: { resolve: () => Promise.resolve({ accountId: ACCOUNT, livemode: false }) },
    fetch: async () =>
      Response.json({ object: "list", url: "/v1/events", data: events, has_more: false }),
  }),
});

it("are known from the events before the connection, too", async () => {
  const { data } = subscriptionAt(2);
  const event = (days: number, status: string) => ({
    id: newEventId(),
    object: "event",
    type: "customer.subscription.updated",
    api_version: stripeAdapter.manifest.apiVersion,
    created: daysAgo(days).getTime() / 1000,
    livemode: false,
    data: { object: { ...data, status }, previous_attributes: {} },
  });
  const row = await services.db.withService((trx) =>
    findConnection(trx, ada.workspace, connection),
  );
  const fence = await services.db.withService((trx) => claimImport(trx, connection, 60_000));
  if (!row || fence === null) throw new Error("no import");
  const range = { from: daysAgo(15).getTime() / 1000, to: daysAgo(14).getTime() / 1000 };
  await importHistory(listing([event(12, "active"), event(15, "unpaid")]), row, range, {
    holder: { connectionId: connection, fence },
    budget: new Budget(10),
    signal: new AbortController().signal,
    leaseMs: 60_000,
  });
  await services.db.withService((trx) =>
    releaseImport(trx, { connectionId: connection, fence }, null),
  );
  await sync.catchUp();
  expect(await movements(subscriptionAt(2))).toEqual([
    ["churn", 15],
    ["reactivation", 12],
  ]);
});

it("stay movements once they are over", async () => {
  const subscription = subscriptionAt(0);
  await forgetWhenRead(subscription.id);
  await told(subscription, 40, { status: "unpaid" });
  expect(await movements(subscription)).toEqual([["churn", 40]]);
  await told(subscription, 20, { status: "active" });
  const both = [
    ["churn", 40],
    ["reactivation", 20],
  ];
  expect(await movements(subscription)).toEqual(both);
  await told(subscription, 10, { status: "past_due" });
  expect(await movements(subscription)).toEqual(both);
  expect(await statesOf(subscription.id)).toEqual([false, true]);
});

it("end with the present state if they are told late", async () => {
  const subscription = subscriptionAt(1);
  await forgetWhenRead(subscription.id);
  await told(subscription, 20, { status: "active" });
  await told(subscription, 40, { pause_collection: { behavior: "void" } });
  await told(subscription, 5, { status: "active" });
  expect(await movements(subscription)).toEqual([
    ["churn", 40],
    ["reactivation", 20],
  ]);
});

it("are forgotten with the subscription", async () => {
  const { id } = subscriptionAt(0);
  await services.db.withService((trx) => forgetObjects(trx, connection, ["subscription"], [id]));
  expect(await statesOf(id)).toEqual([]);
});
