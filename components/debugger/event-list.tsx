"use client";
/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed absolutely, which a real table does not allow */

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type KeyboardEvent, type UIEvent } from "react";

import type { LogEntry } from "@/lib/mesh/browser/log";

import { outcomeOf } from "./filter-rows";

const ROW_HEIGHT = 32;
const HEAD_HEIGHT = 28;
const PAGE = 10;
const COLUMNS =
  "grid grid-cols-[minmax(0,1fr)_minmax(7rem,auto)] gap-3 px-3 sm:grid-cols-[7rem_minmax(12rem,2fr)_minmax(8rem,1fr)_minmax(7rem,auto)]";

export interface EventListProps {
  readonly rows: readonly LogEntry[];
  readonly selected: LogEntry | undefined;
  /** Follow the newest row. */
  readonly isFollowing: boolean;
  readonly onSelect: (entry: LogEntry) => void;
  readonly onOpen: (entry: LogEntry) => void;
  /** Called when a person scrolls away from the end. */
  readonly onLeaveEnd: () => void;
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, "0");
}

function clock(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "–";
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

/** Returns the row that a key moves to from row `index` of `count`; `null` for other keys. */
function targetOf(key: string, index: number, count: number): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    j: index + 1,
    ArrowUp: index < 0 ? count - 1 : index - 1,
    k: index < 0 ? count - 1 : index - 1,
    PageDown: index + PAGE,
    PageUp: index - PAGE,
    Home: 0,
    End: count - 1,
  };
  const target = Object.hasOwn(moves, key) ? moves[key] : undefined;
  if (target === undefined || count === 0) return null;
  return Math.max(0, Math.min(count - 1, target));
}

function Row({ entry }: { readonly entry: LogEntry }) {
  const { event } = entry;
  const outcome = outcomeOf(entry);
  const isBad = outcome.includes("failed") || entry.refused !== undefined;
  return (
    <>
      <span role="gridcell" className="text-muted font-mono text-xs max-sm:hidden">
        {clock(event.time)}
      </span>
      <span role="gridcell" className="text-ink truncate font-mono text-sm">
        {event.type}
        {entry.via === "replay" ? <span className="text-muted ml-2 text-xs">replay</span> : null}
      </span>
      <span role="gridcell" className="text-muted truncate text-sm max-sm:hidden">
        {event.source}
      </span>
      <span
        role="gridcell"
        className={isBad ? "text-ink text-sm font-medium" : "text-muted text-sm"}
      >
        {isBad ? "⚠ " : ""}
        {outcome}
      </span>
    </>
  );
}

function Head() {
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={`${COLUMNS} border-line bg-surface text-muted sticky top-0 z-10 items-center border-b text-xs`}
      style={{ height: HEAD_HEIGHT }}
    >
      <span role="columnheader" className="max-sm:hidden">
        Time
      </span>
      <span role="columnheader">Event</span>
      <span role="columnheader" className="max-sm:hidden">
        Source
      </span>
      <span role="columnheader">Result</span>
    </div>
  );
}

/** Detects that a person scrolls up from the end. Ignores movement caused by rows that are removed at the top. */
function useLeavesEnd(isFollowing: boolean, onLeaveEnd: () => void) {
  const seen = useRef({ top: 0, height: 0 });
  return ({ currentTarget }: UIEvent<HTMLElement>) => {
    const { scrollTop, scrollHeight, clientHeight } = currentTarget;
    const isUp = scrollTop < seen.current.top - 2 && scrollHeight >= seen.current.height;
    seen.current = { top: scrollTop, height: scrollHeight };
    const isAway = scrollHeight - clientHeight - scrollTop > ROW_HEIGHT;
    if (isFollowing && isUp && isAway) onLeaveEnd();
  };
}

/** Virtualised list of up to ten thousand rows. One tab stop; arrow keys move inside. */
export function EventList(props: EventListProps) {
  const { rows, selected, isFollowing, onSelect, onOpen, onLeaveEnd } = props;
  const grid = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- its values stay in this component
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => grid.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollMargin: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
    useFlushSync: false, // React cannot flush inside the effect that scrolls to the newest event
  });
  const onScroll = useLeavesEnd(isFollowing, onLeaveEnd);
  const last = rows.length - 1;
  const index = selected ? rows.findIndex(({ row }) => row === selected.row) : -1;
  useEffect(() => {
    if (isFollowing && last >= 0) virtualizer.scrollToIndex(last, { align: "end" });
  }, [isFollowing, last, virtualizer]);
  useEffect(() => {
    if (index >= 0) virtualizer.scrollToIndex(index);
  }, [index, virtualizer]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const current = rows[index];
    if (event.key === "Enter" && current) {
      event.preventDefault();
      onOpen(current);
      return;
    }
    const target = targetOf(event.key, index, rows.length);
    const entry = target === null ? undefined : rows[target];
    if (!entry) return;
    event.preventDefault();
    onSelect(entry);
  };
  const onClick = (entry: LogEntry) => {
    // Rows are removed while scrolling, so the grid keeps the focus.
    grid.current?.focus();
    onOpen(entry);
  };

  return (
    <div
      ref={grid}
      role="grid"
      aria-label="Events"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={index >= 0 ? `event-row-${selected?.row}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={onScroll}
      className="focus-visible:outline-accent min-h-0 flex-1 overflow-auto focus-visible:outline-2 focus-visible:-outline-offset-2"
    >
      <Head />
      <div role="rowgroup" style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
        {virtualizer.getVirtualItems().map(({ index: at, start }) => {
          const entry = rows[at];
          if (!entry) return null;
          return (
            // The focused grid handles the keys.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={entry.row}
              id={`event-row-${entry.row}`}
              role="row"
              tabIndex={-1}
              aria-rowindex={at + 2}
              aria-selected={at === index}
              onClick={() => onClick(entry)}
              className={`${COLUMNS} border-line absolute inset-x-0 cursor-pointer items-center border-b ${at === index ? "bg-sunken" : "hover:bg-sunken"}`}
              style={{ height: ROW_HEIGHT, transform: `translateY(${start - HEAD_HEIGHT}px)` }}
            >
              <Row entry={entry} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
