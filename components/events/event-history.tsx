import Link from "next/link";

import { Button, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { TabLinks } from "@/components/ui/tab-links";

import { EventRows, type EventRowView } from "./event-rows";

interface EventFilter {
  readonly pattern: string;
  readonly text: string;
  readonly related: string;
  /** `payment` shows the events of one payment as one row. */
  readonly group: string;
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
  /** The filters that are set, by name. */
  query: Readonly<Record<string, string>>;
  hasEvents: boolean;
}) {
  return (
    <form className="flex flex-wrap items-start gap-3">
      {filter.group === "" ? null : <input type="hidden" name="group" value={filter.group} />}
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
          // This is a download, so the router must not follow it.
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

const eventsHref = (query: Readonly<Record<string, string>>) => {
  const text = new URLSearchParams(query).toString();
  return (text === "" ? "/events" : `/events?${text}`) as never; // typed routes know no query
};

/** A page of the log. Its filter is in the address, so that the page can be shared. */
export function EventHistory({
  events,
  next,
  filter,
  canEdit,
}: {
  events: readonly EventRowView[];
  next: number | null;
  filter: EventFilter;
  canEdit: boolean;
}) {
  const query = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ""));
  const isFiltered = Object.keys(query).some((name) => name !== "group");
  const { group, ...single } = query;
  const isGrouped = group !== undefined;
  return (
    <div className="grid gap-4">
      <Filter filter={filter} query={query} hasEvents={events.length > 0} />
      <TabLinks
        label="How events are listed"
        tabs={[
          { href: eventsHref(single), label: "Single events", isCurrent: !isGrouped },
          {
            href: eventsHref({ ...single, group: "payment" }),
            label: "Grouped by payment",
            isCurrent: isGrouped,
          },
        ]}
      />
      {events.length === 0 ? (
        <EmptyState
          title={isFiltered ? "No event matches this filter" : "No events yet"}
          hint={
            isFiltered
              ? "Try a part of a type, such as payment, or fewer words."
              : "Connect an account, or click a payment."
          }
        />
      ) : (
        <EventRows events={events} canEdit={canEdit} />
      )}
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
