import { durationMs } from "@/lib/core/duration";
import { maxDelayMs, DEFAULT_RETRY } from "@/lib/core/retry";
import { releaseMove } from "@/lib/db/allowed-moves";
import { endAttempt, type StepRef } from "@/lib/db/steps";

import { stepOf } from "./find-step";
import { recordStep } from "./record-step";
import type { Beginning, LeasedRun, WithLease, RunServices } from "./types";

/** What an attempt that did not succeed says of itself. */
export interface AttemptFailure {
  readonly message: string;
  /** Trying again may help. */
  readonly retryable: boolean;
  /** Not before this time, when the other side said so. */
  readonly retryAt: Date | null;
  /** It may have arrived, and there is no way to tell; with `retryable`: none yet. */
  readonly indeterminate: boolean;
  /** It was not refused for certain: look before it is sent again. */
  readonly mayHaveArrived: boolean;
  readonly requestId?: string | undefined;
}

/** A worker that is stopped by others must not cost a step its only attempt. */
const MIN_CUT_OFFS = 3;

/**
 * Why a step is not taken up again whose worker stopped in the middle of it: it has had its attempts, and it may be what
 * stops the worker. `null` when it has one left, or was not cut off.
 */
export function cutOffForGood(leased: LeasedRun, { key, step }: Beginning): string | null {
  const known = leased.steps.get(key);
  if (known?.status !== "running") return null;
  const { max } = stepOf(leased.definition, step)?.retry ?? DEFAULT_RETRY;
  if (known.attempt < Math.max(max, MIN_CUT_OFFS)) return null;
  return `The worker stopped while it did this step, at the last of ${known.attempt} attempts.`;
}

/** Ends a step for good. */
export async function failStep(
  leased: LeasedRun,
  withLease: WithLease,
  step: StepRef,
  reason: string,
  input?: unknown,
): Promise<void> {
  await withLease((trx) => recordStep(trx, leased, step, { status: "failed", reason, input }));
}

/** Full jitter between half and all of a delay that doubles, up to an hour. */
function backoffMs(delayMs: number, attempt: number): number {
  const ceiling = maxDelayMs(delayMs, attempt);
  return ceiling / 2 + Math.random() * (ceiling / 2);
}

/**
 * Writes the end of a failed attempt: another one later, a person's look, or the end of the step. `since`: when an earlier
 * attempt may have left; where none has, and this one was refused for certain, the next one counts as the first.
 */
export async function retryOrFail(
  services: RunServices,
  leased: LeasedRun,
  decision: Beginning,
  step: StepRef,
  attempt: number,
  failure: AttemptFailure,
  withLease: WithLease,
  since: Date | null = null,
): Promise<void> {
  const { max, delay } = stepOf(leased.definition, decision.step)?.retry ?? DEFAULT_RETRY;
  const again = failure.retryable && attempt < max;
  const wait = backoffMs(durationMs(delay) ?? 30_000, attempt);
  const soonest = services.now().getTime() + wait;
  const notBefore = new Date(Math.max(soonest, failure.retryAt?.getTime() ?? 0));
  const forgotten = since === null && !failure.mayHaveArrived ? { firstAt: null } : {};
  await withLease(async (trx) => {
    await endAttempt(trx, step, attempt, {
      outcome: again ? "retry" : failure.indeterminate ? "indeterminate" : "failed",
      requestId: failure.requestId,
      error: failure.message,
    });
    if (again)
      return recordStep(trx, leased, step, {
        status: "waiting",
        reason: failure.message,
        notBefore,
        ...forgotten,
      });
    if (failure.indeterminate)
      return recordStep(trx, leased, step, {
        status: "indeterminate",
        reason: `${failure.message} It may have arrived: look at the provider, then say whether it is done.`,
      });
    if ("firstAt" in forgotten) await releaseMove(trx, step);
    return recordStep(trx, leased, step, {
      status: "failed",
      reason: failure.message,
      ...forgotten,
    });
  });
}
