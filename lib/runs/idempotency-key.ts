import { createHash } from "node:crypto";

/** One key per step of a run, the same for every attempt and on every machine; at most 64 characters. */
export function idempotencyKey(runId: string, key: string): string {
  return `step_${createHash("sha256").update(`${runId}/${key}`).digest("hex").slice(0, 48)}`;
}
