import { CompiledQuery } from "kysely";
import { PgBoss } from "pg-boss";

import { logger } from "@/lib/core/server/logger";

import type { Database, Transaction } from "./database";

/** Wakes runs and schedules. Handlers check the row, so unnecessary wake-ups have no effect. */
export interface Queue {
  /**
   * Wakes runs after the commit, now or at a time. `behind` is the number of the workspace's runs in progress. A higher
   * number lowers the priority, so that many runs of one workspace do not delay others.
   */
  wakeRuns(
    trx: Transaction,
    ids: readonly string[],
    when?: { readonly at?: Date; readonly behind?: number },
  ): Promise<void>;
  /** Schedules the next run of an automation. */
  wakeSchedule(trx: Transaction, automationId: string, at: Date): Promise<void>;
  /** Handles wake-ups until `stop`. Failed handlers are retried with increasing delays. */
  consume(handlers: {
    run(id: string): Promise<void>;
    schedule(automationId: string, at: Date): Promise<void>;
  }): Promise<void>;
  /** True if a wake-up is due or in progress. */
  isBusy(): Promise<boolean>;
  /** Polls for wake-ups immediately, in all processes. */
  nudge(): void;
  /** Polls for wake-ups immediately in this process, after a hint from another one. */
  look(): void;
  /** Waits for running handlers, up to a timeout. */
  stop(timeoutMs: number): Promise<void>;
}

export interface QueueOptions {
  /** Poll interval in seconds. */
  readonly pollSeconds?: number;
  /** Max number of parallel wake-ups. */
  readonly batch?: number;
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

/** Number of runs of a workspace with the same priority. */
const TURN = 20;

interface RunJob {
  readonly run: string;
}
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

/** Creates a queue with pg-boss on the app's connections. The migrations create its tables, so it needs no schema permissions. */
export function createQueue(db: Database, options: QueueOptions = {}): Queue {
  const { pollSeconds = 0.5, batch = 10, superviseSeconds = 30, notifyOthers } = options;
  let workers: string[] = [];
  let boss: PgBoss | undefined;
  let starting: Promise<PgBoss> | undefined;
  const ready = (): Promise<PgBoss> => {
    starting ??= (async () => {
      const made = makeBoss(db, superviseSeconds);
      await made.start();
      boss = made;
      return made;
    })();
    starting.catch(() => (starting = undefined));
    return starting;
  };
  const look = () => void (workers[0] && boss?.notifyWorker(workers[0]));
  return {
    async wakeRuns(trx, ids, { at, behind = 0 } = {}) {
      if (ids.length === 0) return;
      const queue = await ready();
      const startAfter = at ? { startAfter: at.toISOString() } : {};
      await queue.insert(
        "runs",
        ids.map((run, index) => ({
          data: { run } satisfies RunJob,
          priority: -Math.floor((behind + index) / TURN),
          ...startAfter,
        })),
        { db: inside(trx) },
      );
    },
    async wakeSchedule(trx, automation, at) {
      const queue = await ready();
      const data: ScheduleJob = { automation, at: at.toISOString() };
      await queue.insert("schedules", [{ data, startAfter: at.toISOString() }], {
        db: inside(trx),
      });
    },
    async consume(handlers) {
      const queue = await ready();
      const work = {
        batchSize: batch,
        pollingIntervalSeconds: pollSeconds,
        localConcurrency: 2,
        burstWhenBatchFull: true,
      };
      workers = [
        await queue.work<RunJob>("runs", work, async (jobs) => {
          const ids = new Set(jobs.map(({ data }) => data.run));
          const outcomes = await Promise.allSettled([...ids].map((id) => handlers.run(id)));
          const failed = outcomes.find((one) => one.status === "rejected");
          if (failed) throw failed.reason;
        }),
        await queue.work<ScheduleJob>("schedules", work, async (jobs) => {
          for (const { data } of jobs) await handlers.schedule(data.automation, new Date(data.at));
        }),
      ];
    },
    async isBusy() {
      const [row] = await db.serviceQuery<{ busy: boolean }>(
        "select exists (select from pgboss.job where state in ('created', 'retry') and start_after <= now() or state = 'active') as busy",
        [],
      );
      return row?.busy ?? false;
    },
    look,
    nudge() {
      look();
      notifyOthers?.();
    },
    async stop(timeoutMs) {
      const running = await starting?.catch(() => undefined);
      await running?.stop({ graceful: true, timeout: timeoutMs });
      workers = [];
      starting = undefined;
    },
  };
}
