/**
 * Limits the CPU time of one request in the shared process, in total and between two yields to other requests. Time spent
 * waiting for the database does not count.
 */
export class WorkBudget {
  readonly #totalMs: number;
  readonly #pieceMs: number;
  #spentMs = 0;
  #sinceTurnMs = 0;

  /** `pieceMs` is the max duration of one piece of work, which is then told to stop. */
  constructor(totalMs: number, pieceMs: number) {
    this.#totalMs = totalMs;
    this.#pieceMs = pieceMs;
  }

  get isSpent(): boolean {
    return this.#spentMs >= this.#totalMs;
  }

  /** Runs one piece of work, which must check `mustStop` regularly. */
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

  /** Yields to other requests if necessary. Call it between pieces of work. */
  async yieldTurn(): Promise<void> {
    if (this.#sinceTurnMs < TURN_MS) return;
    this.#sinceTurnMs = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const TURN_MS = 15;
