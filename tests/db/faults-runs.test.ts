import { once } from "node:events";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { uuidv7 } from "@/lib/core/ids";
import { acquireLease, FencedError, renewLease } from "@/lib/db/run-leases";
import { insertRuns } from "@/lib/db/runs";
import { enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { PASTED } from "@/sandbox/jira/testing";

import { effectsOf, startRunHarness, type RunHarness } from "./run-harness";
import { contextOf } from "./services";

/** Real worker processes over one database, and emulators that count what people would have seen. */
const LEASE_MS = 60_000;
let harness: RunHarness;
beforeAll(async () => {
  harness = await startRunHarness({ leaseSeconds: 2 });
});
afterAll(() => harness.close());

describe("a worker that was paused", () => {
  it("writes nothing once another one has its run", async () => {
    const id = await harness.enable([{ id: "a", publish: "sale.a" }], { on: { manual: true } });
    const run = uuidv7();
    await harness.services.db.withService((trx) =>
      insertRuns(trx, [
        {
          id: run,
          workspaceId: harness.ada.workspace,
          automationId: id,
          version: 1,
          concurrencyKey: "",
          triggerKey: "manual:zombie",
          trigger: {
            id: "x",
            type: "x.y",
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
    const acquire = () =>
      harness.services.db.withService((trx) => acquireLease(trx, run, LEASE_MS));
    const first = await acquire();
    expect(await acquire()).toBeUndefined();
    await harness.test.admin.query(
      "update public.runs set lease_until = clock_timestamp() - interval '1 second' where id = $1",
      [run],
    );
    const second = await acquire();
    expect(second?.fence).toBe((first?.fence ?? 0) + 1);
    await expect(
      harness.services.db.withService((trx) =>
        renewLease(trx, first ?? { id: run, fence: 0 }, LEASE_MS),
      ),
    ).rejects.toThrow(FencedError);
    await harness.services.db.withService((trx) =>
      renewLease(trx, second ?? { id: run, fence: 0 }, LEASE_MS),
    );
  });
});

describe("a machine that slept in the middle of a request", () => {
  it(
    "finds that another one has gone on, and does nothing twice",
    { timeout: 240_000 },
    async () => {
      const id = await harness.enable([
        {
          id: "ticket",
          use: "jira.issues.create",
          with: { project: "SHOP", summary: "Slept {{event.subject}}" },
        },
        { id: "after", publish: "sale.slept" },
      ]);
      const path = `/site/${PASTED.url}/rest/api/3/issue`;
      harness.jira.faults.add({ kind: "hang", times: 1, match: { path }, afterEffect: true });
      const event = harness.payment();
      await harness.publish(event);
      const sleeper = harness.startWorkerProcess();
      const made = () => effectsOf(harness.jira, event.subject ?? "");
      await expect.poll(made, { timeout: 60_000 }).toBe(1); // a worker process starts slowly on a busy machine
      sleeper.kill("SIGSTOP");
      const other = harness.startWorkerProcess();
      await harness.ended(id, 1, 90_000);
      sleeper.kill("SIGCONT");
      sleeper.kill("SIGTERM");
      await once(sleeper, "exit"); // it has finished what it had begun
      other.kill("SIGKILL");
      expect(made()).toBe(1);
      expect(await harness.traceOfLast(id)).toMatchObject({
        run: { status: "succeeded" },
        steps: [{ attempt: 2 }, { status: "succeeded" }],
      });
      const { rows } = await harness.test.admin.query(
        "select type from mesh.event where source = $1 order by 1",
        [`automation:${id}`],
      );
      expect(rows).toEqual([{ type: "automation.run.succeeded" }, { type: "sale.slept" }]);
      await harness.disable(id);
    },
  );
});

describe("a workspace that floods", () => {
  it("leaves the others their turn", { timeout: 240_000 }, async () => {
    const calm = await harness.test.signUp("calm");
    const step = [{ id: "count", publish: "sale.flooded" }];
    const flooding = await harness.enable(step, { name: "Flood" });
    const definition = {
      schema: 1,
      name: "Calm",
      on: { event: "stripe.payment.received" },
      steps: step,
    };
    const { id } = await saveAutomation.run(contextOf(harness.services, calm), { definition });
    await enableAutomationVerb.run(contextOf(harness.services, calm), { id });
    const flood = Array.from({ length: 1500 }, () => harness.payment());
    await Promise.all(flood.map((event) => harness.services.publisher.publish(event)));
    const worker = harness.startWorkerProcess();
    await expect
      .poll(async () => (await harness.statuses(flooding))["succeeded"] ?? 0, { timeout: 90_000 })
      .toBeGreaterThan(20);
    for (let at = 0; at < 10; at++)
      await harness.services.publisher.publish(harness.payment({ workspace: calm.workspace }));
    await expect
      .poll(async () => (await harness.statuses(id))["succeeded"], {
        timeout: 30_000,
        interval: 50,
      })
      .toBe(10);
    // The ten came last and are done; most of the flood is still waiting.
    const left = 1500 - ((await harness.statuses(flooding))["succeeded"] ?? 0);
    expect(left).toBeGreaterThan(700);
    await harness.disable(flooding);
    worker.kill("SIGKILL");
    await harness.test.admin.query("delete from public.runs where automation_id = $1", [flooding]);
    await harness.test.admin.query("delete from pgboss.job");
  });
});
