import type { Decision, StepState } from "@/lib/automations/plan-types";
import { nextStep } from "@/lib/automations/planner";
import { logger } from "@/lib/core/server/logger";
import { FencedError, finishRun, releaseLease, suspendRun } from "@/lib/db/run-leases";
import type { StepRow } from "@/lib/db/steps";

import { claimRun, type Claimed } from "./claim";
import { endRun, endsAlone, suspend } from "./end-run";
import { enrich } from "./enrich";
import { performStep } from "./perform";
import { runEndedEvent } from "./publish";
import { RunExecution } from "./run-execution";
import { RunLease } from "./run-lease";
import type { RunServices } from "./services";
import { StepExecution } from "./step-execution";

/** A run that takes longer than this is suspended, so that other runs of this worker can proceed. */
const SLICE_MS = 20_000;
/** How long a run waits while another one that may have stopped a worker is processed. */
const SUSPECT_WAIT_MS = 1000;
/** A run that was leased more often than this without progress fails. */
const MAX_STALLED_CLAIMS = 5;
const STALLED = `Processing this run failed ${MAX_STALLED_CLAIMS} times before anything was done, because of an error in the dashboard or because the worker stopped. The server's log has the details.`;

type Fields = Readonly<Record<string, unknown>>;

const toState = (row: StepRow): StepState => ({
  status: row.status,
  output: row.output,
  notBefore: row.notBefore?.getTime() ?? null,
  error: row.reason ?? undefined,
});

const scopeOf = ({ run, name }: RunExecution, fetched: Fields) => ({
  ...fetched,
  event: run.trigger,
  run: {
    id: run.id,
    automation: name,
    version: run.version,
    startedAt: run.startedAt?.toISOString() ?? null,
  },
});

/** Ends of steps that may wait to be written, so that a record stays small. */
const MAX_UNCOMMITTED = 20;

/** Tells whether a decision is written together with the ends of the steps before it, before anything else happens. */
function isWrittenTogether(execution: RunExecution, decision: Decision): boolean {
  if (execution.uncommitted >= MAX_UNCOMMITTED) return false;
  switch (decision.kind) {
    case "skip":
      return true;
    case "finish":
      return endsAlone(execution, decision);
    case "begin":
    case "due":
      return (
        decision.action.kind === "http" ||
        decision.action.kind === "publish" ||
        (decision.action.kind === "note" && !decision.action.bulk)
      );
    default:
      return false;
  }
}

/** Executes the planner's next decision. Returns `false` when the run has nothing more to do now. */
async function executeNextStep(execution: RunExecution, fetched: Fields): Promise<boolean> {
  const { services, run, steps } = execution;
  const decision = nextStep(execution.definition, {
    scope: scopeOf(execution, fetched),
    steps: new Map([...steps].map(([key, row]) => [key, toState(row)])),
    catalogue: services.catalogue,
    nowMs: execution.now().getTime(),
  });
  if (!isWrittenTogether(execution, decision) && !(await execution.commit())) return true;
  switch (decision.kind) {
    case "begin":
    case "due":
      await performStep(execution, decision);
      return true;
    case "skip":
      new StepExecution(execution, { ...decision, kind: "begin", warnings: [] }).skip(
        decision.reason,
      );
      return true;
    case "idle":
      await suspend(execution, decision.until);
      return false;
    case "stuck": {
      const reason = steps.get(decision.key)?.reason ?? null;
      await execution.withLease((trx) =>
        suspendRun(trx, run, { status: "indeterminate", wakeAt: null, reason }),
      );
      execution.notifyAppended();
      return false;
    }
    case "finish": {
      const { status, failedStep, error } = decision;
      const end = { status, failedStep, reason: error };
      if (endsAlone(execution, end))
        return !(await execution.commit({ succeeded: runEndedEvent(execution, end) }));
      await endRun(execution, end);
      return false;
    }
  }
}

async function resumeRun(services: RunServices, claimed: Claimed): Promise<void> {
  const { run, name, compiled, allowedItems, steps, refusal } = claimed;
  if ("unreadable" in compiled) {
    const reason = compiled.unreadable;
    return new RunLease(services, run).withLease((trx) =>
      finishRun(trx, run, { status: "failed", reason, failedStep: null }),
    );
  }
  const { definition } = compiled;
  const execution = new RunExecution(services, { run, name, definition, allowedItems, steps });
  const stop = (status: "cancelled" | "failed", reason: string) =>
    endRun(execution, { status, failedStep: null, reason });
  if (refusal !== null) return stop("cancelled", refusal);
  if (run.stalledClaims > MAX_STALLED_CLAIMS) return stop("failed", STALLED);
  const enriched = await enrich(execution);
  if (enriched.kind === "later") return suspend(execution, enriched.notBefore.getTime());
  const deadline = Date.now() + SLICE_MS;
  try {
    while (await executeNextStep(execution, enriched.context)) {
      if (Date.now() < deadline) continue;
      return await suspend(execution, execution.now().getTime());
    }
  } catch (error) {
    // A provider's answer is stored even when a later step throws.
    await execution.commit().catch(() => {});
    throw error;
  }
}

/** A run that was interrupted repeatedly in the same step may be what crashes the worker. */
const isSuspect = ({ steps }: Claimed) =>
  steps.some(({ status, attempt }) => status === "running" && attempt > 1);
let suspects = 0;

/** Resumes suspect runs one at a time, so that one that crashes the worker does not cost the others an attempt. */
async function resumeSuspect(services: RunServices, claimed: Claimed): Promise<void> {
  if (suspects > 0) {
    const lease = new RunLease(services, claimed.run);
    return suspend(lease, services.now().getTime() + SUSPECT_WAIT_MS);
  }
  suspects++;
  try {
    await resumeRun(services, claimed);
  } finally {
    suspects--;
  }
}

/** A run that threw is tried again after this, twice as long each time, up to a minute. */
const RETRY_MS = 2000;
const MAX_RETRY_MS = 60_000;
const retryDelayMs = (stalledClaims: number) =>
  Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** Math.min(10, Math.max(0, stalledClaims - 1)));

/** Executes a leased run until it ends or has to wait. Throws when it could not go on; its lease is then released. */
export async function executeRun(services: RunServices, claimed: Claimed): Promise<void> {
  const { run } = claimed;
  try {
    await (isSuspect(claimed) ? resumeSuspect : resumeRun)(services, claimed);
  } catch (error) {
    if (error instanceof FencedError) logger.info({ run: run.id }, "run went on elsewhere");
    else {
      logger.warn({ err: error, run: run.id }, "run did not go on");
      // Released at once, so that a wake-up does not have to wait for the lease to expire.
      const delayMs = retryDelayMs(run.stalledClaims);
      await services.db.withService((trx) => releaseLease(trx, run, delayMs)).catch(() => {});
      throw error;
    }
  }
}

/**
 * Executes a run's steps until it ends or has to wait. Safe to call at any time, from any process and repeatedly: a run
 * that another worker has leased, that waits or that has ended is left alone. Workers claim due runs in batches instead.
 * @internal
 */
export async function advanceRun(services: RunServices, runId: string): Promise<void> {
  const claimed = await claimRun(services, runId);
  if (claimed) await executeRun(services, claimed);
}
