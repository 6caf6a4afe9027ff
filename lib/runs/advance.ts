import type { StepState } from "@/lib/automations/plan-types";
import { nextStep } from "@/lib/automations/planner";
import { logger } from "@/lib/core/server/logger";
import { FencedError, finishRun, releaseLease, suspendRun } from "@/lib/db/run-leases";
import type { StepRow } from "@/lib/db/steps";

import { claimRun, type Claimed } from "./claim";
import { endRun, suspend } from "./end-run";
import { enrich } from "./enrich";
import { performStep } from "./perform";
import { RunExecution, withLease } from "./run-execution";
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

/** Executes the planner's next decision. Returns `false` when the run has nothing more to do now. */
async function executeNextStep(execution: RunExecution, fetched: Fields): Promise<boolean> {
  const { services, run, steps } = execution;
  const decision = nextStep(execution.definition, {
    scope: scopeOf(execution, fetched),
    steps: new Map([...steps].map(([key, row]) => [key, toState(row)])),
    catalogue: services.catalogue,
    nowMs: execution.now().getTime(),
  });
  switch (decision.kind) {
    case "begin":
    case "due":
      await performStep(execution, decision);
      return true;
    case "skip": {
      const step = new StepExecution(execution, { ...decision, kind: "begin", warnings: [] });
      await step.save({ status: "skipped", reason: decision.reason });
      return true;
    }
    case "idle":
      await suspend(services, run, decision.until);
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
      await endRun(execution, { status, failedStep, reason: error });
      return false;
    }
  }
}

async function resumeRun(services: RunServices, claimed: Claimed): Promise<void> {
  const { run, name, compiled, allowedItems, steps, refusal } = claimed;
  if ("unreadable" in compiled) {
    const reason = compiled.unreadable;
    return withLease(services, run, (trx) =>
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
  if (enriched.kind === "later") return suspend(services, run, enriched.notBefore.getTime());
  const deadline = Date.now() + SLICE_MS;
  while (await executeNextStep(execution, enriched.context)) {
    if (Date.now() < deadline) continue;
    return suspend(services, run, execution.now().getTime());
  }
}

/** A run that was interrupted repeatedly in the same step may be what crashes the worker. */
const isSuspect = ({ steps }: Claimed) =>
  steps.some(({ status, attempt }) => status === "running" && attempt > 1);
let suspects = 0;

/** Resumes suspect runs one at a time, so that one that crashes the worker does not cost the others an attempt. */
async function resumeSuspect(services: RunServices, claimed: Claimed): Promise<void> {
  if (suspects > 0)
    return suspend(services, claimed.run, services.now().getTime() + SUSPECT_WAIT_MS);
  suspects++;
  try {
    await resumeRun(services, claimed);
  } finally {
    suspects--;
  }
}

/** Executes a leased run until it ends or has to wait. Throws when it could not go on; its lease is then released. */
async function executeRun(services: RunServices, claimed: Claimed): Promise<void> {
  const { run } = claimed;
  try {
    await (isSuspect(claimed) ? resumeSuspect : resumeRun)(services, claimed);
  } catch (error) {
    if (error instanceof FencedError) logger.info({ run: run.id }, "run went on elsewhere");
    else {
      logger.warn({ err: error, run: run.id }, "run did not go on");
      // Released at once, so that the next wake-up does not have to wait for the lease to expire.
      await services.db.withService((trx) => releaseLease(trx, run)).catch(() => {});
      throw error;
    }
  }
}

/**
 * Executes a run's steps until it ends or has to wait. Safe to call at any time, from any process and repeatedly: a run
 * that another worker has leased, that waits or that has ended is left alone.
 */
export async function advanceRun(services: RunServices, runId: string): Promise<void> {
  const claimed = await services.db.withService((trx) => claimRun(services, trx, runId));
  if (claimed) await executeRun(services, claimed);
}
