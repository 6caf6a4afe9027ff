import type { MeshEvent } from "../event";
import { browserTimers } from "./stream";
import type { Timers } from "./stream";

export interface OutboxState {
  /** Events that the server has not taken yet. */
  readonly pending: number;
  /** The last problem in words for people; `null` when all is well. */
  readonly error: string | null;
}

export interface OutboxOptions {
  /** Address that takes `{ events: [...] }`, e.g. `/api/mesh/events`. */
  readonly url: string;
  readonly workspace: string;
  readonly fetch: typeof globalThis.fetch;
  readonly timers?: Timers | undefined;
  readonly now?: (() => number) | undefined;
  onState(state: OutboxState): void;
}

export interface Outbox {
  push(event: MeshEvent): void;
  /** Sends what waits while the page is going away; the answer is not awaited. */
  flush(): void;
  close(): void;
}

const BATCH = 50;
const PER_SECOND = 10;
const PAUSE_MS = 250;
const MAX_PAUSE_MS = 30_000;
const QUEUE = 500;
/** After so many failures of the server over the same batch its events go alone, and one that goes alone is given up. */
const MAX_FAILURES = 3;
/** Browsers refuse `keepalive` bodies beyond 64 KB in all. */
const KEEPALIVE_BYTES = 60_000;

function toWire(event: MeshEvent) {
  const { id, type, source, subject, time, data, causationId, correlationId, hops } = event;
  return { id, type, source, subject, time, data, causationId, correlationId, hops };
}

/** NUL and halves of surrogate pairs, which a database cannot keep, become U+FFFD. */
const cleaned = (_key: string, value: unknown) =>
  typeof value === "string" ? value.toWellFormed().replaceAll("\0", "\uFFFD") : value;

const toBody = (events: readonly MeshEvent[]) =>
  JSON.stringify({ events: events.map(toWire) }, cleaned);

/** `Retry-After` in seconds or as a date. */
function retryAfterMs(response: Response, now: number): number {
  const said = response.headers.get("retry-after") ?? "";
  const ms = /^\d+$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

/** No repetition changes the answer. */
const isRefusal = ({ status }: Response) => status < 500 && status !== 408 && status !== 429;
/** The server failed at what was sent, or was restarting: a repetition tells. 502 to 504 are about the server alone. */
const isFailure = ({ status }: Response) => status === 500;

async function reasonOf(response: Response): Promise<string> {
  try {
    const body: unknown = await response.json();
    const error = body !== null && typeof body === "object" && "error" in body ? body.error : null;
    if (error !== null && typeof error === "object" && "message" in error)
      return String(error.message).slice(0, 300);
  } catch {
    // Not our envelope: the status says enough.
  }
  return `The server did not take the events (${response.status}).`;
}

/** A bucket of {@link BATCH} that fills by {@link PER_SECOND}. */
function createRateBudget(now: () => number) {
  let tokens = BATCH;
  let at = now();
  return {
    available(): number {
      const time = now();
      tokens = Math.min(BATCH, tokens + ((time - at) / 1_000) * PER_SECOND);
      at = time;
      return Math.floor(tokens);
    },
    spend(count: number): void {
      tokens -= count;
    },
  };
}

class BatchingOutbox implements Outbox {
  readonly #options: OutboxOptions;
  readonly #timers: Timers;
  readonly #now: () => number;
  readonly #budget: ReturnType<typeof createRateBudget>;
  #queue: MeshEvent[] = [];
  #timer: unknown = null;
  #failures = 0;
  /** How many of the next events go alone, because the batch that they were in was refused. */
  #alone = 0;
  #error: string | null = null;
  #isSending = false;
  #isClosed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#timers = options.timers ?? browserTimers;
    this.#now = options.now ?? (() => Date.now());
    this.#budget = createRateBudget(this.#now);
  }

  push(event: MeshEvent): void {
    if (this.#isClosed) return;
    this.#queue.push(event);
    if (this.#queue.length > QUEUE) {
      this.#queue = this.#queue.slice(-QUEUE);
      this.#error = "Too many events wait for the server; the oldest were not sent.";
    }
    this.#report();
    this.#schedule(PAUSE_MS);
  }

  flush(): void {
    if (this.#isClosed || this.#queue.length === 0) return;
    const batch: MeshEvent[] = [];
    let bytes = 0;
    for (const event of this.#queue.slice(0, BATCH)) {
      bytes += new TextEncoder().encode(toBody([event])).byteLength;
      if (bytes > KEEPALIVE_BYTES) break;
      batch.push(event);
    }
    this.#queue = this.#queue.slice(batch.length);
    if (batch.length > 0) this.#post(batch, true).catch(() => null);
    this.#report();
  }

  close(): void {
    this.#isClosed = true;
    this.#queue = [];
    if (this.#timer !== null) this.#timers.clear(this.#timer);
  }

  #report(): void {
    this.#options.onState({ pending: this.#queue.length, error: this.#error });
  }

  #schedule(ms: number): void {
    if (this.#timer !== null || this.#isSending || this.#isClosed || this.#queue.length === 0)
      return;
    this.#timer = this.#timers.set(() => {
      this.#timer = null;
      void this.#send();
    }, ms);
  }

  #post(events: readonly MeshEvent[], keepalive: boolean): Promise<Response> {
    const { fetch, url, workspace } = this.#options;
    return fetch(`${url}?workspace=${encodeURIComponent(workspace)}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: toBody(events),
      credentials: "same-origin",
      keepalive,
    });
  }

  async #send(): Promise<void> {
    const most = this.#alone > 0 ? 1 : BATCH;
    const count = Math.min(this.#queue.length, most, this.#budget.available());
    if (count === 0) {
      this.#schedule(1_000 / PER_SECOND);
      return;
    }
    const batch = this.#queue.slice(0, count);
    this.#queue = this.#queue.slice(count);
    this.#budget.spend(count);
    this.#alone = Math.max(0, this.#alone - 1);
    this.#isSending = true;
    const response = await this.#post(batch, false).catch(() => null);
    const pause = this.#isClosed ? 0 : await this.#settle(batch, response);
    this.#isSending = false;
    if (this.#isClosed) return;
    this.#report();
    this.#schedule(pause);
  }

  /** How long to wait before the next batch. */
  async #settle(batch: readonly MeshEvent[], response: Response | null): Promise<number> {
    if (response?.ok === true) {
      this.#failures = 0;
      this.#error = null;
      return PAUSE_MS;
    }
    this.#error = response ? await reasonOf(response) : "The server could not be reached.";
    this.#failures += 1;
    const isHopeless =
      response !== null &&
      (isRefusal(response) || (isFailure(response) && this.#failures >= MAX_FAILURES));
    if (isHopeless) {
      this.#failures = 0;
      if (batch.length === 1) return PAUSE_MS;
      this.#alone = batch.length;
    }
    // Ids are the events' own, so the server takes a repetition for what it is.
    this.#queue = [...batch, ...this.#queue];
    if (isHopeless) return PAUSE_MS;
    if (this.#alone > 0) this.#alone += 1;
    const pause = Math.min(PAUSE_MS * 2 ** this.#failures, MAX_PAUSE_MS);
    return Math.max(pause, response ? retryAfterMs(response, this.#now()) : 0);
  }
}

/**
 * Carries this tab's events to the server: in batches, not too fast, again after a failure, never throwing. An event that
 * the server refuses is given up, so that it holds up no other.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  return new BatchingOutbox(options);
}
