"use client";

import type { Route } from "next";
import Link from "next/link";
import { lazy } from "react";

import { useLive } from "@/components/mesh/use-live";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { JsonBlock } from "@/components/ui/json-block";
import { LatePart } from "@/components/ui/late-part";
import { RelativeTime } from "@/components/ui/relative-time";
import type { CauseTree } from "@/lib/mesh/browser/cause-tree";

import { RunBadge } from "./run-badge";
import { RunTimes } from "./run-times";
import { RunTools } from "./run-tools";
import { StepTrace } from "./step-trace";
import {
  isOpen,
  shownStatus,
  tookText,
  type RunActions,
  type RunView,
  type TraceView,
} from "./types";

const CHANGES = ["automation.run.*", "approval.*"];
const POLL_MS = 2000;
const Causes = lazy(async () => ({ default: (await import("@/components/causes/causes")).Causes }));

function Trigger({ run, related }: { run: RunView; related: readonly RunView[] }) {
  const { trigger, eventSeq } = run;
  return (
    <Card className="gap-2 p-4" aria-labelledby="trigger">
      <h2 id="trigger" className="text-sm font-semibold">
        Started by
      </h2>
      <p className="flex flex-wrap items-center gap-x-3 text-sm">
        <code className="text-xs break-all">{trigger.type}</code>
        {trigger.subject ? (
          <code className="text-muted text-xs break-all">{trigger.subject}</code>
        ) : null}
        <RelativeTime
          atMs={Date.parse(trigger.time)}
          timeZone="UTC"
          className="text-muted text-xs"
        />
        {eventSeq === null ? null : (
          <Link
            href={`/events/${eventSeq}` as Route}
            className="inline-block py-1 underline underline-offset-4"
          >
            Open the event
          </Link>
        )}
      </p>
      <details>
        <summary className="text-muted min-h-6 w-fit cursor-pointer py-1 text-xs font-medium">
          Its data
        </summary>
        <JsonBlock label="Data of the event" value={trigger.data} />
      </details>
      {related.length > 0 ? (
        <div>
          <p className="text-muted text-xs">Other runs for this event</p>
          <ul className="flex flex-wrap gap-x-4 gap-y-1">
            {related.map((one) => (
              <li key={one.id}>
                <Link
                  href={`/runs/${one.id}` as Route}
                  className="inline-flex min-h-8 items-center gap-2 text-sm hover:underline"
                >
                  <RunBadge status={shownStatus(one)} />
                  <RelativeTime atMs={Date.parse(one.createdAt)} timeZone="UTC" focusable={false} />
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </Card>
  );
}

/** Steps of the definition that have not begun, by id. */
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
    <div className="mb-5 flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="text-muted text-xs">
          <Link
            href={`/automations/${run.automationId}/runs` as Route}
            className="hover:text-ink inline-block py-1 underline-offset-4 hover:underline"
          >
            Runs of “{automation?.name}”
          </Link>
        </p>
        <h1 className="text-xl font-semibold tracking-tight break-words">
          Run of “{automation?.name}”
        </h1>
        <p role="status" className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <RunBadge status={shownStatus(run)} />
          <span className="text-muted text-xs">
            <RelativeTime atMs={Date.parse(run.createdAt)} timeZone="UTC" />
          </span>
          {took ? <span className="text-muted figures text-xs">took {took}</span> : null}
          <Link
            href={`/automations/${run.automationId}` as Route}
            className="text-muted inline-block py-1 text-xs underline underline-offset-4"
          >
            Version {run.version}
          </Link>
          <span className="text-muted inline-flex min-w-0 items-center gap-1 text-xs">
            <code className="break-all">{run.id}</code>
            <CopyButton value={run.id} label="Copy run id" />
          </span>
        </p>
        {run.skipped ? (
          <p className="mt-1 text-sm break-words">Skipped: {run.skipped}</p>
        ) : run.reason ? (
          <p className="mt-1 text-sm break-words">{run.reason}</p>
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

/** A run from its event to its last step, moving while it runs. */
export function RunTrace({
  initial,
  causes,
  related,
  canEdit,
  actions,
}: {
  initial: TraceView;
  causes: CauseTree;
  related: readonly RunView[];
  canEdit: boolean;
  actions: RunActions;
}) {
  const { data, problem, refresh } = useLive<TraceView>(
    `/api/runs/${initial.run.id}`,
    initial,
    CHANGES,
    ({ run }) => (isOpen(run) ? POLL_MS : 0),
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
            This may be old. {problem}
          </Banner>
        ) : null}
        <Trigger run={data.run} related={related} />
        <Card className="gap-2 p-4" aria-labelledby="story">
          <h2 id="story" className="text-sm font-semibold">
            Causes and effects
          </h2>
          <LatePart>
            <Causes query={{ run: data.run.id }} initial={causes} />
          </LatePart>
        </Card>
        <h2 className="text-sm font-semibold">Steps</h2>
        <RunTimes run={data.run} steps={data.steps} />
        {data.steps.length === 0 && toDo.length === 0 ? (
          <p className="text-muted text-sm">No step was begun.</p>
        ) : null}
        <ol className="grid grid-cols-1 gap-3">
          {data.steps.map((step) => (
            <li key={step.key} id={`step-${encodeURIComponent(step.key)}`} className="scroll-mt-20">
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
            <li
              key={id}
              className="border-line text-muted rounded-card flex items-center gap-3 border border-dashed p-4 text-sm"
            >
              <code>{id}</code> Not begun
            </li>
          ))}
        </ol>
      </div>
    </>
  );
}
