import { Badge } from "@/components/ui/badge";
import type { ActionAttempt } from "@/lib/contracts/action";
import { formatDateTime } from "@/lib/core/time";

import { SettleAttemptButtons, type SettleAttempt } from "./settle-attempt";

const STATES = {
  waiting: { tone: "warning", label: "Waits for approval" },
  denied: { tone: "neutral", label: "Denied" },
  sending: { tone: "info", label: "Under way" },
  succeeded: { tone: "success", label: "Done" },
  failed: { tone: "danger", label: "Not done" },
  unknown: { tone: "warning", label: "Not confirmed yet" },
} as const;

/** What people did to an object from its page, newest first. */
export function Attempts({
  attempts,
  timeZone,
  settle,
}: {
  attempts: readonly ActionAttempt[];
  timeZone: string;
  settle: SettleAttempt;
}) {
  return (
    <ul className="text-sm">
      {attempts.map(
        ({ id, summary, by, decidedBy, note, status, problem, createdAt, needsAnswer }) => (
          <li
            key={id}
            className="border-line flex min-h-10 flex-wrap items-center gap-x-3 border-t py-1.5 first:border-t-0"
          >
            <span className="font-medium">{summary}</span>
            <span className="text-muted min-w-0 flex-1 wrap-anywhere">
              {[
                by === null ? "by a former member" : `by ${by}`,
                decidedBy === null
                  ? null
                  : `${status === "denied" || status === "failed" ? "decided" : "approved"} by ${decidedBy}`,
                note,
                problem,
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
            <Badge tone={STATES[status].tone}>
              {status === "denied" && decidedBy === by ? "Withdrawn" : STATES[status].label}
            </Badge>
            <time dateTime={createdAt.toISOString()} className="text-muted figures text-xs">
              {formatDateTime(createdAt, timeZone)}
            </time>
            {needsAnswer ? <SettleAttemptButtons id={id} settle={settle} /> : null}
          </li>
        ),
      )}
    </ul>
  );
}
