import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { setConnectionStatus, type ConnectionRow } from "@/lib/db/connections";
import { createDeliveries, type Deliveries } from "@/lib/db/deliveries";
import { createEventLog } from "@/lib/db/event-log";
import type { MeshEvent } from "@/lib/mesh/event";
import type { EventLog } from "@/lib/mesh/log";
import { createPublisher, type Publisher } from "@/lib/mesh/publisher";

import { connectAs, newEventId } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

const SHARED = { provider: "stripe", accountId: "acct_1Shared", livemode: false };
const OWN = { provider: "stripe", accountId: "acct_1Own", livemode: false };

let test: TestStack;
let ada: TestUser;
let bob: TestUser;
let shared: ConnectionRow;
let own: ConnectionRow;
let transactions = 0;
let statements = 0;
let log: EventLog;
let publisher: Publisher;
const told: MeshEvent[] = [];
let deliveries: Deliveries;

beforeAll(async () => {
  test = await startTestStack();
  ada = await test.signUp("ada");
  bob = await test.signUp("bob");
  shared = await connectAs(test, ada, SHARED.accountId);
  await connectAs(test, bob, SHARED.accountId);
  own = await connectAs(test, ada, OWN.accountId);
  log = createEventLog({
    ...test.db,
    serviceQuery: (text, values) => {
      statements++;
      return test.db.serviceQuery(text, values);
    },
  });
  publisher = createPublisher(log, (_, events) => void told.push(...events));
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

/** The workspaces that an event of an account is delivered to: those that are named, and no others, have stored it. */
const workspaces = async ({ provider, accountId, livemode }: typeof OWN, id = newEventId()) => {
  const recipients = await publisher.deliver({
    id,
    type: "stripe.payment.received",
    source: `${provider}:${livemode}:${accountId}`,
    time: new Date().toISOString(),
    data: {},
    origin: "provider",
    hops: 0,
    actor: { kind: "provider", id: provider },
    provider,
    account: accountId,
    livemode,
  });
  const said = recipients.map(({ workspace }) => workspace).toSorted();
  const { rows } = await test.admin.query<{ id: string }>(
    "select workspace_id as id from mesh.event where id = $1",
    [id],
  );
  expect(rows.map((row) => row.id).toSorted()).toEqual(said);
  return said;
};
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

  it("takes a burst in few transactions, and tells each delivery its own", async () => {
    statements = 0;
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, at) => workspaces(at % 2 === 0 ? SHARED : OWN)),
    );
    expect(answers.map(({ length }) => length)).toEqual(
      Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? 2 : 1)),
    );
    expect(statements).toBeLessThanOrEqual(3);
  });

  it("stores an event once for each workspace, and says of a copy where the first one went", async () => {
    const id = newEventId();
    told.length = 0;
    const copies = [workspaces(SHARED, id), workspaces(SHARED, id)];
    const both = [ada.workspace, bob.workspace].toSorted();
    expect(await Promise.all(copies)).toEqual([both, both]);
    expect(await workspaces(SHARED, id)).toEqual(both);
    expect(
      told
        .filter((one) => one.id === id)
        .map(({ workspace }) => workspace)
        .toSorted(),
    ).toEqual(both);
    const events = await log.read(ada.workspace, 0);
    expect(events.filter((one) => one.id === id)).toEqual(
      told.filter((one) => one.id === id && one.workspace === ada.workspace),
    );
  });

  it("delivers to more workspaces than one call of the log takes", async () => {
    const account = "acct_1Crowd";
    await test.admin.query(
      `with made as (insert into public.workspaces (name) select 'crowd' from generate_series(1, 300) returning id)
       insert into public.connections (workspace_id, provider, account_id, livemode, auth_kind, status)
       select id, 'stripe', $1, false, 'oauth', 'active' from made`,
      [account],
    );
    expect(await workspaces({ ...OWN, accountId: account })).toHaveLength(300);
  });

  it("keeps the two modes of an account apart, also when they are asked for at once", async () => {
    await connectAs(test, bob, OWN.accountId, true);
    const both = [OWN, { ...OWN, livemode: true }].map((account) => workspaces(account));
    expect(await Promise.all(both)).toEqual([[ada.workspace], [bob.workspace]]);
  });

  it("forgets a connection the moment it is revoked", async () => {
    await test.db.withService((trx) => setConnectionStatus(trx, shared.id, "revoked", null));
    expect(await workspaces(SHARED)).toEqual([bob.workspace]);
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
