import { uuidv7 } from "@/lib/core/ids";
import { isTopic, TopicIndex } from "@/lib/core/topics";

import type { Actor, MeshEvent } from "../event";
import { createMeshLog, MAX_DELIVERIES } from "./log";
import type { Delivery, LogEntry, MeshLog, Refusal } from "./log";
import { isLargerAsJson } from "./size";
import { callRest, describeError, hears, isThenable, rounded, type Subscriber } from "./subscriber";
import type { BrowserMesh, LocalEvent } from "./types";

/** Longest chain of causes; a handler that answers its own event stops here. */
export const MAX_HOPS = 8;
/** Largest `data` of an event made in a browser, as JSON. */
const MAX_DATA_BYTES = 8 * 1024;

export interface MeshOptions {
  readonly workspace: string;
  /** Id of the signed-in user: the actor of what is published here. */
  readonly user: string;
  /** Takes every event published here on its way to the server. */
  readonly send?: ((event: MeshEvent) => void) | undefined;
  readonly log?: MeshLog | undefined;
  readonly now?: (() => number) | undefined;
  /** Milliseconds with fractions, for durations. */
  readonly timer?: (() => number) | undefined;
}

/** The mesh of one tab: what components see, plus what the stream and the debugger need. */
export interface TabMesh extends BrowserMesh {
  readonly log: MeshLog;
  /** Takes an event from the server's log. Known ids only get their place in the log. */
  receive(event: MeshEvent): void;
  /** Delivers a past event again, in this tab only, as a new event caused by it. */
  replay(event: MeshEvent): MeshEvent | null;
  /** In safe mode events are written down and delivered to nobody. */
  setSafeMode(isOn: boolean): void;
  isSafeMode(): boolean;
  /** How many subscriptions are alive. */
  subscribers(): number;
  /** Forgets everything that happened, and takes and gives nothing more, as at sign-out. */
  destroy(): void;
  /** Takes up work again after `destroy()`, with an empty log. */
  revive(): void;
}

/** ISO 8601 in UTC; many events share a millisecond. */
const lastTime = { ms: Number.NaN, text: "" };
function timeText(ms: number): string {
  if (ms !== lastTime.ms) Object.assign(lastTime, { ms, text: new Date(ms).toISOString() });
  return lastTime.text;
}

class Mesh implements TabMesh {
  readonly log: MeshLog;
  readonly #options: MeshOptions;
  readonly #now: () => number;
  readonly #timer: () => number;
  readonly #index = new TopicIndex<Subscriber>();
  /** The event whose handlers run right now: whatever they publish was caused by it. */
  #current: MeshEvent | null = null;
  /** When the last handler ended and the next began: one question to the clock serves both. */
  #lap = 0;
  readonly #actor: Actor;
  #isSafe = false;
  #isDestroyed = false;

  constructor(options: MeshOptions) {
    this.#options = options;
    this.#actor = { kind: "user", id: options.user };
    this.log = options.log ?? createMeshLog();
    this.#now = options.now ?? (() => Date.now());
    const clock = performance; // looking it up costs as much as asking it
    this.#timer = options.timer ?? (() => clock.now());
  }

