import { afterAll, beforeAll, expect, it } from "vitest";

import { startSync, type Sync } from "@/lib/sync/main";
import { dataHealth } from "@/lib/verbs/sync/health";
import { syncStatus } from "@/lib/verbs/sync/status";

import { connectAs } from "./services";
import { ACCOUNT, ada, owner, services, test, viewer } from "./verbs-fixture";

/** Events from before the connection that the log refuses for good. */
let connection: string;
let sync: Sync;
beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  await test.admin.query(
    `create function mesh.refuse() returns trigger language plpgsql as $$ begin
       if new.type = 'stripe.payment.received' then raise exception 'value out of range' using errcode = '22003'; end if; return new; end $$;
     create trigger refuse before insert on mesh.event for each row execute function mesh.refuse()`,
  );
  sync = startSync(services);
});
afterAll(() => sync.stop());

it(
  "are kept aside without their whole object and shown on the page of the connection, and the others are stored",
  { timeout: 120_000 },
  async () => {
    expect((await dataHealth.run(viewer(), { connection })).events).toEqual({
      count: 0,
      events: [],
    });
    await expect
      .poll(async () => (await syncStatus.run(owner, {}))[0]?.isDone, { timeout: 110_000 })
      .toBe(true);
    const { rows } = await test.admin.query<{ id: string; reason: string; body: string }>(
      "select event_id as id, reason, convert_from(body, 'UTF8') as body from private.quarantine where account = $1",
      [ACCOUNT],
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ reason }) => reason))).toEqual(new Set(["not_storable"]));
    const [kept] = rows.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(kept).toMatchObject({ type: "stripe.payment.received" });
    expect(kept).not.toHaveProperty("state");
    const { events } = await dataHealth.run(viewer(), { connection });
    const ids = new Set(rows.map(({ id }) => id));
    expect(events.count).toBe(ids.size);
    expect(events.events.every(({ id }) => ids.has(id))).toBe(true);
    const stored = await test.admin.query(
      "select from mesh.event where connection_id = $1 and origin = 'provider'",
      [connection],
    );
    expect(stored.rows.length).toBeGreaterThan(0);
  },
);
