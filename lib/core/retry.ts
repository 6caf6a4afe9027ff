/** Tries of a step altogether, and the wait before the second, where its definition says nothing of them. */
export const DEFAULT_RETRY = { max: 5, delay: "30s" } as const;

const MAX_DELAY_MS = 3_600_000;

/** The longest wait after a try, in milliseconds: it doubles after each, up to an hour. `attempt` counts from 1. */
export const maxDelayMs = (delayMs: number, attempt: number): number =>
  Math.min(MAX_DELAY_MS, delayMs * 2 ** (attempt - 1));
