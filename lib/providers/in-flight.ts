import { DEFAULT_TIMEOUT_MS } from "./http";

const READY_MS = 10_000;

/**
 * The longest time between recording an attempt and sending it, in milliseconds; a later request is not sent. `leaseMs` is
 * the run's lease, after which another worker looks the write up.
 */
export const readyMs = (leaseMs: number): number => Math.min(READY_MS, leaseMs);

/** The time after recording an attempt, in milliseconds, after which an unfinished request can no longer arrive. */
export const underWayMs = (leaseMs: number): number =>
  Math.min(READY_MS + DEFAULT_TIMEOUT_MS, leaseMs);
