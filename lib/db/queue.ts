import { CompiledQuery } from "kysely";
import { PgBoss } from "pg-boss";

import { logger } from "@/lib/core/server/logger";

import type { Database, Transaction } from "./database";
import { areRunsDue, wakeRuns } from "./run-claims";

/** Wakes runs and schedules. Handlers check the row, so unnecessary wake-ups have no effect. */
export interface Queue {
  /** Wakes runs after the transaction commits. */
  wakeRuns(trx: Transaction, ids: readonly string[]): Promise<void>;
  /** Schedules the next run of an automation. */
  wakeSchedule(trx: Transaction, automationId: string, at: Date): Promise<void>;
  /**
   * Looks for due runs when nudged and at every poll, and handles wake-ups of schedules, until `stop`. A failed schedule
   * handler is retried with increasing delays.
   */
  consume(handlers: {
    lookForRuns(): void;
    schedule(automationId: string, at: Date): Promise<void>;
  }): Promise<void>;
  /** True if something is due or in progress. */
  isBusy(): Promise<boolean>;
  /** Looks for due runs immediately, in all processes. */
  nudge(): void;
  /** Looks for due runs immediately in this process, after a hint from another one. */
  look(): void;
  /** Stops polling and waits for running schedule handlers, up to a timeout. */
  stop(timeoutMs: number): Promise<void>;
}

export interface QueueOptions {
  /** Poll interval in seconds. */
  readonly pollSeconds?: number;
  /** Interval in seconds of the recovery of lost wake-ups. */
  readonly superviseSeconds?: number;
  /** Notifies other processes. */
  readonly notifyOthers?: () => void;
}

/** Executes pg-boss statements within our transaction. */
const inside = (trx: Transaction) => ({
  executeSql: async (text: string, values: unknown[] = []) => {
    const { rows } = await trx.executeQuery(CompiledQuery.raw(text, values));
    return { rows };
  },
});

/** Max number of schedules that fire in parallel. */
const SCHEDULES = 10;

interface ScheduleJob {
  readonly automation: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** The migrations create the tables, so features that change the schema are disabled. */
function makeBoss(db: Database, superviseSeconds: number): PgBoss {
  const boss = new PgBoss({
    db: {
      executeSql: async (text, values = []) => ({ rows: await db.serviceQuery(text, values) }),
    },
    schema: "pgboss",
    migrate: false,
    createSchema: false,
    schedule: false,
    supervise: true,
    superviseIntervalSeconds: superviseSeconds,
    maintenanceIntervalSeconds: 600,
    persistQueueStats: false,
    reindex: false,
    monitorVacuum: false,
  });
  boss.on("error", (err) => logger.warn({ err }, "queue"));
  return boss;
}

/**
 * Creates a queue. Runs are due by their own rows. Schedules are jobs of pg-boss on the app's connections; the migrations
 * create its tables, so it needs no schema permissions.
 */
export function createQueue(db: Database, options: QueueOptions = {}): Queue {
  const { pollSeconds = 0.5, superviseSeconds = 30, notifyOthers } = options;
  let starting: Promise<PgBoss> | undefined;
  let polling: NodeJS.Timeout | undefined;
  let look = () => {};
  const ready = (): Promise<PgBoss> => {
    starting ??= (async () => {
      const boss = makeBoss(db, superviseSeconds);
      await boss.start();
      return boss;
    })();
    starting.catch(() => (starting = undefined));
    return starting;
  };
  return {
    wakeRuns,
    async wakeSchedule(trx, automation, at) {
      const queue = await ready();
      const data: ScheduleJob = { automation, at: at.toISOString() };
      await queue.insert("schedules", [{ data, startAfter: at.toISOString() }], {
        db: inside(trx),
      });
    },
    async consume(handlers) {
      const queue = await ready();
      await queue.work<ScheduleJob>(
        "schedules",
        { batchSize: SCHEDULES, pollingIntervalSeconds: pollSeconds },
        async (jobs) => {
          for (const { data } of jobs) await handlers.schedule(data.automation, new Date(data.at));
        },
      );
      look = () => handlers.lookForRuns();
      polling = setInterval(() => look(), pollSeconds * 1000);
      polling.unref();
      look();
    },
    async isBusy() {
      const [row] = await db.serviceQuery<{ busy: boolean }>(
        "select exists (select from pgboss.job where state in ('created', 'retry') and start_after <= now() or state = 'active') as busy",
        [],
      );
      return (row?.busy ?? false) || db.withService((trx) => areRunsDue(trx));
    },
    look: () => look(),
    nudge() {
      look();
      notifyOthers?.();
    },
    async stop(timeoutMs) {
      clearInterval(polling);
      look = () => {};
      const running = await starting?.catch(() => undefined);
      await running?.stop({ graceful: true, timeout: timeoutMs });
      starting = undefined;
    },
  };
}
