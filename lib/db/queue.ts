import { CompiledQuery } from "kysely";
import { PgBoss } from "pg-boss";

import { logger } from "@/lib/core/server/logger";

import type { Database, Transaction } from "./database";

/** Wakes runs and schedules. What is woken looks at its own row: a wake-up too many does nothing. */
export interface Queue {
  /**
   * Wakes runs after the transaction commits, now or at a time. `behind` is how many runs of the workspace are under
   * way already: the more, the later its turn, so that a flood in one workspace does not hold up the others.
   */
  wakeRuns(
    trx: Transaction,
    ids: readonly string[],
    when?: { readonly at?: Date; readonly behind?: number },
  ): Promise<void>;
  /** Wakes an automation's schedule at a time. */
  wakeSchedule(trx: Transaction, automationId: string, at: Date): Promise<void>;
  /** Takes wake-ups until `stop`. A handler that throws is asked again, later and later. */
  consume(handlers: {
    run(id: string): Promise<void>;
    schedule(automationId: string, at: Date): Promise<void>;
  }): Promise<void>;
  /** Whether a wake-up is due now, or is being worked on. */
  isBusy(): Promise<boolean>;
  /** Looks for wake-ups now instead of at the next poll, and lets other processes look. */
  nudge(): void;
  /** Looks here alone, for what another process has said. */
  look(): void;
  /** Lets what runs end, for at most so long. */
  stop(timeoutMs: number): Promise<void>;
}

export interface QueueOptions {
  /** How often to look for wake-ups, seconds. */
  readonly pollSeconds?: number;
  /** Wake-ups taken at once. */
  readonly batch?: number;
  /** How often lost wake-ups are looked for, seconds. */
  readonly superviseSeconds?: number;
  /** Lets other processes look for wake-ups. */
  readonly notifyOthers?: () => void;
}

/** Statements inside a transaction of ours. */
const inside = (trx: Transaction) => ({
  executeSql: async (text: string, values: unknown[] = []) => {
    const { rows } = await trx.executeQuery(CompiledQuery.raw(text, values));
    return { rows };
  },
});

/** So many runs of a workspace have the same turn. */
const TURN = 20;

interface RunJob {
  readonly run: string;
}
interface ScheduleJob {
  readonly automation: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Its tables come from the migrations, and what needs the right to change them is off. */
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

/** pg-boss on the app's own connections; its tables come from the migrations, so it needs no right to make any. */
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
