import { sql } from "kysely";

import { toJson } from "@/lib/core/storable";

import type { Transaction } from "./database";
import type { StepRow } from "./steps";

/** Lists the event patterns that steps of a workspace wait for. Service role. */
export async function waitedPatterns(trx: Transaction, workspaceId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom("steps")
    .where("workspace_id", "=", workspaceId)
    .where("status", "=", "waiting")
    .where("wait_pattern", "is not", null)
    .select("wait_pattern as pattern")
    .distinct()
    .execute();
  return rows.flatMap(({ pattern }) => pattern ?? []);
}

/** A step that waits for an event. */
export type WaitingStep = Pick<StepRow, "runId" | "key" | "waitPattern" | "waitWhere">;

/** Lists the steps of a workspace that wait for one of these patterns. Service role. */
export async function waitingSteps(
  trx: Transaction,
  workspaceId: string,
  patterns: readonly string[],
): Promise<WaitingStep[]> {
  if (patterns.length === 0) return [];
  return trx
    .selectFrom("steps")
    .where("workspace_id", "=", workspaceId)
    .where("status", "=", "waiting")
    .where("wait_pattern", "in", patterns)
    .select(["run_id as runId", "key", "wait_pattern as waitPattern", "wait_where as waitWhere"])
    .execute();
}

/** Changes the deadline of a step that waits for an event. Service role. */
export async function postponeWaiting(
  trx: Transaction,
  step: { runId: string; key: string },
  until: Date,
): Promise<void> {
  await trx
    .updateTable("steps")
    .set({ not_before: until })
    .where("run_id", "=", step.runId)
    .where("key", "=", step.key)
    .where("status", "=", "waiting")
    .execute();
}

/** Completes a step that waits for an event. Returns false if it no longer waits. Service role. */
export async function endWaiting(
  trx: Transaction,
  step: { runId: string; key: string },
  output: unknown,
): Promise<boolean> {
  const changed = await trx
    .updateTable("steps")
    .set({
      status: "succeeded",
      output: toJson(output),
      wait_pattern: null,
      wait_where: null,
      not_before: null,
      finished_at: sql<Date>`clock_timestamp()`,
    })
    .where("run_id", "=", step.runId)
    .where("key", "=", step.key)
    .where("status", "=", "waiting")
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}
