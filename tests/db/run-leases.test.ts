import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { uuidv7 } from "@/lib/core/ids";
import type { Transaction } from "@/lib/db/database";
import { cancelRuns } from "@/lib/db/dispatch";
import { lockDueRuns } from "@/lib/db/run-claims";
import {
  acquireLease,
  FencedError,
  findRunBase,
  finishRun,
  renewLease,
  overdueRuns,
  suspendRun,
  releaseLease,
} from "@/lib/db/run-leases";
import { findRun, insertRuns, reopenRun, type RunRow } from "@/lib/db/runs";
import { advanceRun } from "@/lib/runs/advance";
import { allowAutomation } from "@/lib/verbs/automations/allow";
import type { Services } from "@/lib/verbs/types";

import { contextOf, enableAs, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** The lease and the fence of a run, without a worker. */
let test: TestStack;
let ada: TestUser;
let services: Services;
let automation: string;
beforeAll(async () => {
  test = await startTestStack();
  ada = await test.signUp("ada");
  services = testServices(test);
  automation = await enableAs(contextOf(services, ada), {
    schema: 1,
    name: "By hand",
    on: { manual: true },
    steps: [{ id: "say", publish: "sale.said" }],
  });
});
afterAll(async () => {
  await services.queue.stop(1000);
  await services.db.end();
  await test.stop();
});

const LONG_MS = 60_000;
const inside = <T>(work: (trx: Transaction) => Promise<T>) => services.db.withService(work);
const claim = (id: string) => inside((trx) => acquireLease(trx, id, LONG_MS));
const hold = (run: RunRow) => inside((trx) => renewLease(trx, run, LONG_MS));

async function newRun(): Promise<string> {
  const id = uuidv7();
  await inside((trx) =>
    insertRuns(trx, [
      {
        id,
        workspaceId: ada.workspace,
        automationId: automation,
        version: 1,
        concurrencyKey: "",
        triggerKey: `manual:${id}`,
        trigger: {
          id,
          type: "automation.started",
          source: "x",
          time: "2026-11-21T00:00:00Z",
          origin: "system",
          data: {},
        },
        eventSeq: null,
        chain: [],
        hops: 0,
        isQueued: false,
        skipped: null,
        startedBy: null,
      },
    ]),
  );
  return id;
}
/** A new run that a worker has claimed. */
async function claimed(): Promise<RunRow> {
  const run = await claim(await newRun());
  if (!run) throw new Error("A new run could not be claimed.");
  return run;
}
/** Ends the lease of a run this many seconds ago. */
const expire = (id: string, seconds = 1) =>
  test.admin.query(
    "update public.runs set lease_until = clock_timestamp() - $2 * interval '1 second' where id = $1",
    [id, seconds],
  );

describe("a write", () => {
  it("refuses the worker whose run another one has claimed", async () => {
    const first = await claimed();
    await expire(first.id);
    const second = await claim(first.id);
    await expect(hold(first)).rejects.toThrow(FencedError);
    await hold(second ?? first);
  });

  it("refuses the worker whose run was cancelled", async () => {
    const run = await claimed();
    await inside((trx) => cancelRuns(trx, [run.id], "Cancelled."));
    await expect(hold(run)).rejects.toThrow(FencedError);
  });

  it("refuses the worker whose run was cancelled and opened again", async () => {
    const run = await claimed();
    await inside((trx) => cancelRuns(trx, [run.id], "Cancelled."));
    expect(await inside((trx) => reopenRun(trx, run.id, ["cancelled"]))).toBe(true);
    await expect(hold(run)).rejects.toThrow(FencedError);
  });
});

describe("a lease", () => {
  it("belongs to one worker at a time", async () => {
    const { id } = await claimed();
    expect(await claim(id)).toBeUndefined();
    await expire(id);
    expect(await claim(id)).toBeDefined();
  });

  it("is not released by a worker that lost it", async () => {
    const first = await claimed();
    await expire(first.id);
    await claim(first.id);
    await inside((trx) => releaseLease(trx, first));
    expect(await claim(first.id)).toBeUndefined();
  });

  it("is extended by a worker that writes", async () => {
    const run = await claimed();
    await test.admin.query(
      "update public.runs set lease_until = clock_timestamp() + interval '2 seconds' where id = $1",
      [run.id],
    );
    await hold(run);
    const { rows } = await test.admin.query<{ seconds: number }>(
      "select extract(epoch from lease_until - clock_timestamp())::float8 as seconds from public.runs where id = $1",
      [run.id],
    );
    expect(rows[0]?.seconds).toBeGreaterThan(30);
  });
});

describe("a run", () => {
  it("cannot be claimed once it has ended", async () => {
    const run = await claimed();
    const end = { status: "succeeded", reason: null, failedStep: null } as const;
    await inside((trx) => finishRun(trx, run, end));
    expect(await claim(run.id)).toBeUndefined();
  });

  it("cannot be opened again once it has succeeded", async () => {
    const run = await claimed();
    const end = { status: "succeeded", reason: null, failedStep: null } as const;
    await inside((trx) => finishRun(trx, run, end));
    expect(await inside((trx) => reopenRun(trx, run.id, ["failed", "cancelled"]))).toBe(false);
    expect((await inside((trx) => findRun(trx, run.id)))?.status).toBe("succeeded");
  });

  it("can be claimed at once when it was suspended", async () => {
    const run = await claimed();
    await inside((trx) => suspendRun(trx, run, { status: "waiting", wakeAt: new Date() }));
    expect(await claim(run.id)).toBeDefined();
  });

  it("is found when its worker stopped", async () => {
    const { id } = await claimed();
    const overdue = () => inside((trx) => overdueRuns(trx, 5000));
    expect(await overdue()).not.toContain(id);
    await expire(id, 6);
    expect(await overdue()).toContain(id);
  });

  it("is woken again when a wake-up finds it with another worker", async () => {
    const run = await claimed();
    const due = async () => (await inside((trx) => lockDueRuns(trx, 100))).map(({ id }) => id);
    await inside((trx) => services.queue.wakeRuns(trx, [run.id]));
    await advanceRun(services, run.id);
    expect(await due()).not.toContain(run.id);
    await inside((trx) => suspendRun(trx, run, { status: "waiting", wakeAt: null }));
    expect(await due()).toContain(run.id);
  });

  it("is not stalled while its workers write", async () => {
    const { id } = await claimed();
    let stalled: number | undefined;
    for (let turn = 0; turn < 7; turn++) {
      await expire(id);
      const run = await claim(id);
      if (run) await hold(run);
      stalled = run?.stalledClaims;
    }
    expect(stalled).toBe(1);
  });

  it("has an auto-approval limit only while an owner stands behind it", async () => {
    const id = await newRun();
    const allowedItems = async () => (await inside((trx) => findRunBase(trx, id)))?.allowedItems;
    await allowAutomation.run(contextOf(services, ada), { id: automation, items: 12 });
    expect(await allowedItems()).toBe(12);
    const bob = await test.signUp("bob");
    await test.admin.query("insert into public.memberships values ($1, $2, 'owner')", [
      ada.workspace,
      bob.sub,
    ]);
    await test.admin.query(
      "update public.memberships set role = 'admin' where workspace_id = $1 and user_id = $2",
      [ada.workspace, ada.sub],
    );
    expect(await allowedItems()).toBe(0);
  });
});
