import { logger } from "@/lib/core/server/logger";
import type { Database } from "@/lib/db/database";
import type { EventLog } from "@/lib/mesh/log";
import type { Publisher } from "@/lib/mesh/publisher";
import type { Execute } from "@/lib/providers/execute";

import { sweepAll } from "./sweep";

/** What the worker works with. */
export interface WorkerServices {
  readonly db: Database;
  readonly log: EventLog;
  readonly publisher: Publisher;
  readonly execute: Execute;
  readonly now: () => Date;
}

/** The long-running half of the process. */
export interface Worker {
  /** Looks for missed events in a moment; several calls become one. */
  sweepSoon(): void;
  /** Resolves when what runs has ended. */
  stop(): Promise<void>;
}

const SWEEP_MS = 15 * 60_000;
const PRUNE_MS = 24 * 60 * 60_000;
const SOON_MS = 5000;

/** Runs a task alone, at most one more time when it was asked for meanwhile. */
function single(task: () => Promise<void>, name: string) {
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

export function startWorker(services: WorkerServices): Worker {
  let stopped = false;
  let soon: NodeJS.Timeout | undefined;
  const sweep = single(() => (stopped ? Promise.resolve() : sweepAll(services)), "sweep");
  const prune = single(async () => {
    while (!stopped && (await services.log.prune()) >= 5000);
  }, "retention");
  const sweepSoon = () => {
    if (stopped || soon) return;
    soon = setTimeout(() => {
      soon = undefined;
      void sweep();
    }, SOON_MS);
    soon.unref();
  };
  sweepSoon();
  const timers = [
    setInterval(() => void sweep(), SWEEP_MS),
    setInterval(() => void prune(), PRUNE_MS),
  ];
  for (const timer of timers) timer.unref();
  return {
    sweepSoon,
    async stop() {
      stopped = true;
      clearTimeout(soon);
      for (const timer of timers) clearInterval(timer);
      await Promise.all([sweep(), prune()]);
    },
  };
}
