import type { ChildProcess } from "node:child_process";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { effectsOf, startRunHarness, type RunHarness } from "./run-harness";

/** Work that harms whoever does it: it ends, and what is beside it goes on. */
let harness: RunHarness;
beforeAll(async () => {
  harness = await startRunHarness({ leaseSeconds: 6 });
});
let stopWorker = () => {};
afterAll(async () => {
  stopWorker();
  await harness.close();
});

const ticket = (summary: string, retry?: object) => ({
  id: "ticket",
  use: "jira.issues.create",
  with: { project: "SHOP", summary },
  ...(retry ? { retry } : {}),
});

/** A worker that is started again whenever it dies, as a service manager does. Tells how often it died. */
function keepRunning(env: Record<string, string>) {
  let deaths = 0;
  let stopped = false;
  let child: ChildProcess;
  const start = () => {
    child = harness.startWorkerProcess(env);
    child.once("exit", () => {
      if (stopped) return;
      deaths++;
      start();
    });
  };
  start();
  stopWorker = () => {
    stopped = true;
    child.kill("SIGKILL");
  };
  return { deaths: () => deaths };
}

describe("a run whose work crashes the process", () => {
  it(
    "fails after as many attempts as it has, and the others flow",
    { timeout: 300_000 },
    async () => {
      const large = { event: "stripe.payment.received", where: { "data.amount": { gte: 50_000 } } };
      const poison = await harness.enable(
        [ticket("POISON {{event.subject}}", { max: 3, delay: "1s" })],
        { name: "Poison", on: large },
      );
      const healthy = await harness.enable([ticket("Healthy {{event.subject}}")], {
        name: "Healthy",
      });
      const preload = path.resolve(import.meta.dirname, "poison-process.mjs");
      const worker = keepRunning({ NODE_OPTIONS: `--import=${preload}` });
      const data = { amount: 66_600, currency: "usd" };
      const events = [
        harness.payment({ data }),
        ...Array.from({ length: 19 }, () => harness.payment()),
      ];
      for (const event of events) await harness.publish(event);
      await harness.ended(poison, 1, 240_000);
      await harness.ended(healthy, 20, 60_000);
      stopWorker();
      expect(worker.deaths()).toBe(3);
      expect(await harness.statuses(healthy)).toEqual({ succeeded: 20 });
      expect(await harness.traceOfLast(poison)).toMatchObject({
        run: { status: "failed", failedStep: "ticket" },
        steps: [
          {
            attempt: 3,
            reason: "The worker stopped during this step, at the last of 3 attempts.",
          },
        ],
      });
      expect(effectsOf(harness.jira, "Healthy")).toBe(20);
      expect(effectsOf(harness.jira, "POISON")).toBe(0);
    },
  );
});
