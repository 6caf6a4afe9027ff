import { createHash } from "node:crypto";

/**
 * Jira has no idempotency keys. A write carries a mark made of the key, and a repetition looks for it first:
 * an issue by its label, a transition and a comment by a property of this name.
 */
export const markOf = (key: string): string =>
  `idem-${createHash("sha256").update(key).digest("hex").slice(0, 20)}`;

/** One id for what a write reports and for what the webhook brings later. `rest` begins with the object's own id. */
export const eventId = (account: string, what: string, ...rest: readonly string[]): string =>
  ["jira", account, what, ...rest].join(":");
