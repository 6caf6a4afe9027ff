"use client";

import type { Route } from "next";
import Link from "next/link";
import { useTransition } from "react";

import { useLive } from "@/components/mesh/use-live";
import { Banner } from "@/components/ui/banner";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { useToast } from "@/components/ui/toast";

import { RunBadge, STATUS_LABELS } from "./run-badge";
import { RunBulk, type BulkActions, type BulkCounts } from "./run-bulk";
import {
  isOpen,
  shownStatus,
  tookText,
  type RunActions,
  type RunStatus,
  type RunView,
} from "./types";

const CHANGES = ["automation.run.*", "approval.*"];
const POLL_MS = 4000;
const FILTERS: readonly RunStatus[] = [
  "succeeded",
  "failed",
  "indeterminate",
  "waiting",
  "running",
  "skipped",
  "cancelled",
];

interface RunListProps {
  automationId: string;
  status: RunStatus | null;
  /** Older runs than this one are shown; `null` on the first page. */
  before: string | null;
  initial: readonly RunView[];
  /** Whether there may be older ones. */
  hasMore: boolean;
  canEdit: boolean;
  /** What could be retried and cancelled when the page was drawn, on whatever page of the list. */
  counts: BulkCounts;
  actions: Pick<RunActions, "retry"> & BulkActions;
}

function Filters({ automationId, status }: Pick<RunListProps, "automationId" | "status">) {
  const base = `/automations/${automationId}/runs`;
  const all = [null, ...FILTERS];
  return (
    <nav aria-label="Runs by status" className="flex max-w-full min-w-0 gap-1 overflow-x-auto">
      {all.map((one) => (
        <Link
          key={one ?? "all"}
          href={(one ? `${base}?status=${one}` : base) as Route}
          {...(one === status ? { "aria-current": "page" as const } : {})}
          className="text-muted hover:text-ink aria-[current]:bg-sunken aria-[current]:text-ink grid min-h-9 place-items-center rounded-md px-3 text-sm font-medium whitespace-nowrap"
        >
          {one ? STATUS_LABELS[one] : "All"}
        </Link>
      ))}
    </nav>
  );
}

function Row({
  run,
  canEdit,
  retry,
  onChanged,
}: {
  run: RunView;
  canEdit: boolean;
  retry: RunActions["retry"];
  onChanged: () => void;
}) {
  const [pending, start] = useTransition();
  const toast = useToast();
  const again = () =>
    start(async () => {
      const result = await retry(run.id);
      if (!result.ok) toast.error(result.message);
      onChanged();
    });
  return (
    <li className="border-line flex flex-wrap items-center gap-x-4 gap-y-2 border-t px-4 py-3 first:border-t-0">
      <RunBadge status={shownStatus(run)} />
      <div className="min-w-0 flex-1 basis-56">
        <Link
          href={`/runs/${run.id}` as Route}
          className="inline-block max-w-full py-1 font-mono text-xs font-medium break-all hover:underline"
        >
          {run.trigger.type} {run.trigger.subject}
        </Link>
        {run.skipped ? (
          <p className="text-sm break-words">Skipped: {run.skipped}</p>
        ) : run.reason ? (
          <p className="text-muted text-sm break-words">{run.reason}</p>
        ) : null}
      </div>
      <span className="text-muted text-xs">
        <RelativeTime atMs={Date.parse(run.createdAt)} timeZone="UTC" focusable={false} />
      </span>
      <span className="text-muted figures w-16 text-right text-xs">
        {tookText(run.startedAt, run.finishedAt)}
      </span>
      {canEdit && run.status === "failed" ? (
        <Button
          size="sm"
          pending={pending}
          onClick={again}
          aria-label={`Retry ${run.trigger.subject ?? run.trigger.type}`}
        >
          Retry
        </Button>
      ) : null}
    </li>
  );
}

/** The runs of an automation, newest first; the first page keeps itself up to date. */
export function RunList(props: RunListProps) {
  const { automationId, status, before, initial, hasMore, canEdit, counts, actions } = props;
  const query = new URLSearchParams({
    automation: automationId,
    ...(status ? { status } : {}),
    ...(before ? { before } : {}),
  });
  const { data, problem, refresh } = useLive<readonly RunView[]>(
    `/api/runs?${query.toString()}`,
    initial,
    CHANGES,
    (runs) => (runs.some(isOpen) ? POLL_MS : 0),
  );
  const last = data.at(-1);
  const shown = {
    failed: counts.failed > 0 || data.some((run) => run.status === "failed"),
    open: counts.open > 0 || data.some(isOpen),
  };
  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Filters automationId={automationId} status={status} />
        {canEdit ? (
          <RunBulk
            automationId={automationId}
            shown={shown}
            actions={actions}
            onChanged={refresh}
          />
        ) : null}
      </div>
      {problem ? (
        <Banner
          tone="warning"
          role="status"
          action={
            <Button size="sm" onClick={refresh}>
              Try again
            </Button>
          }
        >
          This list may be old. {problem}
        </Banner>
      ) : null}
      <Card>
        {data.length === 0 ? (
          <EmptyState
            title={status ? "No run has this status" : "It has not run yet"}
            hint={status ? undefined : "Runs appear here as soon as its event happens."}
          />
        ) : (
          <ul>
            {data.map((run) => (
              <Row
                key={run.id}
                run={run}
                canEdit={canEdit}
                retry={actions.retry}
                onChanged={refresh}
              />
            ))}
          </ul>
        )}
      </Card>
      {hasMore && last ? (
        <Link
          href={
            `/automations/${automationId}/runs?${new URLSearchParams({ ...(status ? { status } : {}), before: last.createdAt }).toString()}` as Route
          }
          className={`${buttonClass({})} w-fit`}
        >
          Older runs
        </Link>
      ) : null}
    </div>
  );
}
