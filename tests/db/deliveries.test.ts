import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { setConnectionStatus, type ConnectionRow } from "@/lib/db/connections";
import { createDeliveries, type Deliveries } from "@/lib/db/deliveries";

import { connectAs } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

const SHARED = { provider: "stripe", accountId: "acct_1Shared", livemode: false };
const OWN = { provider: "stripe", accountId: "acct_1Own", livemode: false };

let test: TestStack;
let ada: TestUser;
let bob: TestUser;
let shared: ConnectionRow;
let own: ConnectionRow;
let transactions = 0;
let deliveries: Deliveries;

beforeAll(async () => {
  test = await startTestStack();
  ada = await test.signUp("ada");
  bob = await test.signUp("bob");
  shared = await connectAs(test, ada, SHARED.accountId);
  await connectAs(test, bob, SHARED.accountId);
  own = await connectAs(test, ada, OWN.accountId);
  deliveries = createDeliveries(
    {
      withService: (work) => {
        transactions++;
        return test.db.withService(work);
      },
    },
    (error) => {
      throw error;
    },
  );
});
afterAll(() => test.stop());

const workspaces = async (account: typeof OWN) =>
  (await deliveries.routesOf(account)).map(({ workspaceId }) => workspaceId).toSorted();
const cursorOf = async (connection: ConnectionRow) => {
  const { rows } = await test.admin.query<{
    high_water: Date | null;
    last_webhook_at: Date | null;
  }>("select high_water, last_webhook_at from public.connection_cursors where connection_id = $1", [
    connection.id,
  ]);
  return rows[0];
};

describe("routes", () => {
  it("finds every workspace of an account, in its mode alone", async () => {
    expect(await workspaces(SHARED)).toEqual([ada.workspace, bob.workspace].toSorted());
    expect(await workspaces(OWN)).toEqual([ada.workspace]);
    expect(await workspaces({ ...OWN, livemode: true })).toEqual([]);
    expect(await workspaces({ ...OWN, provider: "other" })).toEqual([]);
  });

  it("answers a burst with two questions, each asker with its own", async () => {
    transactions = 0;
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, at) => workspaces(at % 2 === 0 ? SHARED : OWN)),
    );
    expect(answers.map(({ length }) => length)).toEqual(
      Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? 2 : 1)),
    );
    expect(transactions).toBeLessThanOrEqual(2);
  });

  it("keeps the two modes of an account apart, also when they are asked for at once", async () => {
    await connectAs(test, bob, OWN.accountId, true);
    const both = [OWN, { ...OWN, livemode: true }].map(workspaces);
    expect(await Promise.all(both)).toEqual([[ada.workspace], [bob.workspace]]);
  });

  it("forgets a connection the moment it is revoked", async () => {
    await test.db.withService((trx) => setConnectionStatus(trx, shared.id, "revoked", null));
    expect(await workspaces(SHARED)).toEqual([bob.workspace]);
  });

  it("asks again after a question that failed", async () => {
    let isAway = true;
    const flaky = createDeliveries(
      {
        withService: (work) =>
          isAway ? Promise.reject(new Error("away")) : test.db.withService(work),
      },
      () => {},
    );
    await expect(flaky.routesOf(OWN)).rejects.toThrow("away");
    isAway = false;
    expect(await flaky.routesOf(OWN)).toHaveLength(1);
  });
});

describe("notes", () => {
  it("writes the newest of each connection in one transaction, and never goes back", async () => {
    const [early, late] = [new Date("2026-11-01T10:00:00Z"), new Date("2026-11-01T11:00:00Z")];
    transactions = 0;
    deliveries.note([own.id, shared.id], early);
    deliveries.note([own.id], late);
    deliveries.note([own.id], early);
    await deliveries.flush();
    expect(transactions).toBe(1);
    expect((await cursorOf(own))?.high_water).toEqual(late);
    expect((await cursorOf(shared))?.high_water).toEqual(early);
    deliveries.note([own.id], early);
    await deliveries.flush();
    expect((await cursorOf(own))?.high_water).toEqual(late);
  });

  it("writes within a second or so by itself", async () => {
    const at = new Date("2026-11-01T12:00:00Z");
    deliveries.note([own.id], at);
    await expect.poll(async () => (await cursorOf(own))?.high_water, { timeout: 5000 }).toEqual(at);
  });
});
