/** A budget of requests per second: halved when the provider refuses, restored step by step when it answers. */
export class Budget {
  readonly #ceiling: number;
  #perSecond: number;
  #nextMs = 0;

  /** @param ceiling requests per second at most. */
  constructor(ceiling: number) {
    this.#ceiling = Math.max(1, ceiling);
    this.#perSecond = this.#ceiling;
  }

  /** Resolves when the next request may be sent. Rejects when the signal aborts. */
  async take(signal?: AbortSignal): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.#nextMs);
    this.#nextMs = at + 1000 / this.#perSecond;
    if (at > now) await pause(at - now, signal);
    signal?.throwIfAborted();
  }

  answered(): void {
    this.#perSecond = Math.min(this.#ceiling, this.#perSecond * 1.1);
  }

  refused(retryAfterMs: number): void {
    this.#perSecond = Math.max(1, this.#perSecond / 2);
    this.#nextMs = Math.max(this.#nextMs, performance.now() + retryAfterMs);
  }
}

/** Resolves after `ms`, or at once when the signal aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
    if (signal?.aborted) done();
  });
}
