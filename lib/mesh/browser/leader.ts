import type { MeshEvent } from "../event";
import type { ConnectionState, Stream } from "./stream";

/** The part of `BroadcastChannel` that is used. */
export interface ChannelLike {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  close(): void;
}

/** The part of `navigator.locks` that is used. */
export interface LocksLike {
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    callback: () => Promise<void>,
  ): Promise<unknown>;
}

export interface StreamSink {
  onEvent(event: MeshEvent): void;
  onReset(): void;
  onState(state: ConnectionState): void;
  onAccessEnded(): void;
}

export interface SharedStreamOptions extends StreamSink {
  readonly name: string;
  readonly locks: LocksLike | null;
  readonly channel: (name: string) => ChannelLike | null;
  /** The last place that this tab knows of already; `null`: it begins wherever the log ends. */
  readonly after: number | null;
  /** Opens the one stream of this browser. */
  open(after: number | "latest", sink: StreamSink): Stream;
}

type Message =
  | { readonly kind: "event"; readonly event: MeshEvent }
  | { readonly kind: "state"; readonly state: ConnectionState; readonly seq: number | null }
  | { readonly kind: "reset" }
  | { readonly kind: "access-ended" }
  /** A tab came, or missed something after `seq`. */
  | { readonly kind: "hello"; readonly seq: number | null };

/** Events that the leader can give again to a tab that slept. */
const RECENT = 1_000;

function isMessage(value: unknown): value is Message {
  return (
    value !== null &&
    typeof value === "object" &&
    "kind" in value &&
    (value.kind === "event" ||
      value.kind === "state" ||
      value.kind === "reset" ||
      value.kind === "access-ended" ||
      value.kind === "hello")
  );
}

class SharedStream implements Stream {
  readonly #options: SharedStreamOptions;
  readonly #channel: ChannelLike | null;
  readonly #stopping = new AbortController();
  #stream: Stream | null = null;
  #recent: MeshEvent[] = [];
  #seq: number | null = null;
  #state: ConnectionState = "connecting";
  /** The place whose followers were asked for already: what does not come then is gone. */
  #askedAfter: number | null = null;

  constructor(options: SharedStreamOptions) {
    this.#options = options;
    this.#seq = options.after;
    this.#channel = options.locks ? options.channel(options.name) : null;
    this.#channel?.addEventListener("message", ({ data }) => {
      if (!isMessage(data)) return;
      if (this.#stream === null) this.#follow(data);
      else if (data.kind === "hello") this.#answer(data.seq);
    });
    if (options.locks && this.#channel) this.#queue(options.locks);
    else this.#lead();
  }

  close(): void {
    this.#stopping.abort();
    this.#stream?.close();
    this.#channel?.close();
  }

  #queue(locks: LocksLike): void {
    const { signal } = this.#stopping;
    this.#options.onState("connecting");
    this.#post({ kind: "hello", seq: this.#seq });
    const held = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve());
    });
    const granted = () => {
      if (!signal.aborted) this.#lead();
      return held;
    };
    locks.request(this.#options.name, { signal }, granted).catch(() => {
      // The wait was cancelled, or locks are forbidden here: then this tab reads for itself.
      if (!signal.aborted && this.#stream === null) this.#lead();
    });
  }

  #lead(): void {
    this.#stream = this.#options.open(this.#seq ?? "latest", {
      onEvent: (event) => {
        if (this.#take(event)) this.#post({ kind: "event", event });
      },
      onReset: () => {
        this.#reset();
        this.#post({ kind: "reset" });
      },
      onState: (state) => {
        this.#state = state;
        this.#options.onState(state);
        this.#post({ kind: "state", state, seq: this.#seq });
      },
      onAccessEnded: () => {
        this.#post({ kind: "access-ended" });
        this.#endAccess();
      },
    });
  }

  #answer(since: number | null): void {
    if (since !== null)
      for (const event of this.#recent)
        if (event.seq !== null && event.seq > since) this.#post({ kind: "event", event });
    this.#post({ kind: "state", state: this.#state, seq: this.#seq });
  }

  #follow(message: Message): void {
    if (message.kind === "reset") this.#reset();
    else if (message.kind === "access-ended") this.#endAccess();
    else if (message.kind === "event") {
      const place = message.event.seq;
      if (place !== null && this.#isBehind(place - 1)) this.#ask();
      else this.#take(message.event);
    } else if (message.kind === "state") {
      this.#state = message.state;
      this.#options.onState(message.state);
      if (message.seq !== null && this.#isBehind(message.seq)) this.#ask();
      else this.#seq = Math.max(this.#seq ?? 0, message.seq ?? 0) || null;
    }
  }

  /** The log is gapless: a leader that is further ahead means that something was missed. */
  #isBehind(place: number): boolean {
    return this.#seq !== null && place > this.#seq && this.#askedAfter !== this.#seq;
  }

  #ask(): void {
    this.#askedAfter = this.#seq;
    this.#post({ kind: "hello", seq: this.#seq });
  }

  #take(event: MeshEvent): boolean {
    if (event.seq === null || (this.#seq !== null && event.seq <= this.#seq)) return false;
    this.#seq = event.seq;
    this.#recent.push(event);
    if (this.#recent.length > 2 * RECENT) this.#recent = this.#recent.slice(-RECENT);
    this.#options.onEvent(event);
    return true;
  }

  #reset(): void {
    this.#seq = null;
    this.#recent = [];
    this.#askedAfter = null;
    this.#options.onReset();
  }

  /** Leaves the lock to a tab that is opened later, perhaps by somebody who has signed in again. */
  #endAccess(): void {
    this.close();
    this.#options.onAccessEnded();
  }

  #post(message: Message): void {
    this.#channel?.postMessage(message);
  }
}

/**
 * One stream per browser: the tab that holds the lock reads it and passes everything on to the others.
 * When it goes, the next one continues where it had heard last. Without locks each tab reads for itself.
 */
export function shareStream(options: SharedStreamOptions): Stream {
  return new SharedStream(options);
}
