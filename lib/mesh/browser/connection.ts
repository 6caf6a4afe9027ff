import type { TabMesh } from "./create-mesh";
import { shareStream } from "./leader";
import type { ChannelLike, LocksLike } from "./leader";
import { createOutbox } from "./outbox";
import type { Outbox } from "./outbox";
import { browserTimers, openStream } from "./stream";
import type { ConnectionState, EventSourceLike, Timers } from "./stream";

export interface MeshStatus {
  readonly connection: ConnectionState;
  /** Epoch milliseconds of the newest event from the server, `null` before the first. */
  readonly lastEventAt: number | null;
  /** Events that the server has not taken yet. */
  readonly pending: number;
  readonly error: string | null;
  readonly safeMode: boolean;
}

/** Where a page goes whose reader has lost access; the answer there depends on what is left of the session. */
const ACCESS_ENDED = "/auth/ended";
/** A tab that signs out itself is led away in this time, and its connection ends. */
const LEAVE_AFTER_MS = 1000;

/** Parts of the browser, given as an argument so that a test can stand in for it. */
export interface BrowserPorts {
  readonly eventSource: (url: string) => EventSourceLike;
  readonly fetch: typeof globalThis.fetch;
  readonly locks: LocksLike | null;
  readonly channel: (name: string) => ChannelLike | null;
  /** Goes to another page of this site, with a full load. */
  readonly goTo: (path: string) => void;
  /** Calls back when the page goes away; returns its undo. */
  readonly onLeave: (callback: () => void) => () => void;
  readonly timers?: Timers | undefined;
  readonly now?: (() => number) | undefined;
}

export interface MeshConnectOptions {
  readonly workspace: string;
  readonly user: string;
  /** Where the log ended when the page was read, so that nothing since then is missed; the log's end without it. */
  readonly after?: number | undefined;
  readonly streamUrl?: string | undefined;
  readonly eventsUrl?: string | undefined;
  readonly ports?: BrowserPorts | undefined;
}

/** The real browser. Locks are missing on plain http and in old browsers. */
function browserPorts(): BrowserPorts {
  const locks = "locks" in navigator ? navigator.locks : null;
  return {
    eventSource: (url) => new EventSource(url),
    fetch: (...args) => globalThis.fetch(...args),
    locks: locks && { request: (name, options, run) => locks.request(name, options, run) },
    channel: (name) => ("BroadcastChannel" in globalThis ? new BroadcastChannel(name) : null),
    goTo: (path) => globalThis.location.assign(path),
    onLeave(callback) {
      globalThis.addEventListener("pagehide", callback);
      return () => globalThis.removeEventListener("pagehide", callback);
    },
  };
}

/** The connections that a tab has to the server. */
export interface Connection {
  readonly outbox: Outbox;
  end(): void;
}

/** Opens the shared stream and the way out. */
export function connectMesh(
  options: MeshConnectOptions,
  mesh: TabMesh,
  setStatus: (change: Partial<MeshStatus>) => void,
): Connection {
  const { workspace } = options;
  const ports = options.ports ?? browserPorts();
  const now = ports.now ?? (() => Date.now());
  const timers = ports.timers ?? browserTimers;
  let leaving: unknown = null;
  const outbox = createOutbox({
    url: options.eventsUrl ?? "/api/mesh/events",
    workspace,
    fetch: ports.fetch,
    timers,
    now,
    onState: setStatus,
  });
  const stream = shareStream({
    name: `mesh-stream:${workspace}`,
    locks: ports.locks,
    channel: ports.channel,
    after: options.after ?? null,
    open: (after, sink) =>
      openStream({
        url: options.streamUrl ?? "/api/mesh/stream",
        workspace,
        after,
        open: ports.eventSource,
        fetch: ports.fetch,
        timers,
        ...sink,
      }),
    onEvent(event) {
      setStatus({ lastEventAt: now() });
      mesh.receive(event);
    },
    onReset: () => mesh.log.clear(),
    onState: (connection) => setStatus({ connection }),
    onAccessEnded() {
      setStatus({ connection: "connecting" });
      leaving = timers.set(() => ports.goTo(ACCESS_ENDED), LEAVE_AFTER_MS);
    },
  });
  const stopLeaving = ports.onLeave(() => outbox.flush());
  return {
    outbox,
    end() {
      if (leaving !== null) timers.clear(leaving);
      stopLeaving();
      stream.close();
      outbox.close();
    },
  };
}
