import type { MeshEvent } from "../event";

/** The result of one subscriber for one event. */
export interface Delivery {
  readonly name: string;
  readonly ms: number;
  readonly result: "ok" | "error" | "pending";
  readonly error?: string | undefined;
}

/** The reason why an event that was asked for did not happen. */
export type Refusal = "name" | "size" | "loop";

/** One row of the debugger. `event.seq` appears when the server has stored the event. */
export interface LogEntry {
  /** Order of arrival in this tab; below zero for what came before the page. */
  readonly row: number;
  readonly event: MeshEvent;
  /** `history`: it was stored before the page was read, and was delivered to nobody here. */
  readonly via: "local" | "stream" | "replay" | "history";
  /** The subscribers here, the first {@link MAX_DELIVERIES} of `listeners`. */
  readonly deliveries: readonly Delivery[];
  readonly listeners: number;
  /** Safe mode was on: written down, delivered to nobody. */
  readonly held: boolean;
  readonly refused?: Refusal | undefined;
  readonly replayOf?: string | undefined;
}

/** Deliveries that are written down for one event; a thousand widgets must not fill the memory. */
export const MAX_DELIVERIES = 20;
const SLACK = 500;

export interface MeshLog {
  readonly limit: number;
  /** Oldest first. The array is replaced when it changes, so it can be a snapshot. */
  readonly entries: () => readonly LogEntry[];
  readonly find: (id: string) => LogEntry | undefined;
  /** True if this tab made the event: known for its newest rows, also after `clear()`. */
  readonly isOwn: (id: string) => boolean;
  readonly add: (entry: Omit<LogEntry, "row">) => LogEntry;
  /** Puts events that were stored before the page was read in front of all rows, oldest first. */
  readonly prepend: (events: readonly MeshEvent[]) => void;
  /** Replaces fields of a row that is still there. */
  readonly update: (row: number, change: Partial<Omit<LogEntry, "row">>) => void;
  readonly clear: () => void;
  /** Clears, and forgets which events were its own. */
  readonly forget: () => void;
  /** Told at most once per task, however many events came. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Remembers at least the newest `size` ids; forgets whole generations, which is cheap. */
function createIdMemory(size: number) {
  let young = new Map<string, number>();
  let old = new Map<string, number>();
  return {
    get: (id: string) => young.get(id) ?? old.get(id),
    set(id: string, value: number) {
      if (young.size >= size) {
        old = young;
        young = new Map();
      }
      young.set(id, value);
    },
    clear() {
      young.clear();
      old.clear();
    },
  };
}

/** A bounded list of what happened: the oldest rows leave first. */
export function createMeshLog(limit = 10_000): MeshLog {
  let rows: LogEntry[] = [];
  let first = 0;
  let snapshot: readonly LogEntry[] | null = null;
  let isScheduled = false;
  /** Twice the row of an id, and one more if the event was made here. */
  const known = createIdMemory(limit + SLACK);
  const listeners = new Set<() => void>();

  function changed(): void {
    snapshot = null;
    if (isScheduled || listeners.size === 0) return;
    isScheduled = true;
    queueMicrotask(() => {
      isScheduled = false;
      for (const listener of listeners) listener();
    });
  }
  function clear(): void {
    first += rows.length;
    rows = [];
    changed();
  }
  function trim(): void {
    if (rows.length < limit + SLACK) return;
    first += rows.length - limit;
    rows = rows.slice(-limit);
  }

  const isOwn = (id: string) => ((known.get(id) ?? 0) & 1) === 1;

  return {
    limit,
    entries() {
      snapshot ??= rows.slice(-limit);
      return snapshot;
    },
    find(id) {
      const place = known.get(id);
      return place === undefined ? undefined : rows[(place >> 1) - first];
    },
    isOwn,
    add(entry) {
      const added = { ...entry, row: first + rows.length };
      rows.push(added);
      const isMine = entry.via === "local" || isOwn(entry.event.id);
      known.set(entry.event.id, added.row * 2 + (isMine ? 1 : 0));
      trim();
      changed();
      return added;
    },
    prepend(events) {
      const older = events.filter(({ id }) => known.get(id) === undefined);
      const room = limit - rows.length;
      const added = room > 0 ? older.slice(-room) : [];
      first -= added.length;
      const entries = added.map((event, index): LogEntry => {
        const row = first + index;
        known.set(event.id, row * 2);
        return { row, event, via: "history", deliveries: [], listeners: 0, held: false };
      });
      rows = [...entries, ...rows];
      changed();
    },
    update(row, change) {
      const current = rows[row - first];
      if (!current) return;
      rows[row - first] = { ...current, ...change };
      changed();
    },
    clear,
    forget() {
      known.clear();
      clear();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
