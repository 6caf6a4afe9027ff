"use client";

import type { Route } from "next";
import Link from "next/link";
import { lazy, Suspense, useState } from "react";

import { Banner } from "@/components/ui/banner";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { JsonBlock } from "@/components/ui/json-block";
import { LatePart } from "@/components/ui/late-part";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { TraceTree } from "@/lib/mesh/browser/trace-tree";
import { actorText, isErased, isShort, type MeshEvent } from "@/lib/mesh/event";

import { RevealEvent } from "./reveal-event";

const Causes = lazy(async () => ({ default: (await import("@/components/trace/trace")).Trace }));
const TryEvent = lazy(async () => ({
  default: (await import("@/components/trace/try-event")).TryEvent,
}));

const relatedTo = (id: string) => `/events?related=${encodeURIComponent(id)}` as Route;

function Facts({ event }: { readonly event: MeshEvent }) {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Source", event.source],
    ["Origin", event.origin],
    ["By", actorText(event)],
    ["Mode", event.livemode === undefined ? undefined : event.livemode ? "live" : "test"],
    ["Place in the log", String(event.seq)],
    ["Hops", event.hops > 0 ? String(event.hops) : undefined],
  ];
  const ids: readonly (readonly [string, string | undefined])[] = [
    ["Id", event.id],
    ["Subject", event.subject],
    ["Story", event.correlationId],
  ];
  return (
    <dl className="grid grid-cols-1 gap-x-4 gap-y-1 text-sm sm:grid-cols-[8rem_minmax(0,1fr)]">
      <dt className="text-muted">Time</dt>
      <dd>
        <RelativeTime atMs={Date.parse(event.time)} timeZone="UTC" />
      </dd>
      {ids.map(([name, id]) =>
        id === undefined ? null : (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="flex flex-wrap items-center gap-x-2">
              <code className="min-w-0 text-xs break-all">{id}</code>
              <CopyButton value={id} label={`Copy ${name.toLowerCase()}`} />
              <Link
                href={relatedTo(id)}
                className="inline-block py-1 text-xs underline underline-offset-4"
                aria-label={`Events related to ${id}`}
              >
                Related
              </Link>
            </dd>
          </div>
        ),
      )}
      {facts.map(([name, value]) =>
        value === undefined ? null : (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="font-mono text-xs break-all">{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** A stored event: what it says, what led to it, who listened, and what would happen if it came again. */
export function EventPage({
  event: stored,
  causes,
  canEdit,
}: {
  readonly event: MeshEvent;
  readonly causes: TraceTree;
  readonly canEdit: boolean;
}) {
  const [isTrying, setIsTrying] = useState(false);
  const [revealed, setRevealed] = useState<MeshEvent | null>(null);
  const event = revealed ?? stored;
  const json = JSON.stringify(event, null, 2);
  const seq = event.seq ?? 0;
  return (
    <div className="grid grid-cols-1 gap-4">
      <Card className="gap-3 p-4" aria-labelledby="story">
        <h2 id="story" className="text-sm font-semibold">
          Trace
        </h2>
        <LatePart>
          <Causes query={{ seq }} initial={causes} />
        </LatePart>
      </Card>
      {canEdit ? (
        <Card className="gap-3 p-4" aria-labelledby="try">
          <h2 id="try" className="text-sm font-semibold">
            Try and replay
          </h2>
          {isTrying ? (
            <Suspense fallback={<Skeleton className="h-24 w-full" />}>
              <TryEvent seq={seq} />
            </Suspense>
          ) : (
            <>
              <p className="text-muted text-sm">
                See what each automation would do with this event. Nothing is sent.
              </p>
              <Button className="w-fit" onClick={() => setIsTrying(true)}>
                Try with this event
              </Button>
            </>
          )}
        </Card>
      ) : null}
      <Card className="gap-3 p-4" aria-labelledby="facts">
        <h2 id="facts" className="text-sm font-semibold">
          The event
        </h2>
        <Facts event={event} />
        {isShort(event) ? (
          <Banner tone="warning">
            The data of this event was left out, because the workspace had stored too much that day.
            No automation started for it. Where the provider still has the event, it is fetched
            again and appears once more, with its data.
          </Banner>
        ) : null}
        {isErased(event) ? (
          <Banner tone="neutral">
            The customer of this event was erased, so personal data was removed from it.
          </Banner>
        ) : null}
        <JsonBlock label="Data of the event" value={event.data} />
        <div className="flex flex-wrap gap-2">
          {canEdit ? <RevealEvent event={event} onReveal={setRevealed} /> : null}
          <CopyButton value={json} label="Copy event as JSON" text="Copy JSON" />
          {canEdit ? (
            <Link
              href={`/automations/new?event=${encodeURIComponent(event.type)}`}
              className={buttonClass({ size: "sm" })}
            >
              Automate this
            </Link>
          ) : null}
        </div>
      </Card>
    </div>
  );
}
