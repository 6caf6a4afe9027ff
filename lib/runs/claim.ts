import { concurrencyLimit } from "@/lib/automations/concurrency";
import { canStart, nextQueued, queueRun } from "@/lib/db/concurrency";
import type { Transaction } from "@/lib/db/database";
import { acquireLease, findRunBase, isLeased, type RunBase } from "@/lib/db/run-leases";
import type { RunRow } from "@/lib/db/runs";
import { listSteps, type StepRow } from "@/lib/db/steps";

import { refusalFor } from "./authority";
import type { RunServices } from "./services";
import { compiledVersions, type Compiled } from "./versions";

const BUSY_MS = 1000;

/** A run with everything that resuming it needs, read in the transaction that acquires its lease. */
export interface Claimed {
  readonly run: RunRow;
  readonly name: string;
  readonly allowedItems: number;
  readonly compiled: Compiled;
  readonly steps: readonly StepRow[];
  /** The reason why the run must stop, or `null`. */
  readonly refusal: string | null;
}

/** Returns true when the concurrency limit lets the run start, or when it has started. Otherwise the run stays queued. */
async function mayStart(
  services: RunServices,
  trx: Transaction,
  base: RunBase,
  compiled: Compiled,
): Promise<boolean> {
  if (base.status !== "pending" || !("definition" in compiled)) return true;
  const limit = concurrencyLimit(compiled.definition);
  if (limit === null) return true;
  if (!(await canStart(trx, base, limit))) {
    await queueRun(trx, base.id);
    return false;
  }
  // Runs that ended at the same time may all have woken the same queued run.
  if (limit > 1) await services.queue.wakeRuns(trx, await nextQueued(trx, base.id));
  return true;
}

/** Acquires the lease on a run. Returns `null` when it has ended, must wait, or another worker has it. */
export async function claimRun(
  services: RunServices,
  trx: Transaction,
  runId: string,
): Promise<Claimed | null> {
  const base = await findRunBase(trx, runId);
  if (!base) return null;
  const [compiled] = await compiledVersions(trx, [
    { id: base.automationId, version: base.version },
  ]);
  if (!compiled || !(await mayStart(services, trx, base, compiled))) return null;
  const run = await acquireLease(trx, runId, services.leaseMs);
  if (run)
    return {
      run,
      name: base.name,
      allowedItems: base.allowedItems,
      compiled,
      steps: await listSteps(trx, run.id),
      refusal: refusalFor(base),
    };
  // Another worker has the lease and may have missed the reason for this wake-up.
  if (await isLeased(trx, runId))
    await services.queue.wakeRuns(trx, [runId], {
      at: new Date(services.now().getTime() + BUSY_MS),
    });
  return null;
}
