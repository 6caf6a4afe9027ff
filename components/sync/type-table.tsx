import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { countText } from "@/lib/business/figures";
import { rateOf, rateText, totalText, type Sample } from "@/lib/business/import-progress";
import { formatDateTime } from "@/lib/core/time";

import { EVENTS, type HealthView, type SyncView, type TypeView } from "./sync-view";

function TypeState({ type, isPaused }: { type: TypeView; isPaused: boolean }) {
  if (type.state === "done") return <Badge tone="success">Done</Badge>;
  if (type.state === "refused") return <Badge tone="warning">Not imported</Badge>;
  if (isPaused) return <span className="text-muted">Paused</span>;
  if (type.state === "running") return <Badge tone="info">Importing</Badge>;
  return <span className="text-muted">Next</span>;
}

/** The time that the oldest event waits to be stored, in words. */
function lagText(seconds: number): string {
  if (seconds < 1) return "none";
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** The number of objects that were read, of how many, and the rate. */
function ReadSoFar({ type, rate }: { type: TypeView; rate: number | null }) {
  const total = totalText(type);
  return (
    <>
      <span className="font-medium">{countText(type.rows)}</span>{" "}
      {total === null ? null : <span className="text-muted">of {total}</span>}
      {type.owners === null ? null : (
        <span className="text-muted block text-xs">
          estimate from {countText(type.owners.read)} of {countText(type.owners.all)}{" "}
          {type.owners.label}
        </span>
      )}
      {rate === null || type.state !== "running" ? null : (
        <span className="text-muted block pb-1 text-xs">{rateText(rate)}</span>
      )}
    </>
  );
}

type Stored = HealthView["types"][number];

function Row({
  type,
  stored,
  rate,
  sync,
  restart,
}: {
  type: TypeView;
  stored: Stored | undefined;
  rate: number | null;
  sync: SyncView;
  restart: ((type: string) => void) | null;
}) {
  const isOver = type.state === "done" || type.state === "refused";
  return (
    <tr className="border-line border-t">
      <td className="h-10 px-1 first:pl-3 last:pr-2 sm:px-4 sm:first:pl-4 sm:last:pr-4">
        {type.label}
        {type.problem ? (
          <span className="text-warning-ink block pb-2 text-xs">{type.problem}</span>
        ) : null}
      </td>
      <td className="figures h-10 px-1 text-right whitespace-nowrap first:pl-3 last:pr-2 sm:px-4 sm:first:pl-4 sm:last:pr-4">
        {isOver ? (
          <span className="font-medium">{countText(stored?.rows ?? type.rows)}</span>
        ) : (
          <ReadSoFar type={type} rate={rate} />
        )}
      </td>
      <td className="text-muted figures h-10 px-1 text-xs max-sm:hidden sm:px-4">
        {stored?.newest ? formatDateTime(new Date(stored.newest), sync.account.timeZone) : "—"}
      </td>
      <td className="text-muted figures h-10 px-1 text-xs max-sm:hidden sm:px-4">
        {lagText(stored?.lagSeconds ?? 0)}
      </td>
      <td className="h-10 px-1 text-right first:pl-3 last:pr-2 sm:px-4 sm:first:pl-4 sm:last:pr-4">
        <span className="inline-flex flex-wrap items-center justify-end gap-x-2">
          <TypeState type={type} isPaused={sync.state === "paused"} />
          {restart && isOver ? (
            <Button variant="ghost" size="sm" onClick={() => restart(type.type)}>
              {type.state === "refused" ? "Try again" : "Import again"}
              <span className="sr-only"> {type.label}</span>
            </Button>
          ) : null}
        </span>
      </td>
    </tr>
  );
}

/** The types of an account's objects: how many are stored, their newest change, and how far events are behind. */
export function TypeTable({
  sync,
  health,
  samples,
  restart,
}: {
  sync: SyncView;
  health: HealthView;
  /** Counts of the last seconds, from which the rates are computed. */
  samples: readonly Sample[];
  restart: ((type: string) => void) | null;
}) {
  const stored = new Map(health.types.map((one) => [one.type, one]));
  const events = sync.types.find(({ type }) => type === EVENTS);
  return (
    <>
      <table aria-label="Objects by type" className="w-full text-sm">
        <thead>
          <tr className="text-muted text-left">
            <th
              scope="col"
              className="h-9 px-1 font-medium first:pl-3 last:pr-2 sm:px-4 sm:first:pl-4 sm:last:pr-4"
            >
              Type
            </th>
            <th
              scope="col"
              className="h-9 px-1 text-right font-medium first:pl-3 last:pr-2 sm:px-4 sm:first:pl-4 sm:last:pr-4"
            >
              {sync.isDone ? "Stored" : "Read so far"}
            </th>
            <th scope="col" className="h-9 px-1 font-medium max-sm:hidden sm:px-4">
              Last change
            </th>
            <th scope="col" className="h-9 px-1 font-medium max-sm:hidden sm:px-4">
              Lag
            </th>
            <th
              scope="col"
              className="h-9 px-1 text-right font-medium first:pl-3 last:pr-2 sm:px-4 sm:first:pl-4 sm:last:pr-4"
            >
              State
            </th>
          </tr>
        </thead>
        <tbody>
          {sync.types
            .filter(({ type }) => type !== EVENTS)
            .map((type) => (
              <Row
                key={type.type}
                type={type}
                stored={stored.get(type.type)}
                rate={rateOf(samples, type.type)}
                sync={sync}
                restart={restart}
              />
            ))}
        </tbody>
      </table>
      {events ? (
        <p className="border-line text-muted flex items-center justify-between gap-3 border-t px-4 py-2.5 text-sm">
          <span>
            {events.label}: <span className="figures">{countText(events.rows)}</span> read
            {events.problem ? (
              <span className="text-warning-ink block text-xs">{events.problem}</span>
            ) : null}
          </span>
          <TypeState type={events} isPaused={sync.state === "paused"} />
        </p>
      ) : null}
    </>
  );
}
