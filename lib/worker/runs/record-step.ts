import { createHash } from "node:crypto";

import type { Transaction } from "@/lib/db/database";
import { writeStep, type StepChange, type StepRef } from "@/lib/db/steps";
import { isUnstorable } from "@/lib/mesh/log";

import type { LeasedRun } from "./types";

/** One key per step of a run, the same for every attempt and on every machine; at most 64 characters. */
export function idempotencyKey(runId: string, key: string): string {
  return `step_${createHash("sha256").update(`${runId}/${key}`).digest("hex").slice(0, 48)}`;
}

export function stepRefOf(
  leased: LeasedRun,
  decision: { key: string; step: string; stepKind: string },
): StepRef {
  const known = leased.steps.get(decision.key);
  return {
    runId: leased.run.id,
    workspaceId: leased.run.workspaceId,
    key: decision.key,
    step: decision.step,
    kind: decision.stepKind,
    position: known?.position ?? leased.steps.size + 1,
    idempotencyKey: known?.idempotencyKey ?? idempotencyKey(leased.run.id, decision.key),
  };
}

/** Stored as the step's output when the database cannot keep the provider's answer. */
export const UNSTORABLE = { unstorable: true } as const;

/**
 * Records a step whose request was answered. When the database cannot store the answer, the step is recorded without it,
 * so that the request is never sent again.
 */
export async function writeAnswer(
  whole: () => Promise<void>,
  without: () => Promise<void>,
): Promise<void> {
  try {
    await whole();
  } catch (error) {
    if (!isUnstorable(error)) throw error;
    await without();
  }
}

/** Writes a step's new state and updates the run's copy of it. Call inside `withLease`. */
export async function recordStep(
  trx: Transaction,
  leased: LeasedRun,
  step: StepRef,
  change: StepChange,
): Promise<void> {
  leased.steps.set(step.key, await writeStep(trx, step, change));
}