  publish(local: LocalEvent): MeshEvent | null {
    if (this.#isDestroyed) return null;
    const event = this.#envelope(local);
    const refused = this.#judge(event);
    if (refused) {
      this.#write(event, "local", [], { refused });
      return null;
    }
    // On its way first, so that the server meets a cause before its effects.
    this.#options.send?.(event);
    this.#deliver(event, "local", false);
    return event;
  }

  subscribe(
    pattern: string,
    handler: (event: MeshEvent) => unknown,
    options: { readonly name?: string; readonly includeEcho?: boolean } = {},
  ): () => void {
    const name = options.name ?? (handler.name || pattern);
    const subscriber: Subscriber = {
      name,
      includeEcho: options.includeEcho ?? false,
      handler,
      active: true,
      done: { name, ms: 0, result: "ok" },
    };
    const remove = this.#index.subscribe(pattern, subscriber);
    return () => {
      subscriber.active = false;
      remove();
    };
  }

  receive(event: MeshEvent): void {
    if (this.#isDestroyed) return;
    const known = this.log.find(event.id);
    if (known) {
      if (known.event.seq !== null) return;
      this.log.update(known.row, { event: { ...known.event, seq: event.seq } });
    }
    // What people click acts in their own tab; elsewhere the copy is only something to look at.
    const isEcho = event.origin === "ui" || this.log.isOwn(event.id);
    if (known) this.#run(event, isEcho);
    else this.#deliver(event, "stream", isEcho);
  }

  replay(event: MeshEvent): MeshEvent | null {
    if (this.#isDestroyed) return null;
    const copy: MeshEvent = {
      ...event,
      id: uuidv7(this.#now()),
      time: new Date(this.#now()).toISOString(),
      seq: null,
      causationId: event.id,
      correlationId: event.correlationId ?? event.id,
      actor: this.#actor,
    };
    this.#deliver(copy, "replay", false, event.id);
    return copy;
  }

  setSafeMode(isOn: boolean): void {
    this.#isSafe = isOn;
  }

  isSafeMode(): boolean {
    return this.#isSafe;
  }

  subscribers(): number {
    return this.#index.size;
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.log.forget();
  }

  revive(): void {
    this.#isDestroyed = false;
  }

  #envelope(local: LocalEvent): MeshEvent {
    const cause = this.#causeOf(local);
    const nowMs = this.#now();
    const id = uuidv7(nowMs);
    return {
      id,
      type: local.type,
      source: local.source,
      subject: local.subject,
      time: timeText(nowMs),
      data: local.data,
      workspace: this.#options.workspace,
      seq: null,
      origin: "ui",
      causationId: cause ? cause.id : local.causationId,
      correlationId: cause?.correlationId ?? cause?.id ?? local.causationId ?? id,
      hops: cause ? cause.hops + 1 : 0,
      actor: this.#actor,
    };
  }

  /** A named cause counts only as far as it is known here; the running one counts always. */
  #causeOf(local: LocalEvent): MeshEvent | null {
    const named = local.causationId ? this.log.find(local.causationId)?.event : undefined;
    if (!named || (this.#current && this.#current.hops > named.hops))
      return this.#current ?? named ?? null;
    return named;
  }

  #judge(event: MeshEvent): Refusal | undefined {
    if (!isTopic(event.type)) return "name";
    if (event.hops > MAX_HOPS) return "loop";
    return isLargerAsJson(event.data, MAX_DATA_BYTES) ? "size" : undefined;
  }

  #deliver(event: MeshEvent, via: LogEntry["via"], isEcho: boolean, replayOf?: string): void {
    // Written down before it is delivered, so that what it causes comes after it.
    const entry = this.#write(event, via, [], { held: this.#isSafe, replayOf });
    this.#run(event, isEcho, entry.row);
  }

  #run(event: MeshEvent, isEcho: boolean, row?: number): void {
    if (this.#isSafe) return;
    const subscribers = this.#index.match(event.type);
    if (subscribers.length === 0) return;
    const deliveries: Delivery[] = [];
    const outer = this.#current;
    this.#current = event;
    let at = 0;
    this.#lap = this.#timer();
    for (; at < subscribers.length && deliveries.length < MAX_DELIVERIES; at += 1) {
      const subscriber = subscribers[at];
      if (subscriber && hears(subscriber, isEcho))
        deliveries.push(this.#call(subscriber, event, row, deliveries.length));
    }
    const listeners = deliveries.length + callRest(subscribers, at, event, isEcho);
    this.#current = outer;
    if (row !== undefined && listeners > 0) this.log.update(row, { deliveries, listeners });
  }

  #call(
    subscriber: Subscriber,
    event: MeshEvent,
    row: number | undefined,
    index: number,
  ): Delivery {
    const { name } = subscriber;
    const started = this.#lap;
    let outcome: unknown;
    try {
      outcome = subscriber.handler(event);
    } catch (error) {
      return { name, ms: this.#elapsed(started), result: "error", error: describeError(error) };
    }
    const ms = this.#elapsed(started);
    if (!isThenable(outcome)) {
      if (subscriber.done.ms !== ms) subscriber.done = { name, ms, result: "ok" };
      return subscriber.done;
    }
    const settle = (result: Delivery["result"], error?: unknown) => {
      const took = { name, ms: rounded(this.#timer() - started), result };
      const failure = result === "error" ? { error: describeError(error) } : {};
      this.#settle(row, index, event.id, { ...took, ...failure });
    };
    outcome.then(
      () => settle("ok"),
      (error: unknown) => settle("error", error),
    );
    return { name, ms, result: "pending" };
  }

  #elapsed(started: number): number {
    this.#lap = this.#timer();
    return rounded(this.#lap - started);
  }

  #settle(row: number | undefined, index: number, id: string, delivery: Delivery): void {
    const entry = this.log.find(id);
    if (row === undefined || entry?.row !== row || index >= entry.deliveries.length) return;
    this.log.update(row, { deliveries: entry.deliveries.with(index, delivery) });
  }

  #write(
    event: MeshEvent,
    via: LogEntry["via"],
    deliveries: readonly Delivery[],
    more: { held?: boolean; refused?: Refusal; replayOf?: string | undefined },
  ): LogEntry {
    const { held = false, refused, replayOf } = more;
    return this.log.add({ event, via, deliveries, listeners: 0, held, refused, replayOf });
  }
}

/** Makes the mesh of one tab. It does no I/O: `send` carries events out, `receive` takes them in. */
export function createMesh(options: MeshOptions): TabMesh {
  return new Mesh(options);
}
