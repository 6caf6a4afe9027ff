import { beforeAll, describe, expect, it } from "vitest";

import { setConnectionStatus, type ConnectionRow } from "@/lib/db/connections";
import type { Database } from "@/lib/db/database";
import { getDashboard } from "@/lib/verbs/dashboard/get";
import type { Context } from "@/lib/verbs/types";
import { addWidget } from "@/lib/verbs/widgets/add";
import { widgetData } from "@/lib/verbs/widgets/data";

import { connectAs, contextOf, orderPlaced, refusal } from "./services";
import type { TestUser } from "./stack";
import { ACCOUNT, ada, bob, idOf, sandbox, services, test } from "./verbs-fixture";

/** What people who look at the same dashboard ask of the provider and of the database. */
let connection: ConnectionRow;
let people: readonly TestUser[];
let widget: string;

const SHARED = "acct_1KissatenCoffeeJ";

beforeAll(async () => {
  connection = await connectAs(test, ada, ACCOUNT);
  const eve = await test.signUp("eve");
  people = [ada, bob, eve];
  await test.admin.query(
    `insert into public.memberships (workspace_id, user_id, role) values ($1, $2, 'member'), ($1, $3, 'viewer')
     on conflict do nothing`,
    [ada.workspace, bob.sub, eve.sub],
  );
  widget = await idOf("stripe-balance");
});

/** A request of one of the people, as each has its own. */
const request = (user: TestUser): Context =>
  contextOf(services, user, {
    workspaceId: ada.workspace,
    role: user === ada ? "owner" : user === bob ? "member" : "viewer",
  });
const lookAll = () =>
  Promise.all(people.map((user) => widgetData.run(request(user), { id: widget })));

/** How many calls reach the provider while something is done. */
async function callsOf(work: () => Promise<unknown>): Promise<number> {
  const before = sandbox.control.requests().length;
  await work();
  return sandbox.control.requests().length - before;
}

describe("three people at one dashboard", () => {
  it("cost one call, together and one after the other", async () => {
    const first = await callsOf(async () => {
      for (const user of people) await widgetData.run(request(user), { id: widget });
      await lookAll();
    });
    expect(first).toBe(1);
  });

  it("see when the provider answered", async () => {
    const [one, other] = await lookAll();
    expect(one?.asOf).toBe(other?.asOf);
  });

  it("cost one call more after an event that changes what they see", async () => {
    const payment = orderPlaced(ada, {
      type: "stripe.payment.received",
      origin: "provider",
      connection: connection.id,
    });
    const calls = await callsOf(async () => {
      await services.publisher.publish(payment);
      await lookAll();
      await lookAll();
    });
    expect(calls).toBe(1);
  });

  it.each([
    ["of another connection", { connection: crypto.randomUUID(), type: "stripe.payment.received" }],
    ["that changes something else", { type: "stripe.customer.created" }],
    ["of a page", { type: "stripe.payment.selected", origin: "ui" as const }],
  ])("cost nothing more after an event %s", async (_name, change) => {
    const calls = await callsOf(async () => {
      await services.publisher.publish(orderPlaced(ada, change));
      await lookAll();
    });
    expect(calls).toBe(0);
  });
});

describe("an answer", () => {
  it("is not shared with another workspace that has the same account", async () => {
    sandbox.control.connect(SHARED);
    for (const user of [ada, bob]) await connectAs(test, user, SHARED);
    const own = contextOf(services, bob);
    const { id: dashboardId } = await getDashboard.run(own, {});
    const { id } = await addWidget.run(own, { dashboardId, type: "stripe-customers" });
    const main = await getDashboard.run(request(ada), {});
    const { id: hers } = await addWidget.run(request(ada), {
      dashboardId: main.id,
      type: "stripe-customers",
    });
    expect(await callsOf(() => widgetData.run(request(ada), { id: hers }))).toBe(1);
    expect(await callsOf(() => widgetData.run(own, { id }))).toBe(1);
  });

  it("is not shared with somebody who is no member", async () => {
    const stranger = await test.signUp("mallory");
    await lookAll();
    const asked = contextOf(services, stranger, { workspaceId: ada.workspace });
    expect((await refusal(widgetData.run(asked, { id: widget })))[0]).toBe("not_found");
  });

  it("ends when the account is connected again, and when it is disconnected", async () => {
    await lookAll();
    const again = async () => {
      await connectAs(test, ada, ACCOUNT);
      await lookAll();
    };
    expect(await callsOf(again)).toBe(1);
    await test.admin.query(
      "update public.connections set status = 'revoked' where workspace_id = $1",
      [ada.workspace],
    );
    expect((await refusal(widgetData.run(request(ada), { id: widget })))[0]).toBe("conflict");
    await test.db.withService((trx) => setConnectionStatus(trx, connection.id, "active", null));
    await connectAs(test, ada, ACCOUNT);
  });
});

it("reads 24 widgets in few transactions", async () => {
  const { id: dashboardId } = await getDashboard.run(request(ada), {});
  const ids: string[] = [];
  for (let at = 0; at < 24; at++) {
    const type = ["stripe-payments", "stripe-balance", "event-feed"][at % 3] ?? "";
    ids.push((await addWidget.run(request(ada), { dashboardId, type })).id);
  }
  let transactions = 0;
  const counted = <Name extends "withUser" | "withService" | "serviceQuery">(name: Name) =>
    ((...parts: readonly unknown[]) => {
      transactions++;
      return (services.db[name] as (...all: readonly unknown[]) => unknown)(...parts);
    }) as Database[Name];
  const db: Database = {
    ...services.db,
    withUser: counted("withUser"),
    withService: counted("withService"),
    serviceQuery: counted("serviceQuery"),
  };
  const context = { ...request(ada), services: { ...services, db } };
  const loaded = await Promise.all(ids.map((id) => widgetData.run(context, { id })));
  expect(loaded.every(({ rows }) => rows.length > 0)).toBe(true);
  expect(transactions).toBeLessThanOrEqual(4);
});
