import { concurrencyKeyOf } from "@/lib/automations/concurrency";
import { nextFiring } from "@/lib/automations/schedule";
import { uuidv7 } from "@/lib/core/ids";
import type { Transaction } from "@/lib/db/database";
import { insertRuns } from "@/lib/db/runs";
import type { RunServices } from "@/lib/runs/services";
import { compiledVersions } from "@/lib/runs/versions";

interface Scheduled {
  readonly workspaceId: string;
  readonly version: number;
  readonly concurrencyKey: string;
  /** Earlier times are over. */
  readonly listensSince: Date | null;
  readonly on: { readonly schedule: string; readonly timeZone: string };
}

async function scheduledNow(trx: Transaction, automationId: string): Promise<Scheduled | null> {
  const row = await trx
    .selectFrom("automations")
    .where("id", "=", automationId)
    .where("status", "=", "enabled")
    .select(["workspace_id", "live_version", "listens_since"])
    .executeTakeFirst();
  if (!row || row.live_version === null) return null;
  const version = row.live_version;
  const [compiled] = await compiledVersions(trx, [{ id: automationId, version }]);
  if (!compiled || !("definition" in compiled)) return null;
  const { definition } = compiled;
  if (!("schedule" in definition.on)) return null;
  const concurrencyKey = concurrencyKeyOf(definition, undefined);
  return {
    workspaceId: row.workspace_id,
    version,
    concurrencyKey,
    listensSince: row.listens_since,
    on: definition.on,
  };
}

/**
 * A schedule's time has come: makes the run of that time, once, and asks for the next. A time that the live version
 * does not name is an older version's and is forgotten; times missed while nothing ran become one run.
 */
export async function fireSchedule(
  services: RunServices,
  automationId: string,
  at: Date,
): Promise<void> {
  await services.db.withService(async (trx) => {
    const scheduled = await scheduledNow(trx, automationId);
    if (!scheduled || (scheduled.listensSince !== null && at < scheduled.listensSince)) return;
    const due = nextFiring(scheduled.on, new Date(at.getTime() - 1000));
    if (due?.getTime() !== at.getTime()) return;
    const id = uuidv7();
    const made = await insertRuns(trx, [
      {
        id,
        workspaceId: scheduled.workspaceId,
        automationId,
        version: scheduled.version,
        concurrencyKey: scheduled.concurrencyKey,
        triggerKey: `schedule:${at.toISOString()}`,
        trigger: {
          id: at.toISOString(),
          type: "automation.schedule",
          source: `automation:${automationId}`,
          time: at.toISOString(),
          origin: "system",
          data: { scheduledAt: at.toISOString() },
        },
        eventSeq: null,
        chain: [],
        hops: 0,
        isQueued: false,
        skipped: null,
        startedBy: null,
      },
    ]);
    if (!made.has(id)) return;
    const next = nextFiring(scheduled.on, services.now());
    if (next) await services.queue.wakeSchedule(trx, automationId, next);
  });
  services.queue.nudge();
}
