interface Entry<T> {
  /** Head of the log when the question left. */
  readonly head: number;
  readonly askedAtMs: number;
  readonly answer: Promise<T>;
  isAnswered: boolean;
}

export interface SharedQuestion<T> {
  readonly ask: () => Promise<T>;
  /** Head of the workspace's log, read before the question is asked. */
  readonly head: number;
  /** Tells whether something has happened after a head that may have changed the answer. */
  readonly isOutdated: (head: number) => boolean;
  /** How long after it was asked an answer may be shared; 0: only while it is under way. */
  readonly keepMs: number;
}

const MAX_ENTRIES = 200;

/**
 * Answers that everybody who asks the same question shares for a short while. A key must name everything that the answer
 * depends on, and whose it is. A failure is not kept.
 */
export class SharedAnswers<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string, question: SharedQuestion<T>): Promise<T> {
    const known = this.#entries.get(key);
    if (known && !question.isOutdated(known.head) && this.#isFresh(known, question.keepMs))
      return known.answer;
    return this.#ask(key, question);
  }

  #isFresh({ isAnswered, askedAtMs }: Entry<T>, keepMs: number): boolean {
    return !isAnswered || this.#now() - askedAtMs < keepMs;
  }

  #ask(key: string, { ask, head, keepMs }: SharedQuestion<T>): Promise<T> {
    const entry: Entry<T> = { head, askedAtMs: this.#now(), answer: ask(), isAnswered: false };
    const forget = () => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    };
    this.#entries.delete(key); // so that the oldest stand first
    this.#entries.set(key, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
    const answered = () => {
      entry.isAnswered = true;
      const leftMs = keepMs - (this.#now() - entry.askedAtMs);
      return leftMs <= 0 ? forget() : setTimeout(forget, leftMs).unref();
    };
    entry.answer.then(answered, forget);
    return entry.answer;
  }
}
