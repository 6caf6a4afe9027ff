"use client";

import type { Route } from "next";
import Link from "next/link";
import { useEffect } from "react";

import { Banner } from "@/components/ui/banner";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";

import { RunBadge } from "./run-badge";
import type { RunView } from "./types";

function Row({ run, name }: { run: RunView; name: string }) {
  return (
    <li className="border-line flex flex-wrap items-center gap-x-4 gap-y-2 border-t px-4 py-3 first:border-t-0">
      <RunBadge status={run.status} />
      <div className="min-w-0 flex-1 basis-56">
        <Link
          href={`/runs/${run.id}` as Route}
          className="inline-block max-w-full py-1 text-sm font-medium break-words hover:underline"
        >
          {name}
        </Link>
        {run.reason ? <p className="text-muted text-sm break-words">{run.reason}</p> : null}
      </div>
      <span className="text-muted text-xs">
        <RelativeTime atMs={Date.parse(run.createdAt)} timeZone="UTC" focusable={false} />
      </span>
    </li>
  );
}

/** Failed runs of every automation. Looking at them takes them off the bell. */
export function FailedRuns({
  runs,
  names,
  approvals,
  hasMore,
  saw,
}: {
  runs: readonly RunView[];
  /** Names of the automations, by id. */
  names: Readonly<Record<string, string>>;
  /** How many approvals are pending. */
  approvals: number;
  hasMore: boolean;
  saw: () => Promise<void>;
}) {
  useEffect(() => void saw(), [saw]);
  const last = runs.at(-1);
  return (
    <div className="grid grid-cols-1 gap-4">
      {approvals > 0 ? (
        <Banner
          action={
            <Link href="/approvals" className={buttonClass({ size: "sm" })}>
              Open approvals
            </Link>
          }
        >
          {approvals === 1 ? "1 approval is pending." : `${approvals} approvals are pending.`}
        </Banner>
      ) : null}
      <Card>
        {runs.length === 0 ? (
          <EmptyState icon="check" title="No failed runs" />
        ) : (
          <ul>
            {runs.map((run) => (
              <Row key={run.id} run={run} name={names[run.automationId] ?? "An automation"} />
            ))}
          </ul>
        )}
      </Card>
      {hasMore && last ? (
        <Link
          href={{ pathname: "/runs", query: { before: last.createdAt } }}
          className={`${buttonClass({})} w-fit`}
        >
          Older failed runs
        </Link>
      ) : null}
    </div>
  );
}
