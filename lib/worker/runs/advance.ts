import { concurrencyLimit } from "@/lib/automations/concurrency";
import type { StepState } from "@/lib/automations/plan-types";
import { nextStep } from "@/lib/automations/planner";
import { logger } from "@/lib/core/server/logger";
import { canStart, nextQueued, queueRun } from "@/lib/db/concurrency";
import type { Transaction } from "@/lib/db/database";
import {
  acquireLease,
  FencedError,
  findRunBase,
  finishRun,
  renewLease,
  isLeased,
  suspendRun,
  releaseLease,
  type RunBase,
} from "@/lib/db/run-leases";
import { type RunRow } from "@/lib/db/runs";
import { listSteps, type StepRow } from "@/lib/db/steps";
import { afterRaces } from "@/lib/mesh/log";

import { compiledVersions, type Compiled } from "../versions";
import { afterRun } from "./after-run";
import { refusalFor } from "./authority";
import { enrich } from "./enrich";
import { perform } from "./perform";
import { publishRunEvent } from "./publish";
import { stepRefOf, recordStep } from "./record-step";
import type { LeasedRun, WithLease, RunServices } from "./types";

/** A run that takes longer than this is suspended, so that other runs of this worker can proceed. */
const SLICE_MS = 20_000;
const BUSY_MS = 1000;
/** A run that was leased more often than this without progress fails. */
const MAX_STALLED_CLAIMS = 5;
const STALLED = `Processing this run failed ${MAX_STALLED_CLAIMS} times before anything was done, because of an error in the dashboard or because the worker stopped. The server's log has the details.`;

function leaseHolder(services: RunServices, run: RunRow): WithLease {
  return (work) =>
    afterRaces(() =>
      services.db.withService(async (trx) => {
        // Both statements are sent together; when the lease is lost, the transaction rolls back.
        const [holding, working] = await Promise.allSettled([
          renewLease(trx, run, services.leaseMs),
          work(trx),
        ]);
        if (holding.status === "rejected") throw holding.reason;
        if (working.status === "rejected") throw working.reason;
        return working.value;
      }),
    );
}

const toState = (row: StepRow): StepState => ({
  status: row.status,
  output: row.output,
  notBefore: row.notBefore?.getTime() ?? null,
  error: row.reason ?? undefined,
});

