"use client";

import { useState, useTransition } from "react";

import { useLive } from "@/components/mesh/use-live";
import { answerOf } from "@/components/ui/answer-of";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { countText } from "@/lib/business/figures";
import {
  progressText,
  rateOf,
  rateText,
  totalText,
  withSample,
  type Sample,
} from "@/lib/business/import-progress";
import type { SyncStatus } from "@/lib/contracts/objects";
import type { ActionResult } from "@/lib/core/action-result";

/** A status as JSON brings it: times are texts. */
export type SyncView = {
  readonly [Key in keyof SyncStatus[number]]: Key extends "types"
    ? readonly TypeView[]
    : Key extends "startedAt" | "retryAt" | "comparedAt"
      ? string | null
      : Key extends "readAt"
        ? string
        : SyncStatus[number][Key];
};
type TypeView = {
  readonly [Key in keyof SyncStatus[number]["types"][number]]: Key extends "oldest" | "updatedAt"
    ? string | null
    : SyncStatus[number]["types"][number][Key];
};

type Change = (connection: string, type?: string) => Promise<ActionResult<unknown>>;
export interface SyncActions {
  readonly pause: Change;
  readonly resume: Change;
  readonly restart: Change;
}

const POLL_MS = 1000;
/** Only the poll asks: an import publishes no events of its own. */
const NO_PATTERNS: readonly string[] = [];

function TypeState({ type, isPaused }: { type: TypeView; isPaused: boolean }) {
  if (type.state === "done") return <Badge tone="success">Done</Badge>;
  if (type.state === "refused") return <Badge tone="warning">Not imported</Badge>;
  if (isPaused) return <span className="text-muted">Paused</span>;
  if (type.state === "running") return <Badge tone="info">Importing</Badge>;
  return <span className="text-muted">Next</span>;
}

function sinceText({ oldest, state }: TypeView, timeZone: string): string {
  if (oldest === null) return "";
  const date = new Intl.DateTimeFormat("en-US", { timeZone, dateStyle: "medium" }).format(
    new Date(oldest),
  );
  return state === "done" ? `since ${date}` : `back to ${date}`;
}

/** How many objects of the type were read, of how many, and how fast. */
function Imported({ type, rate }: { type: TypeView; rate: number | null }) {
  const total = type.state === "done" ? null : totalText(type);
  return (
    <>
      <span className="font-medium">{countText(type.rows)}</span>{" "}
      {total === null ? null : <span className="text-muted">of {total}</span>}
      {rate === null || type.state !== "running" ? null : (
        <span className="text-muted block pb-1 text-xs">{rateText(rate)}</span>
      )}
    </>
  );
}

