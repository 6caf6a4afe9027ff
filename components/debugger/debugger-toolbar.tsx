"use client";

import { useId, useState } from "react";

import { isPattern } from "@/lib/core/topics";
import type { MeshStatus } from "@/lib/mesh/browser/connect";

import { Button } from "../ui/button";
import { Icon } from "../ui/icon";
import type { EventRows } from "./use-event-rows";

const FIELD =
  "h-8 rounded-md border border-line bg-canvas px-2 text-sm text-ink pointer-coarse:h-11";

const CONNECTIONS = {
  live: "Live",
  connecting: "Connecting…",
  offline: "Offline – reconnecting…",
} as const;

export interface DebuggerToolbarProps {
  readonly rows: EventRows;
  readonly status: MeshStatus;
  readonly onSafeMode: (isOn: boolean) => void;
  /** Shows the events that arrived while paused. */
  readonly onResume: () => void;
  readonly onExport: () => void;
  readonly onClear: () => void;
  readonly onClose: () => void;
}

function Filters({ rows }: { readonly rows: EventRows }) {
  const { filter, setFilter, sources } = rows;
  const typed = filter.pattern.trim().toLowerCase();
  const isWrong = typed.includes("*") && !isPattern(typed);
  return (
    <div className="flex w-full min-w-0 flex-wrap items-center gap-2 lg:w-auto">
      <input
        type="search"
        aria-label="Search events"
        placeholder="Search"
        value={filter.text}
        onChange={(event) => setFilter({ text: event.target.value })}
        className={`${FIELD} w-full sm:w-40`}
      />
      <input
        type="text"
        aria-label="Event pattern"
        placeholder="stripe.payment.*"
        spellCheck={false}
        aria-invalid={isWrong}
        value={filter.pattern}
        onChange={(event) => setFilter({ pattern: event.target.value })}
        className={`${FIELD} min-w-0 flex-1 font-mono sm:w-44 sm:flex-none`}
      />
      <select
        aria-label="Source"
        value={filter.source}
        onChange={(event) => setFilter({ source: event.target.value })}
        className={`${FIELD} min-w-0 flex-1 sm:max-w-40 sm:flex-none`}
      >
        <option value="">All sources</option>
        {sources.map((source) => (
          <option key={source} value={source}>
            {source}
          </option>
        ))}
      </select>
      {filter.related === "" ? null : (
        <Button
          size="sm"
          className="max-w-60"
          aria-label={`Related to ${filter.related}: show everything again`}
          onClick={() => setFilter({ related: "" })}
        >
          <span className="truncate font-mono text-xs">{filter.related}</span>
          <Icon name="cross" className="size-3" />
        </Button>
      )}
      {isWrong ? (
        <output className="text-ink text-xs">
          Not a valid pattern. Use names and *, such as stripe.payment.*
        </output>
      ) : null}
    </div>
  );
}

/** Actions on all events. */
function Tools({ rows, status, onSafeMode, onExport, onClear }: DebuggerToolbarProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 lg:ml-auto">
      <Button
        size="sm"
        aria-pressed={status.safeMode}
        title="Record events without delivering them"
        onClick={() => onSafeMode(!status.safeMode)}
      >
        {status.safeMode ? <Icon name="check" className="size-3" /> : null}
        Safe mode
      </Button>
      <Button size="sm" disabled={rows.rows.length === 0} onClick={onExport}>
        Export NDJSON
      </Button>
      <Button size="sm" disabled={rows.total === 0} onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}

/** Opens filters and tools on narrow screens. Shows the number of active filters. */
function FoldButton({
  active,
  isOpen,
  panel,
  onTurn,
}: {
  active: number;
  isOpen: boolean;
  panel: string;
  onTurn: () => void;
}) {
  return (
    <Button
      size="sm"
      className="lg:hidden"
      aria-expanded={isOpen}
      aria-controls={panel}
      onClick={onTurn}
    >
      <span>
        Filters <span className="sr-only">and tools</span>
      </span>{" "}
      {active > 0 ? (
        <span className="bg-accent text-accent-ink figures min-w-4 rounded-full px-1 text-center text-[0.625rem] leading-4">
          {active} <span className="sr-only">active</span>
        </span>
      ) : null}
    </Button>
  );
}

/** Title, status, filters and buttons of the drawer. */
export function DebuggerToolbar(props: DebuggerToolbarProps) {
  const { rows, status, onResume, onClose } = props;
  const [isOpen, setIsOpen] = useState(false);
  const panel = useId();
  const active = Object.values(rows.filter).filter((part) => part.trim() !== "").length;
  return (
    <div className="border-line flex flex-wrap items-center gap-2 border-b p-2">
      <div className="flex min-w-0 flex-1 basis-16 flex-wrap items-center gap-x-2 lg:flex-none">
        <h2 className="text-ink text-sm font-semibold max-lg:sr-only">Events</h2>
        <output className="text-muted text-xs">{CONNECTIONS[status.connection]}</output>
        <span className="text-muted text-xs">
          {rows.rows.length} of {rows.total}
          {status.pending > 0 ? ` · ${status.pending} to send` : ""}
        </span>
      </div>
      <FoldButton active={active} isOpen={isOpen} panel={panel} onTurn={() => setIsOpen(!isOpen)} />
      <div
        id={panel}
        className={`${isOpen ? "flex" : "hidden"} w-full flex-wrap items-center gap-2 max-lg:order-last lg:flex lg:w-auto lg:flex-1`}
      >
        <Filters rows={rows} />
        <Tools {...props} />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {rows.waiting > 0 ? (
          <Button size="sm" variant="primary" onClick={onResume}>
            {rows.waiting} new
          </Button>
        ) : null}
        <Button size="sm" onClick={rows.isPaused ? rows.resume : rows.pause}>
          {rows.isPaused ? "Resume" : "Pause"}
        </Button>
        <Button size="sm" aria-label="Close" onClick={onClose}>
          <Icon name="cross" className="lg:hidden" />
          <span className="max-lg:hidden">Close</span>
        </Button>
      </div>
      {status.safeMode ? (
        <p
          role="status"
          className="bg-warning-soft text-warning-ink flex w-full flex-wrap items-center gap-2 rounded-md px-2 py-1 text-xs"
        >
          <strong>Safe mode is on.</strong> Clicks and events are recorded here but not delivered,
          so widgets do not react.
          <Button size="sm" onClick={() => props.onSafeMode(false)}>
            Turn off
          </Button>
        </p>
      ) : null}
      {status.error ? (
        <p role="alert" className="text-ink w-full text-xs">
          {status.error}
        </p>
      ) : null}
    </div>
  );
}
