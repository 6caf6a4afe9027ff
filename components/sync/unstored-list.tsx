import { countText } from "@/lib/business/figures";
import { formatDateTime } from "@/lib/core/time";

import type { HealthView } from "./sync-view";

interface Line {
  /** Type and id, for engineers. */
  readonly code: string;
  /** Sentence for people; `null` if the heading says it all. */
  readonly problem: string | null;
  readonly seenAt: string;
}

function Unstored({
  id,
  noun,
  count,
  hint,
  lines,
  timeZone,
}: {
  id: string;
  noun: string;
  count: number;
  hint: string;
  lines: readonly Line[];
  timeZone: string;
}) {
  if (count === 0) return null;
  return (
    <section aria-labelledby={id} className="border-line border-t p-4 text-sm">
      <h3 id={id} className="text-warning-ink font-semibold">
        {countText(count)} {count === 1 ? noun : `${noun}s`} could not be stored
      </h3>
      <p className="text-muted text-xs">{hint}</p>
      <ul className="mt-2 grid gap-2">
        {lines.map(({ code, problem, seenAt }) => (
          <li key={code}>
            <p className="font-mono text-xs break-all">{code}</p>
            <p>
              {problem}{" "}
              <span className="text-muted text-xs">
                {formatDateTime(new Date(seenAt), timeZone)}
              </span>
            </p>
          </li>
        ))}
      </ul>
      {lines.length < count ? (
        <p className="text-muted mt-2 text-xs">These are the newest {lines.length}.</p>
      ) : null}
    </section>
  );
}

/** Objects and events that could not be stored. They are kept as the provider sent them. */
export function UnstoredList({
  unstored,
  events,
  timeZone,
}: Pick<HealthView, "unstored" | "events"> & { timeZone: string }) {
  return (
    <>
      <Unstored
        id="unstored"
        noun="object"
        count={unstored.count}
        hint="They are missing from lists and figures. Each is kept as it came, and stored once it can be read."
        lines={unstored.objects.map(({ type, id, problem, seenAt }) => ({
          code: `${type} ${id}`,
          problem,
          seenAt,
        }))}
        timeZone={timeZone}
      />
      <Unstored
        id="unstored-events"
        noun="event"
        count={events.count}
        hint="They are missing from the list of events, and started no automation. Each is kept aside for seven days."
        lines={events.events.map(({ id, seenAt }) => ({ code: id, problem: null, seenAt }))}
        timeZone={timeZone}
      />
    </>
  );
}
