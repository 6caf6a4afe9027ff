import { lastAttempt } from "@/lib/db/steps";
import { underWayMs } from "@/lib/providers/in-flight";
import { canRepeat, lookupOf, type Operation } from "@/lib/providers/types";

import type { StepExecution } from "./step-execution";

/** A provider forgets idempotency keys after a day: an older attempt is looked up or asked about, never repeated blindly. */
const KEY_AGE_MS = 23 * 3_600_000;

/** Returns the reason why an attempt that may already have been sent cannot simply be sent again; `null` when it can. */
export function unsafeRepeat(
  { stored: known, run, decision: { step } }: StepExecution,
  operation: Operation,
  input: unknown,
): string | null {
  if (!known || operation.effect === "read") return null;
  const { by } = operation.idempotency;
  if (known.status === "running" && !canRepeat(operation, input))
    return `The worker stopped while it sent “${step}”, so it may or may not have been sent. Check at the provider, then mark the step as done or send it again.`;
  const now = run.now().getTime();
  const age = now - (known.firstAt?.getTime() ?? now);
  if (age >= KEY_AGE_MS && (by === "header" || by === "field"))
    return `“${step}” was first sent more than 23 hours ago, and the provider no longer knows its key. Look whether it arrived.`;
  return null;
}

/** Returns the time before which a write that may have left cannot be found by a lookup; `null` when it can be looked up now. */
export async function lookupNotBefore(
  { stored: known, run, ref }: StepExecution,
  { idempotency }: Operation,
): Promise<Date | null> {
  const lookup = lookupOf(idempotency);
  if (!lookup || !known?.firstAt) return null;
  const { db, leaseMs } = run.services;
  const last = await db.withService((trx) => lastAttempt(trx, ref));
  if (last === null) return null;
  // Whoever sent it may not have noticed yet that the run was cancelled and retried.
  const underWay = last.isOver ? 0 : underWayMs(leaseMs);
  const leftMs = Math.max(lookup.listing?.lagMs ?? 0, underWay) - last.ageMs;
  return leftMs > 0 ? new Date(run.now().getTime() + leftMs) : null;
}
