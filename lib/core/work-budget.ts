/**
 * A bound on work that one request does in the process that serves everybody: so much in total, and never long without
 * letting other requests have their turn. Time spent waiting for the database does not count.
 */
export class WorkBudget {
  readonly #totalMs: number;
  readonly #pieceMs: number;
  #spentMs = 0;
  #sinceTurnMs = 0;

  /** `pieceMs`: how long one piece of work may take; it is told to stop then. */
  constructor(totalMs: number, pieceMs: number) {
    this.#totalMs = totalMs;
    this.#pieceMs = pieceMs;
  }

  get isSpent(): boolean {
    return this.#spentMs >= this.#totalMs;
  }

  /** Does one piece of work, which asks now and then whether it has to stop. */
  run<T>(work: (mustStop: () => boolean) => T): T {
    const started = performance.now();
    const until = started + Math.min(this.#pieceMs, this.#totalMs - this.#spentMs);
    try {
      return work(() => performance.now() > until);
    } finally {
      const took = performance.now() - started;
      this.#spentMs += took;
      this.#sinceTurnMs += took;
    }
  }

  /** Call between pieces: lets others have their turn when this has worked for a while. */
  async yieldTurn(): Promise<void> {
    if (this.#sinceTurnMs < TURN_MS) return;
    this.#sinceTurnMs = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const TURN_MS = 15;
