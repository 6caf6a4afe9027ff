import { canRepeat, claimOf, type Operation } from "@/lib/providers/types";

import type { Beginning, HeldRun } from "./types";

/** A provider forgets idempotency keys after a day: an older attempt is looked up or asked about, never repeated blindly. */
const KEY_AGE_MS = 23 * 3_600_000;

/** Why an attempt that may already have been sent cannot simply be sent again; `null` when it can. */
export function unsafeRepeat(
  held: HeldRun,
  { key, step }: Beginning,
  operation: Operation,
  input: unknown,
  now: Date,
) {
  const known = held.steps.get(key);
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
export function tooSoon(
  held: HeldRun,
  { key }: Beginning,
  operation: Operation,
  now: Date,
): Date | null {
  const known = held.steps.get(key);
  const claim = claimOf(operation);
  if (!claim || !known?.firstAt || !known.startedAt) return null;
  const soonest = new Date(known.startedAt.getTime() + claim.lagMs);
  return soonest > now ? soonest : null;
}
