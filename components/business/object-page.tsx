import type { Route } from "next";
import Link from "next/link";

import { Attempts } from "@/components/actions/attempts";
import type { SettleAttempt } from "@/components/actions/settle-attempt";
import { RunBadge } from "@/components/runs/run-badge";
import { CopyButton } from "@/components/ui/copy-button";
import { Icon } from "@/components/ui/icon";
import { JsonBlock } from "@/components/ui/json-block";
import type { CellContext } from "@/lib/business/cells";
import type { Details } from "@/lib/business/detail-types";
import type { PayoutView } from "@/lib/business/payout-entries";
import type { ActionAttempt } from "@/lib/contracts/action";
import type { BusinessObject, ObjectHistory } from "@/lib/contracts/objects";
import { formatDateTime } from "@/lib/core/time";

import { Breakdown, Facts, Headline, RelatedTable, Timeline } from "./detail-view";
import { PayoutEntries } from "./payout-entries";
import { Section } from "./section";

/** The runs of automations that the object started. */
function Runs({ runs, timeZone }: { runs: ObjectHistory["runs"]; timeZone: string }) {
  return (
    <ul className="text-sm">
      {runs.map(({ id, automation, status, reason, createdAt, links }) => (
        <li
          key={id}
          className="border-line hover:bg-hover relative flex min-h-10 flex-wrap items-center gap-x-3 border-t py-1.5 first:border-t-0"
        >
          <Link
            href={`/runs/${id}` as Route}
            className="min-w-0 truncate font-medium after:absolute after:inset-0"
          >
            {automation}
          </Link>
          <span className="text-muted min-w-0 flex-1 truncate">{reason}</span>
          {links.map(({ text, url }) => (
            // Above the link that covers the row.
            <a
              key={url}
              href={url}
              target="_blank"
              rel="noopener noreferrer"
              className="text-link relative inline-flex min-h-6 items-center gap-1 hover:underline"
            >
              {text}
              <Icon name="external" className="size-3" />
            </a>
          ))}
          <RunBadge status={status} />
          <time dateTime={createdAt.toISOString()} className="text-muted figures text-xs">
            {formatDateTime(createdAt, timeZone)}
          </time>
        </li>
      ))}
    </ul>
  );
}

type HistoryEvent = ObjectHistory["events"][number];

function EventLine({
  event: { seq, line, time },
  timeZone,
}: {
  event: Omit<HistoryEvent, "parts">;
  timeZone: string;
}) {
  return (
    <div className="hover:bg-hover relative flex min-h-10 items-center gap-3">
      <Link
        href={`/events/${seq}` as Route}
        prefetch={false}
        className="min-w-0 flex-1 truncate after:absolute after:inset-0"
      >
        {line}
      </Link>
      <time dateTime={time} className="text-muted figures text-xs">
        {formatDateTime(new Date(time), timeZone)}
      </time>
    </div>
  );
}

