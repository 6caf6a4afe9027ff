/** Tries of a step altogether, and the wait before the second, where its definition says nothing of them. */
export const USUAL_RETRY = { max: 5, delay: "30s" } as const;

const LONGEST_MS = 3_600_000;

/** The longest wait after a try, in milliseconds: it doubles after each, up to an hour. `attempt` counts from 1. */
export const longestWaitMs = (delayMs: number, attempt: number): number =>
  Math.min(LONGEST_MS, delayMs * 2 ** (attempt - 1));
