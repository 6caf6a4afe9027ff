"use client";

import { isPattern } from "@/lib/core/topics";
import type { MeshStatus } from "@/lib/mesh/browser/connect";

import { Button } from "../ui/button";
import { Icon } from "../ui/icon";
import type { EventRows } from "./use-event-rows";

const FIELD = "h-8 rounded-md border border-line bg-canvas px-2 text-sm text-ink";

const CONNECTIONS = {
  live: "Live",
  connecting: "Connecting…",
  offline: "Offline – trying again",
} as const;

export interface DebuggerToolbarProps {
  readonly rows: EventRows;
  readonly status: MeshStatus;
  readonly onSafeMode: (isOn: boolean) => void;
  /** Shows what came while paused. */
  readonly onResume: () => void;
  readonly onExport: () => void;
  readonly onClear: () => void;
  readonly onClose: () => void;
}

function Filters({ rows }: { readonly rows: EventRows }) {
  const { filter, setFilter, sources } = rows;
  const isWrong = filter.pattern.trim() !== "" && !isPattern(filter.pattern.trim());
  return (
    <div className="flex flex-wrap items-center gap-2">
      <input
        type="search"
        aria-label="Search events"
        placeholder="Search"
        value={filter.text}
        onChange={(event) => setFilter({ text: event.target.value })}
        className={`${FIELD} w-40`}
      />
      <input
        type="text"
        aria-label="Event pattern"
        placeholder="stripe.payment.*"
        spellCheck={false}
        aria-invalid={isWrong}
        value={filter.pattern}
        onChange={(event) => setFilter({ pattern: event.target.value })}
        className={`${FIELD} w-44 font-mono`}
      />
      <select
        aria-label="Source"
        value={filter.source}
        onChange={(event) => setFilter({ source: event.target.value })}
        className={`${FIELD} max-w-40`}
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
          Not a pattern: use names and *, such as stripe.payment.*
        </output>
      ) : null}
    </div>
  );
}

/** Title, state, filters and the buttons of the drawer. */
export function DebuggerToolbar(props: DebuggerToolbarProps) {
  const { rows, status, onSafeMode, onResume, onExport, onClear, onClose } = props;
  return (
    <div className="border-line flex flex-wrap items-center gap-2 border-b p-2">
      <h2 className="text-ink text-sm font-semibold">Events</h2>
      <output className="text-muted text-xs">{CONNECTIONS[status.connection]}</output>
      <span className="text-muted text-xs">
        {rows.rows.length} of {rows.total}
        {status.pending > 0 ? ` · ${status.pending} to send` : ""}
      </span>
      <Filters rows={rows} />
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {rows.waiting > 0 ? (
          <Button size="sm" variant="primary" onClick={onResume}>
            {rows.waiting} new
          </Button>
        ) : null}
        <Button
          size="sm"

          onClick={rows.isPaused ? rows.resume : rows.pause}
        >
          {rows.isPaused ? "Resume" : "Pause"}
        </Button>
        <Button
          size="sm"
          aria-pressed={status.safeMode}
          title="Write events down without delivering them"

          onClick={() => onSafeMode(!status.safeMode)}
        >
          Safe mode
        </Button>
        <Button
          size="sm"

          disabled={rows.rows.length === 0}
          onClick={onExport}
        >
          Export NDJSON
        </Button>
        <Button size="sm" disabled={rows.total === 0} onClick={onClear}>
          Clear
        </Button>
        <Button size="sm" onClick={onClose}>
          Close
        </Button>
      </div>
      {status.error ? (
        <p role="alert" className="text-ink w-full text-xs">
          {status.error}
        </p>
      ) : null}
    </div>
  );
}
