import type { ChildProcess } from "node:child_process";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { effectsOf, startRunStage, type RunStage } from "./run-stage";

/** Work that harms whoever does it: it ends, and what is beside it goes on. */
let stage: RunStage;
beforeAll(async () => {
  stage = await startRunStage({ leaseSeconds: 2 });
});
let stopWorker = () => {};
afterAll(async () => {
  stopWorker();
  await stage.close();
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
    child = stage.startWorkerProcess(env);
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
      const poison = await stage.enable(
        [ticket("POISON {{event.subject}}", { max: 3, delay: "1s" })],
        { name: "Poison", on: large },
      );
      const healthy = await stage.enable([ticket("Healthy {{event.subject}}")], {
        name: "Healthy",
      });
      const preload = path.resolve(import.meta.dirname, "poison-process.mjs");
      const worker = keepRunning({ NODE_OPTIONS: `--import=${preload}` });
      const data = { amount: 66_600, currency: "usd" };
      const events = [
        stage.payment({ data }),
        ...Array.from({ length: 19 }, () => stage.payment()),
      ];
      for (const event of events) await stage.publish(event);
      await stage.ended(poison, 1, 240_000);
      await stage.ended(healthy, 20, 60_000);
      stopWorker();
      expect(worker.deaths()).toBe(3);
      expect(await stage.statuses(healthy)).toEqual({ succeeded: 20 });
      expect(await stage.traceOfLast(poison)).toMatchObject({
        run: { status: "failed", failedStep: "ticket" },
        steps: [
          {
            attempt: 3,
            reason: "The worker stopped while it did this step, at the last of 3 attempts.",
          },
        ],
      });
      expect(effectsOf(stage.jira, "Healthy")).toBe(20);
      expect(effectsOf(stage.jira, "POISON")).toBe(0);
    },
  );
});
