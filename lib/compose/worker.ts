import { logger } from "@/lib/core/server/logger";
import { workspacesBehind } from "@/lib/db/dispatch";
import type { Services } from "@/lib/verbs/types";
import { startWorker, type Worker } from "@/lib/worker/main";

import { services } from "./services";

const HARD_MS = 20_000;

/** Starts the long-running half of this process, and lets its other half ask it to look at once. */
export function startWorkerHere(): Worker {
  const all = services();
  const worker = startWorker(all);
  Object.assign(all, {
    sweepSoon: () => worker.sweepSoon(),
    dispatchSoon: () => worker.dispatchSoon(),
  });
  return worker;
}

/** Hears at once what other processes commit: for the streams here, for wake-ups, and for the worker, if one is here. */
export function hearOthers(
  { hints, hub, queue, streamAccess }: Services,
  worker: Worker | null,
): void {
  hints.listen({
    appended: (workspace) => hub.nudge(workspace),
    dispatchPending: () => worker?.dispatchSoon(),
    wakeups: () => queue.look(),
    accessChanged: () => streamAccess.recheck(),
  });
}

/** A process that is nothing but a worker; ends by SIGTERM or SIGINT within 20 seconds. */
export async function runWorker(): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
  const worker = startWorkerHere();
  const all = services();
  hearOthers(all, worker);
  logger.info("worker started");
  await asked;
  const hard = setTimeout(() => process.exit(1), HARD_MS);
  await Promise.all([worker.stop(), all.hints.stop()]);
  await all.publisher.drain();
  await all.db.end();
  clearTimeout(hard);
}

const IDLE_MS = 500;

/** Waits for work, but no longer than this; the work goes on. */
const withTimeout = (work: Promise<void>, ms: number) =>
  Promise.race([work, new Promise<void>((resolve) => setTimeout(resolve, ms).unref())]);

/** True if events are stored that automations have not heard yet. */
const isBehind = async ({ db }: Services) => (await workspacesBehind(db, 1)).length > 0;

/**
 * Works for a while and then ends, for hosts whose processes are short-lived and where a clock calls by web address.
 * Resolves when nothing is due any more, or when the time is up; what is under way is handed back. A look for missed
 * events, which asks the providers, is part of it once in 15 minutes.
 */
export async function workFor(all: Services, ms: number): Promise<{ ms: number }> {
  const started = Date.now();
  const worker = startWorker(all);
  await withTimeout(worker.catchUp(), ms);
  while (Date.now() - started < ms) {
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    if (!(await all.queue.isBusy()) && !(await isBehind(all))) break;
  }
  await worker.stop();
  return { ms: Date.now() - started };
}
