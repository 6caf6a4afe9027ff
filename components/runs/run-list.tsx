"use client";

import type { Route } from "next";
import Link from "next/link";
import { useTransition } from "react";

import { useLive } from "@/components/mesh/use-live";
import { answerOf } from "@/components/ui/answer-of";
import { Banner } from "@/components/ui/banner";
import { Button, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Rows } from "@/components/ui/rows";
import { TabLinks } from "@/components/ui/tab-links";
import { useToast } from "@/components/ui/toast";
import type { RunStatus } from "@/lib/contracts/run";

import { RunBadge, STATUS_LABELS } from "./run-badge";
import { RunBulk, type BulkActions, type BulkCounts } from "./run-bulk";
import { isOpen, shownStatus, tookText, type ListedRunView, type RunActions } from "./types";

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
  initial: readonly ListedRunView[];
  /** True if there may be older ones. */
  hasMore: boolean;
  canEdit: boolean;
  /** Runs that could be retried and cancelled when the page was drawn, on whatever page of the list. */
  counts: BulkCounts;
  actions: Pick<RunActions, "retry"> & BulkActions;
}

function Filters({ automationId, status }: Pick<RunListProps, "automationId" | "status">) {
  const base = `/automations/${automationId}/runs`;
  const tabs = [null, ...FILTERS].map((one) => ({
    href: (one ? `${base}?status=${one}` : base) as Route,
    label: one ? STATUS_LABELS[one] : "All",
    isCurrent: one === status,
  }));
  return <TabLinks label="Runs by status" tabs={tabs} />;
}

function Row({
  run,
  canEdit,
  retry,
  onChanged,
}: {
  run: ListedRunView;
  canEdit: boolean;
  retry: RunActions["retry"];
  onChanged: () => void;
}) {
  const [pending, start] = useTransition();
  const toast = useToast();
  const again = () =>
    start(async () => {
      const result = await answerOf(retry(run.id), "the run was retried");
      if (!result.ok) toast.error(result.message);
      onChanged();
    });
  const why = run.skipped ?? run.reason;
  return (
    <li className="hover:bg-hover flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 py-1.5 md:px-2">
      <div className="min-w-0 flex-1 basis-56">
        <Link
          href={`/runs/${run.id}` as Route}
          className="inline-block max-w-full py-0.5 font-medium break-words hover:underline"
        >
          {run.line}
        </Link>
        {why ? <p className="text-muted text-xs break-words">{why}</p> : null}
      </div>
      <span className="md:w-32">
        <RunBadge status={shownStatus(run)} />
      </span>
      <span className="text-muted figures text-right text-xs md:w-16">
        {tookText(run.startedAt, run.finishedAt)}
      </span>
      <span className="text-muted text-right text-xs md:w-24">
        <RelativeTime atMs={Date.parse(run.createdAt)} timeZone="UTC" focusable={false} />
      </span>
      {canEdit && run.status === "failed" ? (
        <Button size="sm" pending={pending} onClick={again} aria-label={`Retry ${run.line}`}>
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
  const { data, problem, refresh } = useLive<readonly ListedRunView[]>(
    `/api/runs?${query.toString()}`,
    initial,
    CHANGES,
    { pollMs: (runs) => (runs.some(isOpen) ? POLL_MS : 0) },
  );
  const last = data.at(-1);
  const shown = {
    failed: counts.failed > 0 || data.some((run) => run.status === "failed"),
    open: counts.open > 0 || data.some(isOpen),
  };
  return (
    <div className="grid grid-cols-1 gap-4">
      <Filters automationId={automationId} status={status} />
      {canEdit ? (
        <RunBulk automationId={automationId} shown={shown} actions={actions} onChanged={refresh} />
      ) : null}
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
          This list may be out of date. {problem}
        </Banner>
      ) : null}
      {data.length === 0 ? (
        <EmptyState
          title={status ? "No runs with this status" : "No runs yet"}
          hint={status ? undefined : "A run appears here as soon as the automation starts."}
        />
      ) : (
        <Rows>
          {data.map((run) => (
            <Row
              key={run.id}
              run={run}
              canEdit={canEdit}
              retry={actions.retry}
              onChanged={refresh}
            />
          ))}
        </Rows>
      )}
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
