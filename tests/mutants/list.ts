import { ANSWERED_WRITES } from "./answered-writes.ts";
import { APPROVAL } from "./approval.ts";
import { COPY } from "./copy.ts";
import { DERIVED_OPERATIONS } from "./derived-operations.ts";
import { DUPLICATES } from "./duplicates.ts";
import { ERASURES } from "./erasure.ts";
import { FENCE } from "./fence.ts";
import { IDEMPOTENCY } from "./idempotency.ts";
import { LEASE } from "./lease.ts";
import { MONEY } from "./money.ts";
import type { Mutant } from "./mutant.ts";
import { PAST_EVENTS } from "./past-events.ts";
import { POSTPONEMENTS } from "./postponements.ts";
import { STALLED_RUNS } from "./stalled-runs.ts";
import { WEBHOOKS } from "./webhooks.ts";

/** All mutants, by topic. */
export const TOPICS = {
  fence: FENCE,
  lease: LEASE,
  idempotency: IDEMPOTENCY,
  approval: APPROVAL,
  duplicates: DUPLICATES,
  "past events": PAST_EVENTS,
  "stalled runs": STALLED_RUNS,
  "answered writes": ANSWERED_WRITES,
  postponements: POSTPONEMENTS,
  money: MONEY,
  webhooks: WEBHOOKS,
  erasure: ERASURES,
  "the copy of an account": COPY,
  "derived operations": DERIVED_OPERATIONS,
} as const;

export const MUTANTS: readonly Mutant[] = Object.values(TOPICS).flat();
