import { createHash } from "node:crypto";

import type { Transaction } from "@/lib/db/database";
import { writeStep, type StepChange, type StepPlace } from "@/lib/db/steps";
import { isUnstorable } from "@/lib/mesh/log";

import type { HeldRun } from "./types";

/** One key per step of a run, the same for every attempt and on every machine; at most 64 characters. */
export function idempotencyKey(runId: string, key: string): string {
  return `step_${createHash("sha256").update(`${runId}/${key}`).digest("hex").slice(0, 48)}`;
}

export function placeOf(
  held: HeldRun,
  decision: { key: string; step: string; stepKind: string },
): StepPlace {
  const known = held.steps.get(decision.key);
  return {
    runId: held.run.id,
    workspaceId: held.run.workspaceId,
    key: decision.key,
    step: decision.step,
    kind: decision.stepKind,
    position: known?.position ?? held.steps.size + 1,
    idempotencyKey: known?.idempotencyKey ?? idempotencyKey(held.run.id, decision.key),
  };
}

/** What stands in the place of an answer that the database cannot keep. */
export const UNSTORABLE = { unstorable: true } as const;

/**
 * Writes the end of a step whose request was answered, and once more without the answer when the database cannot keep
 * it: what was answered is never sent again.
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

/** Writes a step of a held run, which goes on with what was written. */
export async function recordStep(
  trx: Transaction,
  held: HeldRun,
  place: StepPlace,
  change: StepChange,
): Promise<void> {
  held.steps.set(place.key, await writeStep(trx, place, change));
}
