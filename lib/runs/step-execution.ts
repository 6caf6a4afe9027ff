import type { Decision } from "@/lib/automations/plan-types";
import { durationMs } from "@/lib/core/duration";
import { DEFAULT_RETRY, maxDelayMs } from "@/lib/core/retry";
import { releaseMove } from "@/lib/db/allowed-moves";
import type { Transaction } from "@/lib/db/database";
import type { StepRecord } from "@/lib/db/run-records";
import { endAttempt, writeStep, type StepChange, type StepRef, type StepRow } from "@/lib/db/steps";
import type { NewEvent } from "@/lib/mesh/log";

import { stepOf } from "./find-step";
import { idempotencyKey } from "./idempotency-key";
import type { RunExecution } from "./run-execution";

/** The planner's decision to start a step or to continue one that is due. */
export type Beginning = Extract<Decision, { kind: "begin" | "due" }>;

/** An action of one kind that the planner wants done. */
export type ActionOf<Kind extends Beginning["action"]["kind"]> = Extract<
  Beginning["action"],
  { kind: Kind }
>;

/** Describes an attempt that did not succeed. */
export interface AttemptFailure {
  readonly message: string;
  /** Another attempt may succeed. */
  readonly retryable: boolean;
  /** The time before which the other side wants no further attempt. */
  readonly retryAt: Date | null;
  /** The outcome is unknown. If `retryable`, a later lookup may settle it. */
  readonly indeterminate: boolean;
  /** The request was not refused for certain, so a lookup has to come before it is sent again. */
  readonly mayHaveArrived: boolean;
  readonly requestId?: string | undefined;
}

/** An attempt that was recorded before its request left. */
export interface Attempt {
  readonly number: number;
  /** When an earlier attempt may have left; `null` when none has. */
  readonly since: Date | null;
}

/** A worker that is stopped by others must not cost a step its only attempt. */
const MIN_CUT_OFFS = 3;

/** Stored in the place of an answer that the database does not take. */
export const UNSTORABLE = { unstorable: true } as const;

/** Full jitter between half and all of a delay that doubles, up to an hour. */
function backoffMs(delayMs: number, attempt: number): number {
  const ceiling = maxDelayMs(delayMs, attempt);
  return ceiling / 2 + Math.random() * (ceiling / 2);
}

/** One step of a leased run, while the worker does what the planner decided about it. */
export class StepExecution {
  readonly run: RunExecution;
  readonly decision: Pick<Beginning, "kind" | "step" | "warnings">;
  readonly ref: StepRef;

  constructor(run: RunExecution, decision: Omit<Beginning, "action">) {
    const known = run.steps.get(decision.key);
    this.run = run;
    this.decision = decision;
    this.ref = {
      runId: run.run.id,
      workspaceId: run.run.workspaceId,
      key: decision.key,
      step: decision.step,
      kind: decision.stepKind,
      position: known?.position ?? run.steps.size + 1,
      idempotencyKey: known?.idempotencyKey ?? idempotencyKey(run.run.id, decision.key),
    };
  }

  /** The step as it is stored; `undefined` before it began. */
  get stored(): StepRow | undefined {
    return this.run.steps.get(this.ref.key);
  }

  /** The number of the attempt that would come next, from 1. */
  get nextAttempt(): number {
    return (this.stored?.attempt ?? 0) + 1;
  }

  /** Writes the step's new state inside a transaction that has the lease, and updates the run's copy of it. */
  async record(trx: Transaction, change: StepChange): Promise<void> {
    this.run.steps.set(this.ref.key, await writeStep(trx, this.ref, change));
  }

  /** Writes the step's new state in a transaction of its own. */
  save(change: StepChange): Promise<void> {
    return this.run.withLease((trx) => this.record(trx, change));
  }

  /**
   * Records an attempt, with the ends of the steps before it; after that its request may be sent. Returns `false` when
   * the answer of a step before could not be stored, so that this step has to be planned again. Throws FencedError.
   */
  begin(attempt: Pick<StepRecord, "attempt" | "requestHash" | "input" | "plan" | "warnings">) {
    return this.run.commit({ begins: { ref: this.ref, status: "running", ...attempt } });
  }

  /**
   * Ends the step as succeeded, which is written with what the run does next. `event` is stored with it. `withoutAnswer`
   * is the output that is stored when the database does not take the answer.
   */
  succeed(
    result: Omit<StepRecord, "ref" | "status">,
    { event = null, withoutAnswer }: { event?: NewEvent | null; withoutAnswer?: unknown } = {},
  ): void {
    const record: StepRecord = { ref: this.ref, status: "succeeded", ...result };
    this.run.endStep({ record, event, withoutAnswer });
  }

  /** Ends the step as skipped, which is written with what the run does next. */
  skip(reason: string): void {
    this.run.endStep({ record: { ref: this.ref, status: "skipped", reason }, event: null });
  }

  /** Ends the step as failed. */
  fail(reason: string, input?: unknown): Promise<void> {
    return this.save({ status: "failed", reason, input });
  }

  /** Ends the step, and with it the run, because a person denied it. */
  cancel(reason: string, input?: unknown): Promise<void> {
    return this.save({ status: "cancelled", reason, input });
  }

  /**
   * Returns the reason why a step whose worker stopped in the middle of it gets no further attempt: it has had its
   * attempts, and it may be what stops the worker. `null` when it has one left, or was not interrupted.
   */
  cutOffReason(): string | null {
    const known = this.stored;
    if (known?.status !== "running") return null;
    const { max } = stepOf(this.run.definition, this.decision.step)?.retry ?? DEFAULT_RETRY;
    if (known.attempt < Math.max(max, MIN_CUT_OFFS)) return null;
    return `The worker stopped during this step, at the last of ${known.attempt} attempts.`;
  }

  /**
   * Writes the end of a failed attempt: the step waits for another attempt, or for a person's answer, or has failed.
   * Where no earlier attempt may have left and this one was refused for certain, the next one counts as the first.
   */
  async retryOrFail({ number, since }: Attempt, failure: AttemptFailure): Promise<void> {
    const { max, delay } = stepOf(this.run.definition, this.decision.step)?.retry ?? DEFAULT_RETRY;
    const again = failure.retryable && number < max;
    const wait = backoffMs(durationMs(delay) ?? 30_000, number);
    const soonest = this.run.now().getTime() + wait;
    const notBefore = new Date(Math.max(soonest, failure.retryAt?.getTime() ?? 0));
    const forgotten = since === null && !failure.mayHaveArrived ? { firstAt: null } : {};
    await this.run.withLease(async (trx) => {
      await endAttempt(trx, this.ref, number, {
        outcome: again ? "retry" : failure.indeterminate ? "indeterminate" : "failed",
        requestId: failure.requestId,
        error: failure.message,
      });
      const reason = failure.message;
      if (again) return this.record(trx, { status: "waiting", reason, notBefore, ...forgotten });
      if (failure.indeterminate)
        return this.record(trx, {
          status: "indeterminate",
          reason: `${reason} It may or may not have been sent. Check at the provider, then mark the step as done or send it again.`,
        });
      if ("firstAt" in forgotten) await releaseMove(trx, this.ref);
      return this.record(trx, { status: "failed", reason, ...forgotten });
    });
  }
}
