import type { Route } from "next";
import Link from "next/link";

import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ActivityLine } from "@/lib/business/activity";
import { initials } from "@/lib/core/text";

/** A person is round, everything else is square: one sees at once who acted. */
function Mark({ line: { person, isAutomation } }: { line: ActivityLine }) {
  const shape = "bg-neutral-soft text-neutral-ink grid size-6 shrink-0 place-items-center";
  return person !== null && !isAutomation ? (
    <span aria-hidden="true" className={`${shape} rounded-full text-[0.625rem] font-semibold`}>
      {initials(person)}
    </span>
  ) : (
    <span className={`${shape} rounded-badge`}>
      <Icon name={isAutomation ? "pulse" : "dot"} className="size-3.5" />
    </span>
  );
}

/** The latest lines of what happened, each with a link to what it is about. */
export function ActivityList({
  lines,
  timeZone,
}: {
  lines: readonly ActivityLine[];
  /** Zone of the account, for exact times. */
  timeZone: string;
}) {
  return (
    <Card aria-labelledby="activity">
      <CardHeader>
        <CardTitle id="activity">Activity</CardTitle>
        <Link
          href="/events"
          prefetch={false}
          className="text-link ml-auto text-sm font-medium hover:underline"
        >
          All events
        </Link>
      </CardHeader>
      {lines.length === 0 ? (
        <EmptyState
          title="Nothing happened yet"
          hint="Payments, changed subscriptions and what automations did appear here."
        />
      ) : (
        <ul>
          {lines.map((line) => (
            <li
              key={line.key}
              className="border-line hover:bg-hover relative flex min-h-11 items-center gap-3 border-t px-4 py-2 text-sm"
            >
              <Mark line={line} />
              <Link
                href={line.href as Route}
                prefetch={false}
                className="min-w-0 flex-1 text-pretty wrap-anywhere after:absolute after:inset-0 hover:underline"
              >
                {line.text}
              </Link>
              <RelativeTime
                atMs={line.atMs}
                timeZone={timeZone}
                focusable={false}
                className="text-muted text-xs"
              />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
