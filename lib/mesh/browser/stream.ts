import type { MeshEvent } from "../event";

/** The part of `EventSource` that is used, so that a test can stand in for it. */
export interface EventSourceLike {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export type ConnectionState = "live" | "connecting" | "offline";

export interface Timers {
  set(callback: () => void, ms: number): unknown;
  clear(handle: unknown): void;
}

export const browserTimers: Timers = {
  set: (callback, ms) => globalThis.setTimeout(callback, ms),
  clear: (handle) => globalThis.clearTimeout(handle as number), // made by `set` above
};

export interface StreamOptions {
  /** Address without a query, e.g. `/api/mesh/stream`. */
  readonly url: string;
  readonly workspace: string;
  /** Where to go on: a sequence number, or the end of the log. */
  readonly after: number | "latest";
  readonly open: (url: string) => EventSourceLike;
  /** Asks why an address was refused, which an event source does not tell. */
  readonly fetch: typeof globalThis.fetch;
  onEvent(event: MeshEvent): void;
  /** The server no longer has what we ask for and goes on at the end: what was seen before is to be dropped. */
  onReset(): void;
  onState(state: ConnectionState): void;
  /** The session or the membership has ended: the stream is closed and does not come back. */
  onAccessEnded(): void;
  readonly timers?: Timers | undefined;
  readonly random?: (() => number) | undefined;
}

export interface Stream {
  close(): void;
}

const CLOSED = 2;
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;
/** Three missed heartbeats. Only kept once the server was seen to send them as events. */
const SILENCE_MS = 60_000;

function parseEvent(data: string): MeshEvent | null {
  try {
    const value: unknown = JSON.parse(data);
    if (value === null || typeof value !== "object") return null;
    if (!("id" in value) || typeof value.id !== "string") return null;
    if (!("type" in value) || typeof value.type !== "string") return null;
    if (!("seq" in value) || typeof value.seq !== "number") return null;
    return value as MeshEvent; // our own server wrote it; the fields that decide were checked
  } catch {
    return null;
  }
}

/** Where the log ends, as `hello` and `reset` say it. */
function parseHead(data: string): number | null {
  try {
    const value: unknown = JSON.parse(data);
    const isHead = value !== null && typeof value === "object" && "head" in value;
    return isHead && typeof value.head === "number" ? value.head : null;
  } catch {
    return null;
  }
}

class LogStream implements Stream {
  readonly #options: StreamOptions;
  readonly #timers: Timers;
  readonly #random: () => number;
  #after: number | "latest";
  #source: EventSourceLike | null = null;
  #retry: unknown = null;
  #watchdog: unknown = null;
  #failures = 0;
  #isClosed = false;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#timers = options.timers ?? browserTimers;
    this.#random = options.random ?? Math.random;
    this.#after = options.after;
    options.onState("connecting");
    this.#connect();
  }

  close(): void {
    this.#isClosed = true;
    if (this.#retry !== null) this.#timers.clear(this.#retry);
    this.#retry = null;
    this.#drop();
  }

  #connect(): void {
    const { url, workspace, open } = this.#options;
    const query = new URLSearchParams({ workspace });
    if (this.#after !== "latest") query.set("after", String(this.#after));
    const address = `${url}?${query.toString()}`;
    const source = open(address);
    this.#source = source;
    /** A message of a connection that was given up counts no more. */
    const on = (type: string, handle: (data: string) => void) =>
      source.addEventListener(type, (message) => {
        if (this.#source === source && !this.#isClosed) handle(message.data);
      });
    on("open", () => {
      this.#failures = 0;
      this.#options.onState("live");
    });
    on("mesh", (data) => this.#take(data));
    on("heartbeat", () => this.#watch());
    on("hello", (data) => {
      if (this.#after === "latest") this.#after = parseHead(data) ?? "latest";
    });
    on("reset", (data) => {
      this.#after = parseHead(data) ?? "latest";
      this.#options.onReset();
    });
    on("bye", (data) => {
      if (data.includes("access-ended")) this.#endAccess();
      else this.#reconnect(200 + this.#random() * 1_800);
    });
    on("error", () => this.#fail(source, address));
  }

  #take(data: string): void {
    const event = parseEvent(data);
    if (!event || event.seq === null) return;
    if (this.#watchdog !== null) this.#watch();
    if (typeof this.#after === "number" && event.seq <= this.#after) return;
    this.#after = event.seq;
    this.#options.onEvent(event);
  }

  #fail(source: EventSourceLike, address: string): void {
    this.#failures += 1;
    // An open source mends itself with Last-Event-ID; one that the server refused stays closed.
    if (source.readyState === CLOSED) {
      this.#reconnect(this.#backOff());
      void this.#askWhy(address);
    } else this.#options.onState(this.#failures > 2 ? "offline" : "connecting");
  }

  async #askWhy(address: string): Promise<void> {
    try {
      const { status, headers, body } = await this.#options.fetch(address);
      // Something on the way may refuse too, with a page of its own; the dashboard's answers are JSON.
      const isOurs = headers.get("content-type")?.includes("json") === true;
      if (isOurs && (status === 401 || status === 403)) this.#endAccess();
      await body?.cancel(); // it may be a whole new stream
    } catch {
      // Unreachable: the next try is planned already.
    }
  }

  #endAccess(): void {
    if (this.#isClosed) return;
    this.close();
    this.#options.onAccessEnded();
  }

  #reconnect(pauseMs: number): void {
    this.#drop();
    if (this.#isClosed || this.#retry !== null) return;
    this.#options.onState(this.#failures > 1 ? "offline" : "connecting");
    this.#retry = this.#timers.set(() => {
      this.#retry = null;
      this.#connect();
    }, pauseMs);
  }

  #backOff(): number {
    const ceiling = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(this.#failures, 8), MAX_PAUSE_MS);
    return ceiling / 2 + this.#random() * (ceiling / 2);
  }

  #watch(): void {
    if (this.#watchdog !== null) this.#timers.clear(this.#watchdog);
    this.#watchdog = this.#timers.set(() => {
      this.#failures += 1;
      this.#reconnect(0);
    }, SILENCE_MS);
  }

  #drop(): void {
    this.#source?.close();
    this.#source = null;
    if (this.#watchdog !== null) this.#timers.clear(this.#watchdog);
    this.#watchdog = null;
  }
}

/** Follows the server's log, and comes back by itself after every kind of interruption. */
export function openStream(options: StreamOptions): Stream {
  return new LogStream(options);
}
