import { afterAll, beforeAll, expect, it } from "vitest";

import { startSync, type Sync } from "@/lib/sync/main";
import { restartSync } from "@/lib/verbs/sync/control";
import { syncStatus } from "@/lib/verbs/sync/status";

import { connectAs } from "./services";
import { ACCOUNT, ada, owner, sandbox, services, test } from "./verbs-fixture";

/** What the import of an account does where Stripe refuses a list or asks it to slow down. */
let connection: string;
let sync: Sync;
const refuseDisputes = () =>
  sandbox.control.addFault({ match: { path: "/v1/disputes" }, status: 403, times: 1000 });
beforeAll(async () => {
  refuseDisputes();
  sandbox.control.addFault({ match: { path: "/v1/invoices" }, status: 429, times: 1000 });
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  sync = startSync(services);
});
afterAll(() => sync.stop());

const status = async () =>
  (await syncStatus.run(owner, {})).find(({ account }) => account.connectionId === connection);
const typeOf = async (type: string) =>
  (await status())?.types.find((one) => one.type === type) ?? null;

it("waits when Stripe asks for it, and says so", { timeout: 120_000 }, async () => {
  await expect
    .poll(async () => (await status())?.problem, { timeout: 90_000, interval: 50 })
    .toBe("Stripe asked us to slow down. The import goes on by itself.");
  sandbox.control.clearFaults();
  refuseDisputes();
  await expect.poll(async () => (await typeOf("invoice"))?.state, { timeout: 90_000 }).toBe("done");
});

it(
  "names the permission that a key lacks, and imports the rest",
  { timeout: 120_000 },
  async () => {
    await expect
      .poll(async () => (await status())?.types.filter(({ state }) => state !== "done").length, {
        timeout: 90_000,
      })
      .toBe(1);
    expect(await typeOf("dispute")).toMatchObject({
      state: "refused",
      rows: 0,
      problem: "The key may not read them. Allow “Disputes: Read” in Stripe, then try again.",
    });
    expect((await typeOf("charge"))?.rows).toBeGreaterThan(0);
    const { rows } = await test.admin.query("select status from public.connections where id = $1", [
      connection,
    ]);
    expect(rows).toEqual([{ status: "active" }]);
  },
);

it("imports what was refused once the key may read it", { timeout: 120_000 }, async () => {
  sandbox.control.clearFaults();
  await restartSync.run(owner, { connection, type: "dispute" });
  await expect.poll(async () => (await typeOf("dispute"))?.state, { timeout: 90_000 }).toBe("done");
  expect((await typeOf("dispute"))?.rows).toBeGreaterThan(0);
});