/** The events about the object, each in one line. Those of one payment are in a line that opens. */
function Events({ events, timeZone }: { events: ObjectHistory["events"]; timeZone: string }) {
  return (
    <ul className="text-sm">
      {events.map((event) => (
        <li key={event.seq} className="border-line border-t first:border-t-0">
          {event.parts.length === 0 ? (
            <EventLine event={event} timeZone={timeZone} />
          ) : (
            <details className="group">
              <summary className="hover:bg-hover flex min-h-10 cursor-pointer list-none items-center gap-2">
                <Icon name="next" className="size-3 group-open:rotate-90" />
                <span className="min-w-0 flex-1 truncate">{event.line}</span>
                <span className="text-muted text-xs">{event.parts.length} events</span>
                <time dateTime={event.time} className="text-muted figures text-xs">
                  {formatDateTime(new Date(event.time), timeZone)}
                </time>
              </summary>
              <ul className="border-line mb-2 ml-1.5 border-l pl-4">
                {event.parts.map((part) => (
                  <li key={part.seq}>
                    <EventLine event={part} timeZone={timeZone} />
                  </li>
                ))}
              </ul>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Ids and the object as the provider gave it, for engineers. */
function DeveloperDetails({ object }: { object: BusinessObject }) {
  return (
    <details className="border-line border-t pt-4 text-sm">
      <summary className="text-muted cursor-pointer font-medium">
        Developer details <span className="font-normal">ids, metadata, JSON</span>
      </summary>
      <p className="mt-3 flex items-center gap-2">
        <code className="min-w-0 font-mono text-xs wrap-anywhere">{object.id}</code>
        <CopyButton value={object.id} label="Copy id" />
      </p>
      <div className="mt-3">
        <JsonBlock value={object.data} label={`${object.id} as JSON`} />
      </div>
    </details>
  );
}

/** Objects that belong to the one of the page, each type under its heading. */
function RelatedLists({ lists, context }: { lists: Details["related"]; context: CellContext }) {
  return lists.map((related) => (
    <Section key={related.title} title={related.title}>
      <RelatedTable list={related} context={context} />
      {related.more ? (
        <Link
          href={related.more.href as Route}
          className="text-link w-fit text-sm font-medium hover:underline"
        >
          {related.more.label}
        </Link>
      ) : null}
    </Section>
  ));
}

/** The page of one object: how it came about, what belongs to it, and its facts at the side. */
export function ObjectPage({
  list,
  object,
  details,
  context,
  history,
  payout,
  attempts,
  settle,
  tools,
}: {
  list: { readonly href: string; readonly title: string };
  object: BusinessObject;
  details: Details;
  context: CellContext;
  history: ObjectHistory;
  /** The entries of a payout; `null` for other objects. */
  payout: PayoutView | null;
  /** What people did to the object from here. */
  attempts: readonly ActionAttempt[];
  settle: SettleAttempt;
  /** Buttons and menu of what can be done with the object. */
  tools?: React.ReactNode;
}) {
  return (
    <article className="min-w-0">
      <p className="text-muted mb-3 text-sm wrap-anywhere">
        <Link href={list.href as Route} className="hover:text-ink hover:underline">
          {list.title}
        </Link>
        <span aria-hidden="true"> › </span>
        <bdi>{details.title}</bdi>
      </p>
      {object.deleted ? (
        <p className="text-warning-ink mb-3 text-sm">
          It was deleted at the provider. This is what was known of it.
        </p>
      ) : null}
      <div className="flex items-start justify-between gap-3 max-md:flex-wrap">
        <Headline details={details} level={1} />
        <div className="flex shrink-0 flex-wrap items-center justify-end gap-2 max-md:shrink">
          {tools}
        </div>
      </div>
      <div className="wide:grid-cols-[minmax(0,1fr)_18rem] mt-6 grid grid-cols-1 gap-8">
        <div className="wide:order-1 order-2 grid min-w-0 grid-cols-1 content-start gap-6">
          {details.timeline.length > 0 ? (
            <Section title="Timeline">
              <Timeline moments={details.timeline} timeZone={context.timeZone} />
            </Section>
          ) : null}
          {details.breakdown.length > 0 ? (
            <Section title={details.breakdownTitle ?? "Breakdown"}>
              <Breakdown lines={details.breakdown} />
            </Section>
          ) : null}
          {payout === null ? null : <PayoutEntries view={payout} />}
          <RelatedLists lists={details.related} context={context} />
          {attempts.length > 0 ? (
            <Section title="What your team did">
              <Attempts attempts={attempts} timeZone={context.timeZone} settle={settle} />
            </Section>
          ) : null}
          {history.runs.length > 0 ? (
            <Section title="What automations did">
              <Runs runs={history.runs} timeZone={context.timeZone} />
            </Section>
          ) : null}
          {history.events.length > 0 ? (
            <Section title={object.type === "customer" ? "Activity" : "Events"}>
              <Events events={history.events} timeZone={context.timeZone} />
            </Section>
          ) : null}
          <DeveloperDetails object={object} />
        </div>
        <div className="border-line rounded-card wide:order-2 order-1 h-fit min-w-0 border p-4">
          <h2 className="mb-3 text-base font-semibold">Details</h2>
          <Facts facts={details.facts} />
        </div>
      </div>
    </article>
  );
}
