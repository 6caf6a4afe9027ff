"use client";

import type { Route } from "next";
import Link from "next/link";
import { lazy, Suspense, useState } from "react";

import { RevealEvent } from "@/components/events/reveal-event";
import type { Delivery, LogEntry, MeshLog } from "@/lib/mesh/browser/log";
import { actorText, type MeshEvent } from "@/lib/mesh/event";

import { Button, buttonClass } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { EventTrace } from "./event-trace";
import { PayloadTree } from "./payload-tree";

const TryEvent = lazy(async () => ({
  default: (await import("@/components/trace/try-event")).TryEvent,
}));

const REFUSALS = {
  name: "Rejected: the event name must be lower case with dots and at most five segments.",
  size: "Rejected: the data is larger than 8 KB.",
  loop: "Stopped: a handler answered its own event more than eight times.",
} as const;

export interface EventDetailsProps {
  readonly entry: LogEntry;
  readonly log: MeshLog;
  /** Number of subscriptions on the page. */
  readonly subscribers: number;
  /** True if the person may make automations. */
  readonly canEdit: boolean;
  readonly onJump: (entry: LogEntry) => void;
  readonly onReplay: (entry: LogEntry) => void;
  /** Filters the list by an id. */
  readonly onRelated: (id: string) => void;
  readonly onClose: () => void;
}

function Deliveries({ entry }: { readonly entry: LogEntry }) {
  const { deliveries, listeners } = entry;
  if (entry.refused) return <p className="text-ink text-sm">{REFUSALS[entry.refused]}</p>;
  if (entry.held)
    return <p className="text-muted text-sm">Not delivered because safe mode was on.</p>;
  if (listeners === 0) return <p className="text-muted text-sm">No listener on this page.</p>;
  return (
    <table aria-label="Listeners" className="w-full text-left text-sm">
      <thead className="text-muted text-xs">
        <tr>
          <th scope="col">Listener</th>
          <th scope="col">Result</th>
          <th scope="col" className="text-right">
            Time
          </th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery, index) => (
          // Deliveries never move, so they are identified by position.
          // oxlint-disable-next-line react/no-array-index-key
          <DeliveryRow key={index} delivery={delivery} />
        ))}
      </tbody>
      {listeners > deliveries.length ? (
        <caption className="text-muted caption-bottom pt-1 text-left text-xs">
          and {listeners - deliveries.length} more listeners
        </caption>
      ) : null}
    </table>
  );
}

function DeliveryRow({ delivery }: { readonly delivery: Delivery }) {
  const { name, ms, result, error } = delivery;
  return (
    <tr className="border-line border-t align-top">
      <td className="text-ink py-1 pr-3">{name}</td>
      <td className="text-ink py-1 pr-3">
        {result === "error" ? `error – ${error ?? ""}` : result}
      </td>
      <td className="text-muted py-1 text-right font-mono text-xs whitespace-nowrap">
        {ms.toFixed(1)} ms
      </td>
    </tr>
  );
}

function Replay({
  subscribers,
  onReplay,
}: {
  readonly subscribers: number;
  readonly onReplay: () => void;
}) {
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking)
    return (
      <Button size="sm" onClick={() => setIsAsking(true)}>
        Replay here…
      </Button>
    );
  return (
    <div
      role="alertdialog"
      aria-label="Replay this event?"
      className="border-line bg-raised text-ink flex flex-wrap items-center gap-2 rounded-md border p-2 text-sm"
    >
      <span>
        Deliver this event again on this page ({subscribers} subscriptions)? Widgets here will
        react. Nothing is sent to the server.
      </span>
      <Button
        size="sm"
        variant="primary"
        onClick={() => {
          setIsAsking(false);
          onReplay();
        }}
      >
        Replay
      </Button>
      <Button size="sm" onClick={() => setIsAsking(false)}>
        Cancel
      </Button>
    </div>
  );
}

function Facts({ entry }: { readonly entry: LogEntry }) {
  const { event } = entry;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Source", event.source],
    ["Subject", event.subject],
    ["Time", event.time],
    ["Id", event.id],
    ["Position in the log", event.seq === null ? "not stored yet" : String(event.seq)],
    ["Origin", event.origin],
    ["By", actorText(event)],
    ["Mode", event.livemode === undefined ? undefined : event.livemode ? "live" : "test"],
    ["Hops", event.hops > 0 ? String(event.hops) : undefined],
    ["Replay of", entry.replayOf],
  ];
  return (
    <dl className="grid grid-cols-[8rem_1fr] gap-x-3 gap-y-1 text-sm">
      {facts.map(([name, value]) =>
        value === undefined ? null : (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="text-ink font-mono text-xs break-all">{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Try({ seq }: { readonly seq: number }) {
  const [isOpen, setIsOpen] = useState(false);
  if (!isOpen)
    return (
      <Button size="sm" className="w-fit" onClick={() => setIsOpen(true)}>
        Test automations
      </Button>
    );
  return (
    <section aria-label="Test automations" className="grid grid-cols-1 gap-2">
      <h4 className="text-muted text-xs font-medium">Test automations</h4>
      <Suspense fallback={null}>
        <TryEvent seq={seq} />
      </Suspense>
    </section>
  );
}

/** Payload, listeners, trace and metadata of one event. */
export function EventDetails(props: EventDetailsProps) {
  const { entry, log, subscribers, canEdit, onJump, onReplay, onRelated, onClose } = props;
  const { seq, id, subject } = entry.event;
  const [revealed, setRevealed] = useState<MeshEvent | null>(null);
  const event = revealed?.seq === seq && revealed.id === id ? revealed : entry.event;
  const raw = JSON.stringify(event, null, 2);
  return (
    <section
      aria-label={`Details of ${entry.event.type}`}
      className="border-line bg-surface flex min-h-0 flex-col gap-3 overflow-auto p-3 max-md:absolute max-md:inset-0 max-md:z-20 md:w-1/2 md:border-l"
    >
      <div className="flex items-start justify-between gap-2">
        <h3 className="text-ink font-mono text-sm font-semibold break-all">{entry.event.type}</h3>
        <Button size="sm" onClick={onClose}>
          Close details
        </Button>
      </div>
      <div className="flex flex-wrap gap-2">
        <CopyButton value={raw} label="Copy JSON" text="Copy JSON" />
        {canEdit ? (
          <Link
            href={`/automations/new?event=${encodeURIComponent(entry.event.type)}`}
            className={buttonClass({ size: "sm" })}
          >
            Create automation
          </Link>
        ) : null}
        <Button size="sm" onClick={() => onRelated(subject ?? id)}>
          Related events
        </Button>
        {seq === null ? null : (
          <Link href={`/events/${seq}` as Route} className={buttonClass({ size: "sm" })}>
            Open event page
          </Link>
        )}
        {canEdit ? <RevealEvent event={event} onReveal={setRevealed} /> : null}
        <Replay key={entry.row} subscribers={subscribers} onReplay={() => onReplay(entry)} />
      </div>
      {seq === null || !canEdit ? null : <Try key={seq} seq={seq} />}
      <PayloadTree value={event.data} />
      <Deliveries entry={entry} />
      <EventTrace entry={entry} log={log} onJump={onJump} />
      <Facts entry={entry} />
      <details>
        <summary className="text-muted cursor-pointer text-xs font-medium">Raw JSON</summary>
        <pre className="bg-canvas text-ink mt-1 overflow-auto rounded-md p-2 text-xs">{raw}</pre>
      </details>
    </section>
  );
}
