/** Default retries of a step: number of attempts and the delay before the second one. */
export const DEFAULT_RETRY = { max: 5, delay: "30s" } as const;

const MAX_DELAY_MS = 3_600_000;

/** Returns the max delay after an attempt in milliseconds. Doubles after each attempt, up to an hour. `attempt` counts from 1. */
export const maxDelayMs = (delayMs: number, attempt: number): number =>
  Math.min(MAX_DELAY_MS, delayMs * 2 ** (attempt - 1));
