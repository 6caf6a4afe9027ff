import type { MeshEvent } from "../event";

/** What one subscriber did with one event. */
export interface Delivery {
  readonly name: string;
  readonly ms: number;
  readonly result: "ok" | "error" | "pending";
  readonly error?: string | undefined;
}

/** Why an event that was asked for did not happen. */
export type Refusal = "name" | "size" | "loop";

/** One row of the debugger. `event.seq` appears when the server has stored the event. */
export interface LogEntry {
  /** Order of arrival in this tab; never reused. */
  readonly row: number;
  readonly event: MeshEvent;
  readonly via: "local" | "stream" | "replay";
  /** Who listened here, the first {@link MAX_DELIVERIES} of `listeners`. */
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
  readonly add: (entry: Omit<LogEntry, "row">) => LogEntry;
  /** Replaces fields of a row that is still there. */
  readonly update: (row: number, change: Partial<Omit<LogEntry, "row">>) => void;
  readonly clear: () => void;
  /** Told at most once per task, however many events came. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** A bounded list of what happened: the oldest rows leave first. */
export function createMeshLog(limit = 10_000): MeshLog {
  let rows: LogEntry[] = [];
  let first = 0;
  let snapshot: readonly LogEntry[] | null = null;
  let isScheduled = false;
  const rowOf = new Map<string, number>();
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
  function trim(): void {
    if (rows.length < limit + SLACK) return;
    const gone = rows.slice(0, rows.length - limit);
    rows = rows.slice(gone.length);
    first += gone.length;
    for (const { event, row } of gone) if (rowOf.get(event.id) === row) rowOf.delete(event.id);
  }

  return {
    limit,
    entries() {
      snapshot ??= rows.slice(-limit);
      return snapshot;
    },
    find(id) {
      const row = rowOf.get(id);
      return row === undefined ? undefined : rows[row - first];
    },
    add(entry) {
      const added = { ...entry, row: first + rows.length };
      rows.push(added);
      rowOf.set(entry.event.id, added.row);
      trim();
      changed();
      return added;
    },
    update(row, change) {
      const current = rows[row - first];
      if (!current) return;
      rows[row - first] = { ...current, ...change };
      changed();
    },
    clear() {
      first += rows.length;
      rows = [];
      rowOf.clear();
      changed();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
