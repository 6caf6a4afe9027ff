import { afterAll, beforeAll, expect, it } from "vitest";

import { startSync, type Sync } from "@/lib/sync/main";
import { syncStatus } from "@/lib/verbs/sync/status";

import { connectAs } from "./services";
import { ACCOUNT, ada, owner, services, test } from "./verbs-fixture";

/** The provider's events from before the connection, as the import puts them into the log. */
let connection: string;
let sync: Sync;
beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  sync = startSync(services);
});
afterAll(() => sync.stop());

it(
  "stores the past in its order, marked, and starts nothing with it",
  { timeout: 120_000 },
  async () => {
    await expect
      .poll(async () => (await syncStatus.run(owner, {}))[0]?.isDone, { timeout: 110_000 })
      .toBe(true);
    const { rows } = await test.admin.query<{ kind: string; time: Date; since: Date }>(
      `select e.actor_kind as kind, e.time, c.events_since as since
     from mesh.event e join public.connections c on c.id = e.connection_id
     where e.connection_id = $1 and e.origin = 'provider' order by e.seq`,
      [connection],
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(["import"]));
    const times = rows.map(({ time }) => time.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThan(rows[0]?.since.getTime() ?? 0);
    const runs = await test.admin.query("select id from public.runs where workspace_id = $1", [
      owner.workspaceId,
    ]);
    expect(runs.rows).toEqual([]);
  },
);
