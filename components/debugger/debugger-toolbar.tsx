"use client";

import { isPattern } from "@/lib/core/topics";
import type { MeshStatus } from "@/lib/mesh/browser/connect";

import type { EventRows } from "./use-event-rows";

const BUTTON =
  "inline-flex h-8 items-center rounded-md border border-line bg-surface px-2.5 text-sm text-ink hover:bg-raised disabled:opacity-50";
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
        className={FIELD}
      />
      <input
        type="text"
        aria-label="Event pattern"
        placeholder="stripe.payment.*"
        spellCheck={false}
        aria-invalid={isWrong}
        value={filter.pattern}
        onChange={(event) => setFilter({ pattern: event.target.value })}
        className={`${FIELD} font-mono`}
      />
      <select
        aria-label="Source"
        value={filter.source}
        onChange={(event) => setFilter({ source: event.target.value })}
        className={`${FIELD} max-w-48`}
      >
        <option value="">All sources</option>
        {sources.map((source) => (
          <option key={source} value={source}>
            {source}
          </option>
        ))}
      </select>
      {isWrong ? (
        <span role="status" className="text-ink text-xs">
          Not a pattern: use names and *, such as stripe.payment.*
        </span>
      ) : null}
    </div>
  );
}

/** Title, state, filters and the buttons of the drawer. */
export function DebuggerToolbar(props: DebuggerToolbarProps) {
  const { rows, status, onSafeMode, onExport, onClear, onClose } = props;
  return (
    <div className="border-line flex flex-wrap items-center gap-2 border-b p-2">
      <h2 className="text-ink text-sm font-semibold">Events</h2>
      <span role="status" className="text-muted text-xs">
        {CONNECTIONS[status.connection]} · {rows.rows.length} of {rows.total}
        {status.pending > 0 ? ` · ${status.pending} to send` : ""}
      </span>
      <Filters rows={rows} />
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {rows.waiting > 0 ? (
          <button
            type="button"
            onClick={rows.resume}
            className="bg-accent text-accent-ink h-8 rounded-md px-2.5 text-sm"
          >
            {rows.waiting} new
          </button>
        ) : null}
        <button
          type="button"
          aria-pressed={rows.isPaused}
          className={BUTTON}
          onClick={rows.isPaused ? rows.resume : rows.pause}
        >
          {rows.isPaused ? "Resume" : "Pause"}
        </button>
        <button
          type="button"
          aria-pressed={status.safeMode}
          title="Write events down without delivering them"
          className={BUTTON}
          onClick={() => onSafeMode(!status.safeMode)}
        >
          Safe mode
        </button>
        <button
          type="button"
          className={BUTTON}
          disabled={rows.rows.length === 0}
          onClick={onExport}
        >
          Export NDJSON
        </button>
        <button type="button" className={BUTTON} disabled={rows.total === 0} onClick={onClear}>
          Clear
        </button>
        <button type="button" className={BUTTON} onClick={onClose}>
          Close
        </button>
      </div>
      {status.error ? (
        <p role="alert" className="text-ink w-full text-xs">
          {status.error}
        </p>
      ) : null}
    </div>
  );
}
