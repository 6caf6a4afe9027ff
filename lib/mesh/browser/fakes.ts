import type { MeshEvent } from "../event";
import type { ChannelLike, LocksLike } from "./leader";
import type { EventSourceLike, Timers } from "./stream";

/** A clock that a test moves; timers fire in order when it passes them. */
export function createFakeTime() {
  let now = 0;
  let next = 1;
  const pending = new Map<unknown, { at: number; callback: () => void }>();
  const timers: Timers = {
    set(callback, ms) {
      const handle = next;
      next += 1;
      pending.set(handle, { at: now + ms, callback });
      return handle;
    },
    clear: (handle) => void pending.delete(handle),
  };
  return {
    timers,
    now: () => now,
    pending: () => pending.size,
    async advance(ms: number) {
      const end = now + ms;
      for (;;) {
        const due = [...pending].filter(([, { at }]) => at <= end);
        const first = due.toSorted(([, left], [, right]) => left.at - right.at)[0];
        if (!first) break;
        pending.delete(first[0]);
        now = Math.max(now, first[1].at);
        first[1].callback();
        // What the callback started may take a few turns before it sets the next timer.
        for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      }
      now = end;
    },
  };
}

export class FakeEventSource implements EventSourceLike {
  readyState = 0;
  readonly url: string;
  readonly #listeners = new Map<string, ((event: MessageEvent<string>) => void)[]>();

  constructor(url: string) {
    this.url = url;
  }

  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  close(): void {
    this.readyState = 2;
  }

  emit(type: string, data = ""): void {
    const event = new MessageEvent<string>(type, { data });
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }

  open(): void {
    this.readyState = 1;
    this.emit("open");
  }

  mesh(event: MeshEvent): void {
    this.emit("mesh", JSON.stringify(event));
  }

  /** The server refused: the browser does not try again by itself. */
  refuse(): void {
    this.readyState = 2;
    this.emit("error");
  }
}

/** Tabs of one browser: channels that hear each other, and one lock at a time. */
export function createFakeBrowser() {
  const channels = new Set<{ name: string; hear: ((event: { data: unknown }) => void)[] }>();
  const waiting: (() => void)[] = [];
  let isHeld = false;
  function grant(): void {
    if (isHeld) return;
    waiting.shift()?.();
  }
  const locks: LocksLike = {
    request: (_name, { signal }, callback) =>
      new Promise((resolve, reject) => {
        const enter = () => {
          if (signal.aborted) return grant();
          isHeld = true;
          void callback().then(() => {
            isHeld = false;
            resolve(undefined);
            return grant();
          });
        };
        signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
        waiting.push(enter);
        grant();
      }),
  };
  const channel = (name: string): ChannelLike => {
    const self = { name, hear: [] as ((event: { data: unknown }) => void)[] };
    channels.add(self);
    return {
      postMessage(message) {
        const data: unknown = structuredClone(message);
        for (const other of channels)
          if (other !== self && other.name === name) for (const hear of other.hear) hear({ data });
      },
      addEventListener: (_type, listener) => void self.hear.push(listener),
      close: () => void channels.delete(self),
    };
  };
  return { locks, channel };
}

export function eventFromServer(seq: number, more: Partial<MeshEvent> = {}): MeshEvent {
  return {
    id: `evt_${seq}`,
    type: "stripe.payment.received",
    source: "stripe:test:acct_1",
    time: "2026-11-20T00:00:00.000Z",
    data: {},
    workspace: "ws_1",
    seq,
    origin: "provider",
    hops: 0,
    actor: { kind: "provider", id: "stripe" },
    ...more,
  };
}
