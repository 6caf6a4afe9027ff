"use client";

import type { Route } from "next";
import Link from "next/link";
import { useEffect } from "react";

import { Banner } from "@/components/ui/banner";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Rows } from "@/components/ui/rows";

import type { ListedRunView } from "./types";

function Row({ run, name }: { run: ListedRunView; name: string }) {
  return (
    <li className="hover:bg-hover flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 py-2 md:px-2">
      <div className="min-w-0 flex-1 basis-56">
        <Link
          href={`/runs/${run.id}` as Route}
          className="inline-block max-w-full py-0.5 font-medium break-words hover:underline"
        >
          {name}
        </Link>
        <p className="text-muted text-xs break-words">{run.line}</p>
      </div>
      <p className="text-danger-ink min-w-0 flex-1 basis-56 break-words">{run.reason}</p>
      <span className="text-muted text-right text-xs md:w-24">
        <RelativeTime atMs={Date.parse(run.createdAt)} timeZone="UTC" focusable={false} />
      </span>
    </li>
  );
}

/** The failed runs of all automations. Opening this list clears them from the bell. */
export function FailedRuns({
  runs,
  names,
  approvals,
  hasMore,
  saw,
}: {
  runs: readonly ListedRunView[];
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
      {runs.length === 0 ? (
        <EmptyState icon="done" title="No failed runs" />
      ) : (
        <Rows>
          {runs.map((run) => (
            <Row key={run.id} run={run} name={names[run.automationId] ?? "Deleted automation"} />
          ))}
        </Rows>
      )}
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
