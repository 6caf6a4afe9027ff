import type { Route } from "next";
import Link from "next/link";

import { Badge } from "@/components/ui/badge";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { RelativeTime } from "@/components/ui/relative-time";
import type { MeshEvent } from "@/lib/mesh/event";

function EventRow({ event }: { event: MeshEvent }) {
  const json = JSON.stringify(event, null, 2);
  return (
    <li className="border-line border-t first:border-t-0">
      <details className="group">
        <summary className="hover:bg-sunken flex min-h-11 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm">
          <span className="text-muted figures w-10 text-xs max-sm:order-1 max-sm:w-auto">
            {event.seq}
          </span>
          <code className="min-w-0 flex-1 text-xs font-medium wrap-anywhere max-sm:basis-full">
            {event.type}
          </code>
          {event.subject ? (
            <code className="text-muted max-w-64 truncate text-xs max-sm:order-1 max-sm:max-w-40">
              {event.subject}
            </code>
          ) : null}
          <span className="max-sm:hidden">
            <Badge tone={event.origin === "ui" ? "info" : "neutral"}>{event.origin}</Badge>
          </span>
          <RelativeTime
            atMs={Date.parse(event.time)}
            timeZone="UTC"
            focusable={false}
            // As wide as most times are, so that a minute that passes moves nothing.
            className="text-muted text-xs max-sm:order-1 max-sm:ml-auto sm:min-w-24 sm:text-right"
          />
        </summary>
        <div className="bg-sunken px-4 py-3">
          <div className="mb-2 flex flex-wrap justify-end gap-2">
            {event.seq === null ? null : (
              <Link
                href={`/events/${event.seq}` as Route}
                prefetch={false}
                className={buttonClass({ size: "sm", variant: "primary" })}
              >
                Causes and effects
              </Link>
            )}
            <Link
              href={{ pathname: "/events", query: { related: event.subject ?? event.id } }}
              className={buttonClass({ size: "sm" })}
            >
              Related events
            </Link>
            <Link
              href={`/automations/new?event=${encodeURIComponent(event.type)}`}
              className={buttonClass({ size: "sm" })}
            >
              Automate this
            </Link>
            <CopyButton value={json} label="Copy as JSON" text="Copy" />
          </div>
          <section
            aria-label={`Event ${event.seq ?? ""} as JSON`}
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key
            tabIndex={0}
            className="max-h-96 overflow-auto"
          >
            <pre className="text-xs">{json}</pre>
          </section>
        </div>
      </details>
    </li>
  );
}

interface EventFilter {
  readonly pattern: string;
  readonly text: string;
  readonly related: string;
}

const FIELDS = [
  { name: "pattern", label: "Type", placeholder: "payment, or stripe.payment.*" },
  { name: "text", label: "Text", placeholder: "$75.00, a name, an id" },
  { name: "related", label: "Related to this id", placeholder: "pi_…, ch_…, an event’s id" },
] as const;

function Filter({
  filter,
  query,
  hasEvents,
}: {
  filter: EventFilter;
  /** What of the filter is set. */
  query: Readonly<Record<string, string>>;
  hasEvents: boolean;
}) {
  return (
    <form className="flex flex-wrap items-start gap-3">
      {FIELDS.map(({ name, label, placeholder }) => (
        <div key={name} className="min-w-0 flex-1 basis-56">
          <Field label={label} name={name} defaultValue={filter[name]} placeholder={placeholder} />
        </div>
      ))}
      <div className="flex flex-wrap gap-2 sm:pt-6.5">
        <Button type="submit">Filter</Button>
        {Object.keys(query).length > 0 ? (
          <Link href="/events" className={buttonClass({ variant: "ghost" })}>
            Clear
          </Link>
        ) : null}
        {hasEvents ? (
          // A download, not a page: the router must not follow it.
          <a
            href={`/api/events/export?${new URLSearchParams(query).toString()}`}
            download
            className={buttonClass({})}
          >
            Export NDJSON
          </a>
        ) : null}
      </div>
    </form>
  );
}

/** A page of the log with its filter in the address bar, so that it can be shared. */
export function EventHistory({
  events,
  next,
  filter,
}: {
  events: readonly MeshEvent[];
  next: number | null;
  filter: EventFilter;
}) {
  const query = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ""));
  const isFiltered = Object.keys(query).length > 0;
  return (
    <div className="grid gap-4">
      <Filter filter={filter} query={query} hasEvents={events.length > 0} />
      <Card>
        {events.length === 0 ? (
          <EmptyState
            title={isFiltered ? "No event fits this filter" : "Nothing has happened yet"}
            hint={
              isFiltered
                ? "Try a part of a type, such as payment, or fewer words."
                : "Connect an account, or click a payment."
            }
          />
        ) : (
          <ul>
            {events.map((event) => (
              <EventRow key={event.seq} event={event} />
            ))}
          </ul>
        )}
      </Card>
      {next === null ? null : (
        <Link
          href={{ pathname: "/events", query: { ...query, before: next } }}
          className={`${buttonClass({})} w-fit`}
        >
          Older events
        </Link>
      )}
    </div>
  );
}
