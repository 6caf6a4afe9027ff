"use client";

import Link from "next/link";
import { useState } from "react";

import type { Delivery, LogEntry } from "@/lib/mesh/browser/log";

import { Button, buttonClass } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { PayloadTree } from "./payload-tree";
import { StartedRuns } from "./started-runs";

const REFUSALS = {
  name: "It was refused: the name is not a dotted lower-case topic of at most five segments.",
  size: "It was refused: its data is larger than 8 KB.",
  loop: "It was stopped: a handler answered its own event more than eight times.",
} as const;

export interface EventDetailsProps {
  readonly entry: LogEntry;
  /** The event that caused this one, when the page still has it. */
  readonly cause: LogEntry | undefined;
  readonly effects: readonly LogEntry[];
  /** How many subscriptions the page has now. */
  readonly subscribers: number;
  readonly onJump: (entry: LogEntry) => void;
  readonly onReplay: (entry: LogEntry) => void;
  readonly onClose: () => void;
}

function Deliveries({ entry }: { readonly entry: LogEntry }) {
  const { deliveries, listeners } = entry;
  if (entry.refused) return <p className="text-ink text-sm">{REFUSALS[entry.refused]}</p>;
  if (entry.held)
    return <p className="text-muted text-sm">Safe mode was on: it was delivered to nobody.</p>;
  if (listeners === 0)
    return <p className="text-muted text-sm">Nobody on this page listened to it.</p>;
  return (
    <table aria-label="Who listened" className="w-full text-left text-sm">
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
          // Deliveries never move: the place is the identity.
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
        Replay…
      </Button>
    );
  return (
    <div
      role="alertdialog"
      aria-label="Replay this event?"
      className="border-line bg-raised text-ink flex flex-wrap items-center gap-2 rounded-md border p-2 text-sm"
    >
      <span>
        Deliver it again on this page ({subscribers} subscriptions)? The server does not see it, but
        what listens here acts on it.
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
    ["Place in the log", event.seq === null ? "not stored yet" : String(event.seq)],
    ["Origin", event.origin],
    ["By", `${event.actor.kind} ${event.actor.id}`],
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

function Links({ entry, cause, effects, onJump }: Omit<EventDetailsProps, "subscribers">) {
  const { causationId } = entry.event;
  if (!causationId && effects.length === 0) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {cause ? (
        <Button size="sm" onClick={() => onJump(cause)}>
          Cause: {cause.event.type}
        </Button>
      ) : causationId ? (
        <span className="text-muted text-sm">Caused by {causationId}, no longer in this list.</span>
      ) : null}
      {effects.map((effect) => (
        <Button key={effect.row} size="sm" onClick={() => onJump(effect)}>
          Effect: {effect.event.type}
        </Button>
      ))}
    </div>
  );
}

/** Everything about one event: what it says, where it came from, who listened and what they did. */
export function EventDetails(props: EventDetailsProps) {
  const { entry, subscribers, onReplay, onClose } = props;
  const raw = JSON.stringify(entry.event, null, 2);
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
      <PayloadTree value={entry.event.data} />
      <Deliveries entry={entry} />
      <Links {...props} />
      {entry.event.seq === null ? null : (
        <StartedRuns key={entry.event.seq} seq={entry.event.seq} />
      )}
      <Facts entry={entry} />
      <details>
        <summary className="text-muted cursor-pointer text-xs font-medium">Raw JSON</summary>
        <pre className="bg-canvas text-ink mt-1 overflow-auto rounded-md p-2 text-xs">{raw}</pre>
      </details>
      <div className="flex flex-wrap gap-2">
        <CopyButton value={raw} label="Copy JSON" text="Copy JSON" />
        <Link
          href={`/automations/new?event=${encodeURIComponent(entry.event.type)}`}
          className={buttonClass({ size: "sm" })}
        >
          Automate this
        </Link>
        <Replay key={entry.row} subscribers={subscribers} onReplay={() => onReplay(entry)} />
      </div>
    </section>
  );
}
