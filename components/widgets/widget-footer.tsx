"use client";

import { CardFooter } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { RelativeTime } from "@/components/ui/relative-time";
import type { WidgetData } from "@/lib/widgets/data";
import type { Selection, WidgetState } from "@/lib/widgets/interactions";

import type { WidgetRequestError } from "./fetch-widget";
import type { WidgetStatus } from "./widget-status";

/** Of which time the picture is; else how many rows there are, so that a sum over them is never mistaken for all. */
function coverage(shown: number, { rows: all, fetched, hasMore, drawing }: WidgetData): string {
  if (drawing?.note) return drawing.note;
  if (fetched <= 1 && !hasMore) return "";
  const rows = `${shown} ${shown === 1 ? "row" : "rows"}`;
  const part = shown === all.length ? rows : `Showing ${shown} of ${all.length} rows`;
  return hasMore ? `${part}, more not loaded` : part;
}

function FilterChip({ filter, onClear }: { filter: Selection; onClear: () => void }) {
  const value = String(filter.value);
  return (
    <button
      type="button"
      className="bg-accent-soft text-ink inline-flex min-h-6 max-w-full items-center gap-1 rounded-full px-2"
      onClick={onClear}
      aria-label={`Clear the filter ${value}`}
    >
      <span className="truncate">{`Filtered by ${value}`}</span>
      <Icon name="cross" className="size-3" />
    </button>
  );
}

interface WidgetFooterProps {
  status: WidgetStatus;
  data: WidgetData | undefined;
  error: WidgetRequestError | undefined;
  state: WidgetState;
  onClear: () => void;
  onRetry: () => void;
}

function Diagnostics({ list }: { list: readonly string[] }) {
  return (
    <details className="w-full">
      <summary>{`${list.length} ${list.length === 1 ? "warning" : "warnings"} on the data`}</summary>
      <ul className="mt-1 list-disc pl-4">
        {list.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </details>
  );
}

/** Where the rows stand: how many, of when, filtered by what, and whether they could not be renewed. */
export function WidgetFooter({ status, data, error, state, onClear, onRetry }: WidgetFooterProps) {
  const shown = "rows" in status ? status.rows.length : 0;
  const stale = status.kind === "stale";
  const counted =
    data !== undefined &&
    ("rows" in status || status.kind === "empty" || status.kind === "filtered-empty");
  return (
    <CardFooter className="min-h-9">
      {state.filter ? <FilterChip filter={state.filter} onClear={onClear} /> : null}
      <output className="truncate">{counted ? coverage(shown, data) : ""}</output>
      {stale ? (
        <span role="alert" className="text-warning-ink inline-flex items-center gap-1">
          <Icon name="alert" className="size-3" />
          {`Could not be renewed: ${error?.message ?? ""}`}
          <button type="button" className="min-h-6 underline" onClick={onRetry}>
            Try again
          </button>
        </span>
      ) : null}
      <span className="flex-1" />
      {counted ? (
        <span>
          {stale ? "As of " : "Updated "}
          <RelativeTime atMs={Date.parse(data.asOf)} timeZone={data.timeZone} />
        </span>
      ) : null}
      {counted && data.diagnostics.length > 0 ? <Diagnostics list={data.diagnostics} /> : null}
    </CardFooter>
  );
}
