import type { MeshEvent } from "../event";
import type { Connection, MeshConnectOptions, MeshStatus } from "./connection";
import { createMesh } from "./create-mesh";
import type { TabMesh } from "./create-mesh";

export type { MeshConnectOptions, MeshStatus } from "./connection";

/** Between two tries to fetch the code that connects. */
const FETCH_AGAIN_MS = 5000;

/** The mesh of this tab, and its connection to the server's log. */
export interface ConnectedMesh extends TabMesh {
  /** Starts the stream and the way out; until then and after `destroy()` everything stays in the tab. */
  connect(): Promise<void>;
  /** Where the log ended when the page was read: later events come by the stream. `undefined`: not known. */
  readonly after: number | undefined;
  /** The same object until something changes. */
  readonly status: () => MeshStatus;
  readonly onStatus: (listener: () => void) => () => void;
}

function createStatus(isSafeMode: () => boolean) {
  let current: MeshStatus = {
    connection: "connecting",
    lastEventAt: null,
    pending: 0,
    error: null,
    safeMode: false,
  };
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(change: Partial<MeshStatus>) {
      current = { ...current, ...change, safeMode: isSafeMode() };
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** A part of its own, so that a page is alive before it is there. `null`: it is wanted no more. */
async function fetchConnection(isWanted: () => boolean, onFailure: () => void) {
  while (isWanted())
    try {
      const { connectMesh } = await import("./connection");
      return isWanted() ? connectMesh : null;
    } catch {
      onFailure();
      await new Promise((resolve) => setTimeout(resolve, FETCH_AGAIN_MS));
    }
  return null;
}

/**
 * Makes the tab's mesh: local delivery at once, and after `connect()` the shared stream and the way out.
 * Touches nothing of the browser before that, so it may be made while a page is rendered.
 */
export function prepareMesh(options: MeshConnectOptions): ConnectedMesh {
  const { workspace, user } = options;
  let connection: Connection | null = null;
  /** Counts who asked for a connection or for its end; only the last one gets it. */
  let asked = 0;
  /** Events that were published before there was a connection. */
  let waiting: MeshEvent[] = [];
  const mesh = createMesh({
    workspace,
    user,
    now: options.ports?.now,
    send: (event) => void (connection ? connection.outbox.push(event) : waiting.push(event)),
  });
  const status = createStatus(() => mesh.isSafeMode());
  return {
    after: options.after,
    log: mesh.log,
    publish: (event) => mesh.publish(event),
    subscribe: (pattern, handler, more) => mesh.subscribe(pattern, handler, more),
    receive: (event) => mesh.receive(event),
    replay: (event) => mesh.replay(event),
    isSafeMode: () => mesh.isSafeMode(),
    subscribers: () => mesh.subscribers(),
    status: () => status.get(),
    onStatus: (listener) => status.subscribe(listener),
    setSafeMode(isOn) {
      mesh.setSafeMode(isOn);
      status.set({});
    },
    async connect() {
      mesh.revive();
      if (connection) return;
      const mine = ++asked;
      const connectMesh = await fetchConnection(
        () => mine === asked,
        () => status.set({ connection: "offline" }),
      );
      if (!connectMesh) return;
      connection = connectMesh(options, mesh, (change) => status.set(change));
      for (const event of waiting) connection.outbox.push(event);
      waiting = [];
    },
    revive: () => mesh.revive(),
    destroy() {
      asked++;
      connection?.end();
      connection = null;
      waiting = [];
      mesh.destroy();
    },
  };
}
