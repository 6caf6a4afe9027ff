"use client";

import { lazy } from "react";

import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Icon } from "@/components/ui/icon";
import { JsonBlock } from "@/components/ui/json-block";
import { LatePart } from "@/components/ui/late-part";
import type { TraceTree } from "@/lib/mesh/browser/trace-tree";

import { RunTimes } from "./run-times";
import { StepDetails } from "./step-details";
import type { RunView, StepView } from "./types";

const Trace = lazy(async () => ({ default: (await import("@/components/trace/trace")).Trace }));

function Heading({ id, children }: { id: string; children: string }) {
  return (
    <h3 id={id} className="font-semibold">
      {children}
    </h3>
  );
}

function EventData({ trigger }: Pick<RunView, "trigger">) {
  return (
    <section aria-labelledby="event-details" className="grid grid-cols-1 gap-1">
      <Heading id="event-details">Event</Heading>
      <p className="text-muted text-xs">
        <code className="break-all">{trigger.type}</code>{" "}
        {trigger.subject ? <code className="break-all">{trigger.subject}</code> : null}
      </p>
      <JsonBlock label="Data of the event" value={trigger.data} />
    </section>
  );
}

/** Facts about a run for developers: its requests and answers, its event, its times and its trace, all folded together. */
export function RunDetails({
  run,
  steps,
  tree,
}: {
  run: RunView;
  steps: readonly StepView[];
  tree: TraceTree;
}) {
  return (
    <Card>
      <details className="group/details">
        <summary className="flex min-h-11 cursor-pointer flex-wrap items-center gap-x-2 px-4 py-2">
          <Icon
            name="next"
            className="text-muted size-3.5 transition-transform group-open/details:rotate-90"
          />
          <span className="text-muted font-medium">Developer details</span>
          <span className="text-muted text-xs">requests, responses, idempotency keys, trace</span>
        </summary>
        <div className="border-line grid grid-cols-1 gap-6 border-t p-4">
          {steps.map((step) => (
            <StepDetails key={step.key} step={step} />
          ))}
          <EventData trigger={run.trigger} />
          <section aria-labelledby="trace" className="grid grid-cols-1 gap-3">
            <Heading id="trace">Trace</Heading>
            <div className="max-h-128 overflow-y-auto">
              <LatePart>
                <Trace query={{ run: run.id }} initial={tree} />
              </LatePart>
            </div>
            <RunTimes run={run} steps={steps} />
            <p className="text-muted flex min-w-0 items-center gap-1 text-xs">
              Run <code className="break-all">{run.id}</code>
              <CopyButton value={run.id} label="Copy run id" />
            </p>
          </section>
        </div>
      </details>
    </Card>
  );
}
