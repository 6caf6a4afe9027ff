"use client";

import type { Route } from "next";
import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import useSWR from "swr";

import { fetchJson } from "@/components/mesh/use-live";
import { Button, buttonClass } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorState } from "@/components/ui/error-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { EventHead, MeshEvent, Origin } from "@/lib/mesh/event";

import { RevealEvent } from "./reveal-event";

/** A row of the list: the head of an event, and the event in one line for people. */
export interface EventRowView extends EventHead {
  readonly line: string;
  /** The events of which the row speaks, if there are several: those of one payment. */
  readonly parts?: readonly EventRowView[] | undefined;
}

const ORIGINS: Readonly<Record<Origin, string>> = {
  provider: "App",
  automation: "Automation",
  api: "API",
  ui: "Dashboard",
  system: "System",
};

/** The stored event of a place in the log. It never changes, so one answer is enough. */
function useStoredEvent(seq: number | null) {
  return useSWR<MeshEvent, Error>(
    seq === null ? null : `/api/events/${seq}`,
    (place: string) => fetchJson(place),
    { revalidateIfStale: false, revalidateOnFocus: false, revalidateOnReconnect: false },
  );
}

function EventJson({
  json,
  label,
  problem,
  onRetry,
}: {
  readonly json: string | null;
  readonly label: string;
  readonly problem: string | undefined;
  readonly onRetry: () => void;
}) {
  if (json !== null)
    return (
      <section
        aria-label={label}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key
        tabIndex={0}
        className="max-h-96 overflow-auto"
      >
        <pre className="text-xs">{json}</pre>
      </section>
    );
  if (problem !== undefined)
    return (
      <ErrorState
        title="The event could not be loaded"
        reason={problem}
        action={
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        }
      />
    );
  return (
    <div role="status" aria-label="Loading the event" className="grid gap-2">
      <Skeleton className="h-4 w-1/2" />
      <Skeleton className="h-32 w-full" />
    </div>
  );
}

function EventBody({ event, canEdit }: { readonly event: EventHead; readonly canEdit: boolean }) {
  const { data: stored, error, mutate } = useStoredEvent(event.seq);
  const [revealed, setRevealed] = useState<MeshEvent | null>(null);
  const data = revealed ?? stored;
  const json = data ? JSON.stringify(data, null, 2) : null;
  return (
    <div className="bg-sunken px-4 py-3">
      <div className="mb-2 flex flex-wrap justify-end gap-2">
        {event.seq === null ? null : (
          <Link
            href={`/events/${event.seq}` as Route}
            prefetch={false}
            className={buttonClass({ size: "sm", variant: "primary" })}
          >
            Trace
          </Link>
        )}
        <Link
          href={{ pathname: "/events", query: { related: event.subject ?? event.id } }}
          className={buttonClass({ size: "sm" })}
        >
          Related events
        </Link>
        {canEdit ? (
          <Link
            href={`/automations/new?event=${encodeURIComponent(event.type)}`}
            className={buttonClass({ size: "sm" })}
          >
            Automate this
          </Link>
        ) : null}
        {data && canEdit ? <RevealEvent event={data} onReveal={setRevealed} /> : null}
        {json === null ? null : <CopyButton value={json} label="Copy as JSON" text="Copy" />}
      </div>
      <EventJson
        json={json}
        label={`Event ${event.seq ?? ""} as JSON`}
        problem={error?.message}
        onRetry={() => void mutate()}
      />
    </div>
  );
}

function EventRow({ event, canEdit }: { readonly event: EventRowView; readonly canEdit: boolean }) {
  const details = useRef<HTMLDetailsElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  // A row can be opened before this script runs, which sends no event.
  useEffect(() => setIsOpen(details.current?.open ?? false), []);
  return (
    <li>
      <details ref={details} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
        <summary className="event-row">
          <strong>{event.line}</strong>
          <code>{event.type}</code>
          <span>{ORIGINS[event.origin]}</span>
          <RelativeTime atMs={Date.parse(event.time)} timeZone="UTC" focusable={false} />
        </summary>
        {isOpen ? <EventBody event={event} canEdit={canEdit} /> : null}
      </details>
    </li>
  );
}

/** A payment with its events, which are rows of their own once it is opened. */
function PaymentRow({
  event,
  parts,
  canEdit,
}: {
  readonly event: EventRowView;
  readonly parts: readonly EventRowView[];
  readonly canEdit: boolean;
}) {
  return (
    <li>
      <details>
        <summary className="event-row">
          <strong>{event.line}</strong>
          <code>{parts.length} events</code>
          <span>{ORIGINS[event.origin]}</span>
          <RelativeTime atMs={Date.parse(event.time)} timeZone="UTC" focusable={false} />
        </summary>
        <ul className="border-line divide-line ml-4 divide-y border-l">
          {parts.map((part) => (
            <EventRow key={part.seq} event={part} canEdit={canEdit} />
          ))}
        </ul>
      </details>
    </li>
  );
}

/** The rows of the list of events. The details of one are fetched when it is opened. */
export function EventRows({
  events,
  canEdit,
}: {
  readonly events: readonly EventRowView[];
  /** True if the person may make automations. */
  readonly canEdit: boolean;
}) {
  return (
    <ul className="border-line divide-line divide-y border-y">
      {events.map((event) =>
        event.parts && event.parts.length > 0 ? (
          <PaymentRow key={event.seq} event={event} parts={event.parts} canEdit={canEdit} />
        ) : (
          <EventRow key={event.seq} event={event} canEdit={canEdit} />
        ),
      )}
    </ul>
  );
}
