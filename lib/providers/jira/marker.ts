import { createHash } from "node:crypto";

/**
 * Jira has no idempotency keys. A write carries a marker derived from the key, and a repetition searches for it first: an
 * issue by its label, a transition and a comment by a property of this name.
 */
export const markOf = (key: string): string =>
  `idem-${createHash("sha256").update(key).digest("hex").slice(0, 20)}`;

/** Returns the event id that a write and the later webhook share. `rest` begins with the id of the object. */
export const eventId = (account: string, what: string, ...rest: readonly string[]): string =>
  ["jira", account, what, ...rest].join(":");
