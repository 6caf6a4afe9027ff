import { resumeAttempts } from "@/lib/actions/resume";
import { logger } from "@/lib/core/server/logger";
import { throttle } from "@/lib/core/throttle";
import { overdueRuns } from "@/lib/db/run-leases";
import type { RunServices } from "@/lib/runs/services";
import { startSync } from "@/lib/sync/main";

import { dispatchAll } from "./dispatch";
import { RunPool } from "./run-pool";
import { fireSchedule } from "./schedules";
import { sweepAll, type WorkerServices } from "./sweep";

/** The long-running half of the process. */
export interface Worker {
  /** Looks for missed events in a moment; several calls become one. */
  sweepSoon(): void;
  /** Lets automations hear now what was just stored, instead of at the next poll. */
  dispatchSoon(): void;
  /** Looks once, now, for all there is to do: missed events that are due, stored events, lost wake-ups, what is too old. */
  catchUp(): Promise<void>;
  /** Resolves when what runs has ended. */
  stop(): Promise<void>;
}

const SWEEP_MS = 15 * 60_000;
const PRUNE_MS = 24 * 60 * 60_000;
const SOON_MS = 5000;
const DISPATCH_MS = 1000;
/** Pause between two looks at the log: the more events the last one found, the more it is worth to collect some. */
const dispatchPauseMs = (events: number) => Math.min(100, 5 + events);
const OVERDUE_MS = 5000;
const GRACE_MS = 5000;
const AGAIN_MS = 2000;
const STOP_MS = 15_000;

/** Wakes runs whose wake-up was lost, or whose worker was, and sends again what people did and nobody knows the outcome of. */
async function takeUpOverdue(services: RunServices): Promise<void> {
  await services.db.withService(async (trx) => {
    await services.queue.wakeRuns(trx, await overdueRuns(trx, GRACE_MS));
  });
  await resumeAttempts(services);
}

/** Begins to take wake-ups; a database that is away at the start is asked again until it answers. */
async function consume(
  services: RunServices,
  pool: RunPool,
  isStopped: () => boolean,
): Promise<void> {
  while (!isStopped()) {
    try {
      await services.queue.consume({
        lookForRuns: () => pool.look(),
        schedule: (id, at) => fireSchedule(services, id, at),
      });
      return;
    } catch (err) {
      logger.warn({ err }, "no wake-ups yet");
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

/** Runs a task alone, at most one more time when it was asked for meanwhile. */
function singleFlight(task: () => Promise<void>, name: string) {
  let running: Promise<void> | undefined;
  let again = false;
  const run = (): Promise<void> => {
    if (running) {
      again = true;
      return running;
    }
    running = task()
      .catch((err: unknown) => logger.warn({ err }, `${name} failed`))
      .finally(() => {
        running = undefined;
        if (again) {
          again = false;
          void run();
        }
      });
    return running;
  };
  return run;
}

/** When this process last looked for what is too old, by database. */
const lastPruned = new WeakMap<object, number>();

export function startWorker(services: WorkerServices): Worker {
  let stopped = false;
  let soon: NodeJS.Timeout | undefined;
  const sweep = singleFlight(() => (stopped ? Promise.resolve() : sweepAll(services)), "sweep");
  const sweepDue = singleFlight(
    () => (stopped ? Promise.resolve() : sweepAll(services, SWEEP_MS)),
    "sweep",
  );
  const prune = singleFlight(async () => {
    while (!stopped && (await services.log.prune()) >= 5000);
  }, "retention");
  let dispatched = 0;
  const dispatch = singleFlight(async () => {
    if (!stopped) dispatched = await dispatchAll(services);
  }, "dispatch");
  const overdue = singleFlight(
    () => (stopped ? Promise.resolve() : takeUpOverdue(services)),
    "what is overdue",
  );
  const pruneOnceADay = () => {
    const last = lastPruned.get(services.db) ?? 0;
    if (Date.now() - last < PRUNE_MS) return Promise.resolve();
    lastPruned.set(services.db, Date.now());
    return prune();
  };
  const pool = new RunPool(services);
  const sync = startSync(services);
  const consuming = consume(services, pool, () => stopped);
  const sweepSoon = () => {
    if (stopped || soon) return;
    soon = setTimeout(() => {
      soon = undefined;
      void sweep();
    }, SOON_MS);
    soon.unref();
  };
  const dispatching = throttle(
    () => void dispatch(),
    () => dispatchPauseMs(dispatched),
  );
  sweepSoon();
  const timers = [
    setInterval(() => void sweep(), SWEEP_MS),
    setTimeout(() => void pruneOnceADay(), SOON_MS),
    setInterval(() => void pruneOnceADay(), PRUNE_MS / 24),
    setInterval(() => void dispatch(), DISPATCH_MS),
    setInterval(() => void overdue(), OVERDUE_MS),
  ];
  for (const timer of timers) timer.unref();
  return {
    sweepSoon,
    dispatchSoon() {
      if (stopped) return;
      dispatching.request();
      sync.soon();
    },
    async catchUp() {
      await Promise.all([sweepDue(), pruneOnceADay()]);
      await Promise.all([dispatch(), overdue(), sync.catchUp()]);
    },
    async stop() {
      stopped = true;
      clearTimeout(soon);
      dispatching.cancel();
      for (const timer of timers) clearInterval(timer);
      await consuming;
      await Promise.all([
        sweep(),
        sweepDue(),
        prune(),
        dispatch(),
        overdue(),
        sync.stop(),
        services.queue.stop(STOP_MS),
        pool.stop(STOP_MS),
      ]);
    },
  };
}