function Types({
  sync,
  samples,
  restart,
}: {
  sync: SyncView;
  samples: readonly Sample[];
  restart: ((type: string) => void) | null;
}) {
  return (
    <table aria-label="Progress by type" className="w-full text-sm">
      <thead>
        <tr className="text-muted text-left">
          <th
            scope="col"
            className="h-9 px-1 font-medium first:pl-3 last:pr-2 sm:px-4 sm:first:pl-4 sm:last:pr-4"
          >
            Type
          </th>
          <th
            scope="col"
            className="h-9 px-1 text-right font-medium first:pl-3 last:pr-2 sm:px-4 sm:first:pl-4 sm:last:pr-4"
          >
            Imported
          </th>
          <th scope="col" className="h-9 px-1 font-medium max-sm:hidden sm:px-4">
            <span className="sr-only">How far back</span>
          </th>
          <th
            scope="col"
            className="h-9 px-1 text-right font-medium first:pl-3 last:pr-2 sm:px-4 sm:first:pl-4 sm:last:pr-4"
          >
            State
          </th>
        </tr>
      </thead>
      <tbody>
        {sync.types.map((type) => (
          <tr key={type.type} className="border-line border-t">
            <td className="h-10 px-1 first:pl-3 last:pr-2 sm:px-4 sm:first:pl-4 sm:last:pr-4">
              {type.label}
              {type.problem ? (
                <span className="text-warning-ink block pb-2 text-xs">{type.problem}</span>
              ) : null}
            </td>
            <td className="figures h-10 px-1 text-right whitespace-nowrap first:pl-3 last:pr-2 sm:px-4 sm:first:pl-4 sm:last:pr-4">
              <Imported type={type} rate={rateOf(samples, type.type)} />
            </td>
            <td className="text-muted figures h-10 px-1 text-xs max-sm:hidden sm:px-4">
              {sinceText(type, sync.account.timeZone)}
            </td>
            <td className="h-10 px-1 text-right first:pl-3 last:pr-2 sm:px-4 sm:first:pl-4 sm:last:pr-4">
              <span className="inline-flex flex-wrap items-center justify-end gap-x-2">
                <TypeState type={type} isPaused={sync.state === "paused"} />
                {restart &&
                (type.state === "done" || type.state === "refused") &&
                type.type !== "event" ? (
                  <Button variant="ghost" size="sm" onClick={() => restart(type.type)}>
                    {type.state === "refused" ? "Try again" : "Import again"}
                    <span className="sr-only"> {type.label}</span>
                  </Button>
                ) : null}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function headline({ isDone, state, types }: SyncView, rate: number | null): string {
  const progress = progressText(types);
  if (isDone) return `${progress} are here. Events keep them up to date.`;
  if (state === "paused") return `${progress} so far. The import is paused.`;
  const fast = rate === null ? "" : ` · ${rateText(rate)}`;
  return `${progress} so far${fast}. Newest first, so every page can be used now.`;
}

const sampleOf = ({ readAt, types }: SyncView): Sample => ({
  atMs: Date.parse(readAt),
  rows: Object.fromEntries(types.map(({ type, rows }) => [type, rows])),
});

/** What the polls of the last seconds saw, of which the rate is. */
function useSamples(sync: SyncView): readonly Sample[] {
  const [seen, setSeen] = useState({ sync, samples: [sampleOf(sync)] as readonly Sample[] });
  if (seen.sync !== sync) setSeen({ sync, samples: withSample(seen.samples, sampleOf(sync)) });
  return seen.samples;
}

/** How far the import of an account is, by type, with what can be done about it. */
export function ImportCard({
  initial,
  canEdit,
  actions,
}: {
  initial: SyncView;
  canEdit: boolean;
  actions: SyncActions;
}) {
  const id = initial.account.connectionId;
  const { data, problem, refresh } = useLive<readonly SyncView[]>(
    "/api/sync",
    [initial],
    NO_PATTERNS,
    {
      pollMs: (all) =>
        all.some(({ isDone, state }) => !isDone && state === "running") ? POLL_MS : 0,
    },
  );
  const [failure, setFailure] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const sync = data.find(({ account }) => account.connectionId === id) ?? initial;
  const change = (action: Change, type?: string) =>
    startTransition(async () => {
      const result = await answerOf(action(id, type), "the import was changed");
      setFailure(result.ok ? null : result.message);
      refresh();
    });
  const samples = useSamples(sync);
  const finished = sync.types.filter(({ state }) => state === "done" || state === "refused").length;
  return (
    <section aria-label="Import" className="border-line rounded-card min-w-0 border">
      <div className="grid gap-2 p-4">
        <div className="flex items-center justify-between gap-3">
          <h2 className="text-base font-semibold">
            {sync.isDone ? "Your account is imported" : "Importing your account"}
          </h2>
          {canEdit && !sync.isDone ? (
            <Button
              size="sm"
              pending={isPending}
              onClick={() => change(sync.state === "paused" ? actions.resume : actions.pause)}
            >
              {sync.state === "paused" ? "Resume" : "Pause"}
            </Button>
          ) : null}
        </div>
        {sync.isDone ? null : (
          <progress
            aria-label="Types that are imported"
            value={finished}
            max={Math.max(1, sync.types.length)}
            className="import-progress h-1 w-full"
          />
        )}
        <p className="text-muted text-sm" aria-live="polite">
          {headline(sync, rateOf(samples))}
        </p>
        {sync.problem ? <Banner tone="warning">{sync.problem}</Banner> : null}
        {(failure ?? problem) ? <Banner tone="danger">{failure ?? problem}</Banner> : null}
      </div>
      <Types
        sync={sync}
        samples={samples}
        restart={canEdit ? (type) => change(actions.restart, type) : null}
      />
      <p className="text-muted border-line border-t p-4 text-xs">
        Uses at most half of the provider’s rate limit. Survives a restart.
      </p>
    </section>
  );
}
