import type { Route } from "next";
import Link from "next/link";

import { PlannedSteps } from "@/components/automations/planned-steps";
import type { PlannedStepView } from "@/components/automations/types";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import type { MeshEvent } from "@/lib/mesh/event";

interface TryResultProps {
  /** Id of the automation. */
  readonly id: string;
  readonly version: number;
  readonly versions: readonly number[];
  readonly liveVersion: number | null;
  /** False if a schedule or a person starts it. */
  readonly isByEvent: boolean;
  /** The latest events of its type, newest first. */
  readonly events: readonly MeshEvent[];
  /** Position of the simulated event in the log. */
  readonly seq: number | null;
  readonly plan: {
    readonly steps: readonly PlannedStepView[];
    readonly error: string | null;
    readonly refusal: string | null;
  } | null;
}

const PILL =
  "text-muted hover:text-ink aria-[current]:bg-sunken aria-[current]:text-ink grid min-h-9 place-items-center rounded-md px-3 text-sm font-medium whitespace-nowrap";

function Versions({ id, version, versions, liveVersion, seq }: TryResultProps) {
  if (versions.length < 2) return null;
  return (
    <nav aria-label="Version to try" className="flex max-w-full gap-1 overflow-x-auto">
      {versions.map((one) => (
        <Link
          key={one}
          href={`/automations/${id}/try?version=${one}${seq ? `&event=${seq}` : ""}` as Route}
          {...(one === version ? { "aria-current": "page" as const } : {})}
          className={PILL}
        >
          Version {one}, {one === liveVersion ? "live" : "saved"}
        </Link>
      ))}
    </nav>
  );
}

function Events({ id, version, events, seq }: TryResultProps) {
  return (
    <Card>
      <ul aria-label="Latest matching events">
        {events.map((event) => (
          <li key={event.seq} className="border-line border-t first:border-t-0">
            <Link
              href={`/automations/${id}/try?version=${version}&event=${event.seq}` as Route}
              prefetch={false}
              {...(event.seq === seq ? { "aria-current": "true" as const } : {})}
              className="hover:bg-sunken aria-[current]:bg-accent-soft flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2"
            >
              <span className="text-muted figures text-xs">{event.seq}</span>
              <code className="min-w-0 text-xs font-medium break-all">{event.type}</code>
              {event.subject ? (
                <code className="text-muted min-w-0 text-xs break-all">{event.subject}</code>
              ) : null}
              <RelativeTime
                atMs={Date.parse(event.time)}
                timeZone="UTC"
                focusable={false}
                className="text-muted ml-auto text-xs"
              />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Simulation of an automation with a stored event, and the events to choose from. */
export function TryResult(props: TryResultProps) {
  const { isByEvent, events, seq, plan } = props;
  if (!isByEvent || (events.length === 0 && !plan))
    return (
      <Card>
        <EmptyState
          title={isByEvent ? "No matching events yet" : "This automation is not started by events"}
          hint={
            isByEvent
              ? "Come back after the first one has arrived."
              : "A schedule or a person starts it, so there is no event to test it with."
          }
          action={
            <Link href="/events" className={buttonClass({})}>
              See all events
            </Link>
          }
        />
      </Card>
    );
  return (
    <div className="grid grid-cols-1 gap-4">
      <Versions {...props} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <section aria-labelledby="events" className="grid grid-cols-1 gap-2">
          <h2 id="events" className="text-sm font-semibold">
            Latest events
          </h2>
          <Events {...props} />
        </section>
        {plan ? (
          <section aria-labelledby="plan" className="grid grid-cols-1 gap-2">
            <h2 id="plan" className="text-sm font-semibold">
              Planned steps
            </h2>
            <Card className="gap-3 p-4">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                <Badge tone={plan.refusal ? "neutral" : "info"}>
                  {plan.refusal ? "Would not start" : "Would start"}
                </Badge>
                <Link
                  href={`/events/${seq}` as Route}
                  className="inline-block py-1 underline underline-offset-4"
                >
                  The event
                </Link>
              </p>
              {plan.refusal ? (
                <p className="text-sm break-words">
                  {plan.refusal} If it did start, it would do this:
                </p>
              ) : null}
              <PlannedSteps steps={plan.steps} error={plan.error} />
            </Card>
          </section>
        ) : null}
      </div>
    </div>
  );
}