/** A run with everything that resuming it needs, read in the transaction that acquires its lease. */
interface Claimed {
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

async function takeRun(
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

const scopeOf = ({ run, name }: LeasedRun, fetched: Readonly<Record<string, unknown>>) => ({
  ...fetched,
  event: run.trigger,
  run: {
    id: run.id,
    automation: name,
    version: run.version,
    startedAt: run.startedAt?.toISOString() ?? null,
  },
});

async function endRun(
  services: RunServices,
  leased: LeasedRun,
  status: "succeeded" | "failed" | "cancelled",
  failedStep: string | null,
  reason: string | null,
  withLease: WithLease,
): Promise<void> {
  const hasWoken = await withLease(async (trx) => {
    await finishRun(trx, leased.run, { status, reason, failedStep });
    const woken = await afterRun(services, trx, leased, status);
    if (status !== "cancelled")
      await publishRunEvent(
        trx,
        leased.run,
        `automation.run.${status}`,
        { name: leased.name, failedStep, reason },
        services.now(),
      );
    return woken;
  });
  services.notifyAppended(leased.run.workspaceId);
  if (hasWoken) services.queue.nudge();
  else services.queue.look();
}

async function suspend(
  services: RunServices,
  leased: Pick<LeasedRun, "run">,
  until: number | null,
  withLease: WithLease,
): Promise<void> {
  const wakeAt = until === null ? null : new Date(until);
  await withLease(async (trx) => {
    await suspendRun(trx, leased.run, { status: "waiting", wakeAt });
    if (wakeAt) await services.queue.wakeRuns(trx, [leased.run.id], { at: wakeAt });
  });
}

/** Executes the planner's next decision. Returns `false` when the run has nothing more to do now. */
async function executeNextStep(
  services: RunServices,
  leased: LeasedRun,
  fetched: Readonly<Record<string, unknown>>,
  withLease: WithLease,
): Promise<boolean> {
  const decision = nextStep(leased.definition, {
    scope: scopeOf(leased, fetched),
    steps: new Map([...leased.steps].map(([key, row]) => [key, toState(row)])),
    catalogue: services.catalogue,
    nowMs: services.now().getTime(),
  });
  switch (decision.kind) {
    case "begin":
    case "due":
      await perform(services, leased, decision, withLease);
      return true;
    case "skip": {
      const step = stepRefOf(leased, decision);
      await withLease((trx) =>
        recordStep(trx, leased, step, { status: "skipped", reason: decision.reason }),
      );
      return true;
    }
    case "idle":
      await suspend(services, leased, decision.until, withLease);
      return false;
    case "stuck":
      await withLease((trx) =>
        suspendRun(trx, leased.run, {
          status: "indeterminate",
          wakeAt: null,
          reason: leased.steps.get(decision.key)?.reason ?? null,
        }),
      );
      services.notifyAppended(leased.run.workspaceId);
      return false;
    case "finish":
      await endRun(
        services,
        leased,
        decision.status,
        decision.failedStep,
        decision.error,
        withLease,
      );
      return false;
  }
}

async function resumeRun(
  services: RunServices,
  claimed: Claimed,
  withLease: WithLease,
): Promise<void> {
  const { run, name, compiled, refusal } = claimed;
  if ("unreadable" in compiled) {
    const reason = compiled.unreadable;
    await withLease((trx) => finishRun(trx, run, { status: "failed", reason, failedStep: null }));
    return;
  }
  const leased: LeasedRun = {
    run,
    name,
    allowedItems: claimed.allowedItems,
    definition: compiled.definition,
    steps: new Map(claimed.steps.map((row) => [row.key, row])),
  };
  if (refusal !== null) return endRun(services, leased, "cancelled", null, refusal, withLease);
  if (run.stalledClaims > MAX_STALLED_CLAIMS)
    return endRun(services, leased, "failed", null, STALLED, withLease);
  const fetched = await enrich(services, leased, withLease);
  if ("notBefore" in fetched)
    return suspend(services, leased, fetched.notBefore.getTime(), withLease);
  const deadline = Date.now() + SLICE_MS;
  while (await executeNextStep(services, leased, fetched.context, withLease)) {
    if (Date.now() < deadline) continue;
    return suspend(services, leased, services.now().getTime(), withLease);
  }
}

/** A run that was interrupted repeatedly in the same step may be what crashes the worker. */
const isSuspect = ({ steps }: Claimed) =>
  steps.some(({ status, attempt }) => status === "running" && attempt > 1);
let suspects = 0;

/** Resumes suspect runs one at a time, so that one that crashes the worker does not cost the others an attempt. */
async function resumeSuspect(
  services: RunServices,
  claimed: Claimed,
  withLease: WithLease,
): Promise<void> {
  if (suspects > 0)
    return suspend(services, claimed, services.now().getTime() + BUSY_MS, withLease);
  suspects++;
  try {
    await resumeRun(services, claimed, withLease);
  } finally {
    suspects--;
  }
}

/**
 * Executes a run's steps until it ends or has to wait. Safe to call at any time, from any process and repeatedly: a run
 * that another worker has leased, that waits or that has ended is left alone.
 */
export async function advanceRun(services: RunServices, runId: string): Promise<void> {
  const claimed = await services.db.withService((trx) => takeRun(services, trx, runId));
  if (!claimed) return;
  const { run } = claimed;
  try {
    const withLease = leaseHolder(services, run);
    await (isSuspect(claimed) ? resumeSuspect : resumeRun)(services, claimed, withLease);
  } catch (error) {
    if (error instanceof FencedError) logger.info({ run: runId }, "run went on elsewhere");
    else {
      logger.warn({ err: error, run: runId }, "run did not go on");
      // Released at once, so that the next wake-up does not have to wait for the lease to expire.
      await services.db.withService((trx) => releaseLease(trx, run)).catch(() => {});
      throw error;
    }
  }
}
