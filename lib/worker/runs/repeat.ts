import { lastAttempt } from "@/lib/db/steps";
import { underWayMs } from "@/lib/providers/in-flight";
import { canRepeat, type Operation } from "@/lib/providers/types";

import type { Beginning, LeasedRun, RunServices } from "./types";

/** A provider forgets idempotency keys after a day: an older attempt is looked up or asked about, never repeated blindly. */
const KEY_AGE_MS = 23 * 3_600_000;

/** Why an attempt that may already have been sent cannot simply be sent again; `null` when it can. */
export function unsafeRepeat(
  leased: LeasedRun,
  { key, step }: Beginning,
  operation: Operation,
  input: unknown,
  now: Date,
) {
  const known = leased.steps.get(key);
  if (!known || operation.effect === "read") return null;
  const { by } = operation.idempotency;
  if (known.status === "running" && !canRepeat(operation, input))
    return `The worker stopped while “${step}” was being sent. It may have arrived: look at the provider, then say whether it is done.`;
  const age = now.getTime() - (known.firstAt?.getTime() ?? now.getTime());
  if (age >= KEY_AGE_MS && (by === "header" || by === "field"))
    return `“${step}” was first sent more than 23 hours ago, and the provider no longer knows its key. Look whether it arrived.`;
  return null;
}

/** Until when what may have left is not looked for, because it may not be found yet; `null`: look now. */
export async function lookupNotBefore(
  { db, now, leaseMs }: RunServices,
  { run, steps }: LeasedRun,
  { key }: Beginning,
  { idempotency }: Operation,
): Promise<Date | null> {
  if (idempotency.by !== "lookup" || !steps.get(key)?.firstAt) return null;
  const last = await db.withService((trx) => lastAttempt(trx, { runId: run.id, key }));
  if (last === null) return null;
  // Whoever sent it may not have noticed yet that the run was cancelled and retried.
  const underWay = last.isOver ? 0 : underWayMs(leaseMs);
  const leftMs = Math.max(idempotency.lagMs ?? 0, underWay) - last.ageMs;
  return leftMs > 0 ? new Date(now().getTime() + leftMs) : null;
}
