import type { ReactNode } from "react";

import { RunBadge } from "@/components/runs/run-badge";
import { tookText } from "@/components/runs/types";
import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import type {
  TraceNode,
  EventNode,
  IdleNode,
  RunNode,
  StartNode,
  StepNode,
} from "@/lib/mesh/browser/trace-tree";

const PLACES = { log: null, tab: "only in this tab", gone: "no longer stored" } as const;
const STARTS = { manual: "Started manually", schedule: "Started on schedule" } as const;

/** Returns the URL of a node's page; `null` if it has none. */
export function hrefOf(node: TraceNode): string | null {
  switch (node.kind) {
    case "event":
      return node.seq === null ? null : `/events/${node.seq}`;
    case "run":
      return `/runs/${node.id}`;
    case "step":
      return `/runs/${node.runId}#step-${encodeURIComponent(node.step)}`;
    case "idle":
      return `/automations/${node.automationId}`;
    case "start":
      return null;
  }
}

const Small = ({ children }: { children: ReactNode }) => (
  <span className="text-muted min-w-0 text-xs break-words">{children}</span>
);

/** UUIDs mean nothing to people, so they are not shown. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function EventRow({ node }: { node: EventNode }) {
  const { type, title, subject, origin, by, where, time, lostCause } = node;
  return (
    <>
      {title ? (
        <span title={type} className="min-w-0 text-sm font-medium break-words">
          {title}
        </span>
      ) : (
        <code className="min-w-0 text-xs font-semibold break-all">{type}</code>
      )}
      {subject && !UUID.test(subject) ? (
        <code className="text-muted min-w-0 text-xs break-all">{subject}</code>
      ) : null}
      <Badge tone={origin === "ui" ? "info" : "neutral"}>
        {origin === "ui" ? "click" : origin}
      </Badge>
      {PLACES[where] ? <Badge tone="warning">{PLACES[where]}</Badge> : null}
      <Small>
        {by ? `${by}, ` : ""}
        <RelativeTime atMs={Date.parse(time)} timeZone="UTC" focusable={false} />
      </Small>
      {lostCause ? <Small>Cause not found: {lostCause}</Small> : null}
    </>
  );
}

function StartRow({ node: { how, by, time } }: { node: StartNode }) {
  return (
    <>
      <span className="text-sm font-medium">
        {STARTS[how]}
        {by ? ` by ${by}` : ""}
      </span>
      <Small>
        <RelativeTime atMs={Date.parse(time)} timeZone="UTC" focusable={false} />
      </Small>
    </>
  );
}

function RunRow({ node }: { node: RunNode }) {
  const { status, name, version, isAgain, by, reason, startedAt, finishedAt } = node;
  return (
    <>
      <RunBadge status={status} />
      <span className="min-w-0 text-sm font-medium break-words">{name}</span>
      <Small>
        version {version}
        {isAgain ? `, started again${by ? ` by ${by}` : ""}` : ""}
      </Small>
      <Small>{tookText(startedAt, finishedAt)}</Small>
      {reason ? <Small>{reason}</Small> : null}
    </>
  );
}

function StepRow({ node: { status, step, reason, startedAt, finishedAt } }: { node: StepNode }) {
  return (
    <>
      <RunBadge status={status} />
      <code className="min-w-0 text-xs break-all">{step}</code>
      <Small>{tookText(startedAt, finishedAt)}</Small>
      {reason ? <Small>{reason}</Small> : null}
    </>
  );
}

function IdleRow({ node: { name, why } }: { node: IdleNode }) {
  return (
    <>
      <Badge icon="minus">Did not start</Badge>
      <span className="text-muted min-w-0 text-sm break-words">{name}</span>
      <Small>{why}</Small>
    </>
  );
}

/** Shows a node in one line that may wrap. */
export function TraceRow({ node }: { node: TraceNode }) {
  switch (node.kind) {
    case "event":
      return <EventRow node={node} />;
    case "start":
      return <StartRow node={node} />;
    case "run":
      return <RunRow node={node} />;
    case "step":
      return <StepRow node={node} />;
    case "idle":
      return <IdleRow node={node} />;
  }
}
