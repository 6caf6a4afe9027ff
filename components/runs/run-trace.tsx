"use client";

import type { Route } from "next";
import Link from "next/link";

import { useLive } from "@/components/mesh/use-live";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import type { TraceTree } from "@/lib/mesh/browser/trace-tree";

import { RunBadge } from "./run-badge";
import { RunDetails } from "./run-details";
import { RunTools } from "./run-tools";
import { StepTrace } from "./step-trace";
import {
  isOpen,
  shownStatus,
  tookText,
  type RunActions,
  type RelatedRunView,
  type RunView,
  type TraceView,
} from "./types";

const CHANGES = ["automation.run.*", "approval.*"];
const POLL_MS = 2000;

/** The event that started the run, and the other runs that it started. */
function StartedBy({ run, related }: { run: RunView; related: readonly RelatedRunView[] }) {
  const { trigger, eventSeq, line } = run;
  return (
    <div className="grid grid-cols-1 gap-4">
      <Card aria-labelledby="trigger">
        <CardHeader>
          <CardTitle id="trigger" className="flex-1">
            Started by
          </CardTitle>
          {eventSeq === null ? null : (
            <Link
              href={`/events/${eventSeq}` as Route}
              className="text-link px-2 py-1 text-xs font-medium hover:underline"
            >
              Open the event
            </Link>
          )}
        </CardHeader>
        <div className="grid grid-cols-1 gap-1 px-4 pb-4">
          <p className="font-medium break-words">{line}</p>
          <RelativeTime
            atMs={Date.parse(trigger.time)}
            timeZone="UTC"
            className="text-muted text-xs"
          />
        </div>
      </Card>
      {related.length > 0 ? (
        <Card aria-labelledby="related">
          <CardHeader>
            <CardTitle id="related">Other runs for this event</CardTitle>
          </CardHeader>
          <ul className="divide-line divide-y px-4 pb-1">
            {related.map((one) => (
              <li key={one.id}>
                <Link
                  href={`/runs/${one.id}` as Route}
                  className="group grid min-h-12 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 py-1.5"
                >
                  <span className="truncate font-medium group-hover:underline">
                    {one.automationName}
                  </span>
                  <RunBadge status={shownStatus(one)} />
                  <span className="text-muted col-span-2 text-xs">
                    <RelativeTime
                      atMs={Date.parse(one.createdAt)}
                      timeZone="UTC"
                      focusable={false}
                    />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
    </div>
  );
}

/** Returns the ids of the definition's steps that have not started. */
function stepsToDo({ definition, steps, run }: TraceView): string[] {
  const all = (definition as { steps?: unknown } | null)?.steps;
  if (!Array.isArray(all) || !isOpen(run)) return [];
  const begun = new Set(steps.map(({ key }) => key));
  return all
    .map((step: { id?: unknown }) => step.id)
    .filter((id) => typeof id === "string")
    .filter((id) => !begun.has(id));
}

function Heading({
  trace,
  canEdit,
  actions,
  onChanged,
}: {
  trace: TraceView;
  canEdit: boolean;
  actions: RunActions;
  onChanged: () => void;
}) {
  const { run, automation } = trace;
  const took = tookText(run.startedAt, run.finishedAt);
  return (
    <div className="mb-6 flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="text-muted mb-1 flex items-center gap-1.5">
          <Link
            href={`/automations/${run.automationId}/runs` as Route}
            className="hover:text-ink inline-block py-1 underline-offset-4 hover:underline"
          >
            Runs of “{automation?.name}”
          </Link>
        </p>
        <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">{run.line}</h1>
          <RunBadge status={shownStatus(run)} />
        </div>
        <p className="text-muted mt-1 flex flex-wrap items-center gap-x-1.5 gap-y-1">
          <RelativeTime atMs={Date.parse(run.createdAt)} timeZone="UTC" />
          {took ? <span className="figures">· took {took}</span> : null}
          <span>·</span>
          <Link
            href={`/automations/${run.automationId}` as Route}
            className="inline-block py-1 underline-offset-4 hover:underline"
          >
            version {run.version}
          </Link>
        </p>
        {run.skipped ? (
          <p className="mt-1 break-words">Skipped: {run.skipped}</p>
        ) : run.reason ? (
          <p className="mt-1 break-words">{run.reason}</p>
        ) : null}
      </div>
      {canEdit ? (
        <RunTools
          run={run}
          liveVersion={automation?.liveVersion ?? null}
          actions={actions}
          onChanged={onChanged}
        />
      ) : null}
    </div>
  );
}

/** A run from its event to its last step. It keeps itself up to date while it runs. */
export function RunTrace({
  initial,
  tree,
  related,
  canEdit,
  actions,
}: {
  initial: TraceView;
  tree: TraceTree;
  related: readonly RelatedRunView[];
  canEdit: boolean;
  actions: RunActions;
}) {
  const { data, problem, refresh } = useLive<TraceView>(
    `/api/runs/${initial.run.id}`,
    initial,
    CHANGES,
    { pollMs: ({ run }) => (isOpen(run) ? POLL_MS : 0) },
  );
  const asked = new Set(data.approvals.map(({ key }) => key));
  const toDo = stepsToDo(data);
  return (
    <>
      <Heading trace={data} canEdit={canEdit} actions={actions} onChanged={refresh} />
      <div className="grid grid-cols-1 gap-4">
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
            This page may be out of date. {problem}
          </Banner>
        ) : null}
        <div className="grid grid-cols-1 items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_20.5rem]">
          <section aria-labelledby="steps" className="grid grid-cols-1 gap-3">
            <h2 id="steps" className="text-base font-semibold">
              What it did
            </h2>
            {data.steps.length === 0 && toDo.length === 0 ? (
              <p className="text-muted">No step has started.</p>
            ) : (
              <ol className="border-line bg-surface rounded-card divide-line divide-y border">
                {data.steps.map((step) => (
                  <li
                    key={step.key}
                    id={`step-${encodeURIComponent(step.key)}`}
                    className="scroll-mt-20"
                  >
                    <StepTrace
                      runId={data.run.id}
                      step={step}
                      isAsked={asked.has(step.key)}
                      decision={data.decisions.find(({ key }) => key === step.key)}
                      canEdit={canEdit}
                      resolve={actions.resolve}
                      onChanged={refresh}
                    />
                  </li>
                ))}
                {toDo.map((id) => (
                  <li key={id} className="text-muted flex items-center gap-3 p-4">
                    <code>{id}</code> Not started
                  </li>
                ))}
              </ol>
            )}
            <RunDetails run={data.run} steps={data.steps} tree={tree} />
          </section>
          <StartedBy run={data.run} related={related} />
        </div>
      </div>
    </>
  );
}
