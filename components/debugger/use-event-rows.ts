import { useDeferredValue, useMemo, useState, useSyncExternalStore } from "react";

import type { LogEntry, MeshLog } from "@/lib/mesh/browser/log";

import { filterRows, NO_FILTER, sourcesOf } from "./filter-rows";
import type { RowFilter } from "./filter-rows";

const NOTHING: readonly LogEntry[] = [];
const noSubscription = () => () => {};

export interface EventRows {
  readonly rows: readonly LogEntry[];
  readonly sources: readonly string[];
  readonly total: number;
  readonly filter: RowFilter;
  readonly setFilter: (change: Partial<RowFilter>) => void;
  readonly isPaused: boolean;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Number of new matching rows since the pause. */
  readonly waiting: number;
}

/** Returns the filtered rows of the log, which do not change while paused. */
export function useEventRows(log: MeshLog | undefined): EventRows {
  const entries = useSyncExternalStore(
    log?.subscribe ?? noSubscription,
    log?.entries ?? (() => NOTHING),
    () => NOTHING,
  );
  const [filter, setFilter] = useState<RowFilter>(NO_FILTER);
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const shownFilter = useDeferredValue(filter);
  const matching = useMemo(() => filterRows(entries, shownFilter), [entries, shownFilter]);
  const rows = useMemo(
    () => (pausedAt === null ? matching : matching.filter(({ row }) => row <= pausedAt)),
    [matching, pausedAt],
  );
  const sources = useMemo(() => sourcesOf(entries), [entries]);
  return {
    rows,
    sources,
    total: entries.length,
    filter,
    setFilter: (change) => setFilter((current) => ({ ...current, ...change })),
    isPaused: pausedAt !== null,
    pause: () => setPausedAt((current) => current ?? entries.at(-1)?.row ?? -1),
    resume: () => setPausedAt(null),
    waiting: matching.length - rows.length,
  };
}
