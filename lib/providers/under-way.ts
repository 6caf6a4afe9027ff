import { DEFAULT_TIMEOUT_MS } from "./http";

const READY_MS = 10_000;

/**
 * A request leaves so many milliseconds after it was announced, or not at all. `leaseMs`: how long a silent worker holds
 * its run; after that another one looks whether it arrived.
 */
export const readyMs = (leaseMs: number): number => Math.min(READY_MS, leaseMs);

/** So many milliseconds after it was announced, a request whose end nobody saw can arrive no more. */
export const underWayMs = (leaseMs: number): number =>
  Math.min(READY_MS + DEFAULT_TIMEOUT_MS, leaseMs);
