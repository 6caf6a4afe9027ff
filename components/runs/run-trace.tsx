"use client";

import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";

import { useLive } from "@/components/mesh/use-live";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { JsonBlock } from "@/components/ui/json-block";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { useToast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/core/action-result";

import { RunBadge } from "./run-badge";
import { StepTrace } from "./step-trace";
import { isOpen, tookText, type RunActions, type RunView, type TraceView } from "./types";

const CHANGES = ["automation.run.*", "approval.*"];
const POLL_MS = 2000;
const RETRYABLE = new Set(["failed", "cancelled"]);

function RerunDialog({
  pending,
  onConfirm,
  onClose,
}: {
  pending: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  return (
    <LazyDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Do everything again?"
      description="A new run is made for the same event. Everything that this one did happens a second time: a second ticket, a second message. To go on where it failed, retry it instead."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" pending={pending} onClick={onConfirm}>
            Do it all again
          </Button>
        </>
      }
    />
  );
}

function Tools({
  run,
  actions,
  onChanged,
}: {
  run: RunView;
  actions: RunActions;
  onChanged: () => void;
}) {
  const [pending, start] = useTransition();
  const [asks, setAsks] = useState(false);
  const toast = useToast();
  const router = useRouter();
  const call = (work: () => Promise<ActionResult<unknown>>, done: string) =>
    start(async () => {
      const result = await work();
      if (result.ok) toast.success(done);
      else toast.error(result.message);
      onChanged();
    });
  const again = () =>
    start(async () => {
      const result = await actions.rerun(run.id);
      setAsks(false);
      if (result.ok) router.push(`/runs/${result.value.id}` as Route);
      else toast.error(result.message);
    });
  return (
    <div className="flex flex-wrap gap-2">
      {RETRYABLE.has(run.status) ? (
        <Button
          variant="primary"
          pending={pending}
          onClick={() => call(() => actions.retry(run.id), "It goes on at the step that failed.")}
        >
          Retry
        </Button>
      ) : null}
      {isOpen(run) ? (
        <Button
          pending={pending}
          onClick={() => call(() => actions.cancel(run.id), "The run was cancelled.")}
        >
          Cancel the run
        </Button>
      ) : (
        <Button onClick={() => setAsks(true)}>Re-run…</Button>
      )}
      {asks ? (
        <RerunDialog pending={pending} onConfirm={again} onClose={() => setAsks(false)} />
      ) : null}
    </div>
  );
}

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
            href={`/events?text=${encodeURIComponent(trigger.id)}` as Route}
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
                  <RunBadge status={one.status} />
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
          <RunBadge status={run.status} />
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
        </p>
        {run.reason ? <p className="mt-1 text-sm break-words">{run.reason}</p> : null}
      </div>
      {canEdit ? <Tools run={run} actions={actions} onChanged={onChanged} /> : null}
    </div>
  );
}

/** A run from its event to its last step, moving while it runs. */
export function RunTrace({
  initial,
  related,
  canEdit,
  actions,
}: {
  initial: TraceView;
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
        <h2 className="text-sm font-semibold">Steps</h2>
        {data.steps.length === 0 && toDo.length === 0 ? (
          <p className="text-muted text-sm">No step was begun.</p>
        ) : null}
        <ol className="grid grid-cols-1 gap-3">
          {data.steps.map((step) => (
            <li key={step.key}>
              <StepTrace
                runId={data.run.id}
                step={step}
                isAsked={asked.has(step.key)}
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
