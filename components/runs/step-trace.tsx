"use client";

import Link from "next/link";
import { useTransition } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { AppMark, StepMark } from "@/components/ui/app-mark";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { useToast } from "@/components/ui/toast";
import { linkIn } from "@/lib/core/output-link";

import { RunBadge } from "./run-badge";
import { tookText, type DecisionView, type RunActions, type StepView } from "./types";

function Mark({ step: { icon, plan } }: { step: StepView }) {
  const { operation } = (plan ?? {}) as { operation?: string };
  const app = operation?.split(".")[0];
  return app ? <AppMark id={app} /> : <StepMark icon={icon} />;
}

function Unsure({
  runId,
  stepKey,
  resolve,
  onChanged,
}: {
  runId: string;
  stepKey: string;
  resolve: RunActions["resolve"];
  onChanged: () => void;
}) {
  const [pending, start] = useTransition();
  const toast = useToast();
  const answer = (done: boolean) =>
    start(async () => {
      const result = await answerOf(resolve(runId, stepKey, done), "the step was resolved");
      if (!result.ok) toast.error(result.message);
      onChanged();
    });
  return (
    <div className="bg-warning-soft text-warning-ink rounded-control grid gap-2 p-3">
      <p>
        The answer was lost, so this step may or may not have taken effect. Check at the provider,
        then choose.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" pending={pending} onClick={() => answer(true)}>
          Mark as done
        </Button>
        <Button size="sm" pending={pending} onClick={() => answer(false)}>
          Send it again
        </Button>
      </div>
    </div>
  );
}

function Waiting({ step, isAsked }: { step: StepView; isAsked: boolean }) {
  if (step.status !== "waiting") return null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <p>{isAsked ? "Waiting for an approval." : "Waiting."}</p>
      {isAsked ? (
        <Link href="/approvals" className="text-link inline-block py-1 font-medium hover:underline">
          Open approvals
        </Link>
      ) : null}
      {step.notBefore ? (
        <span className="text-muted text-xs">
          until <RelativeTime atMs={Date.parse(step.notBefore)} timeZone="UTC" />
        </span>
      ) : null}
    </div>
  );
}

/** A person's decision with their note. */
function Decision({ decision: { isGranted, by, at, note } }: { decision: DecisionView }) {
  return (
    <p className="break-words">
      {isGranted ? "Approved" : "Denied"} by {by ?? "a former member"},{" "}
      <RelativeTime atMs={Date.parse(at)} timeZone="UTC" className="text-muted text-xs" />
      {note ? <>: “{note}”</> : "."}
    </p>
  );
}

function SeenAt({ link }: { link: StepView["seenAt"] }) {
  if (!link) return null;
  return (
    <a
      href={link.url}
      target="_blank"
      rel="noopener noreferrer"
      className="text-link w-fit py-0.5 text-xs font-medium hover:underline"
    >
      {link.text}
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  );
}

/** One step of a run in words. */
export function StepTrace({
  runId,
  step,
  isAsked,
  decision,
  canEdit,
  resolve,
  onChanged,
}: {
  runId: string;
  step: StepView;
  decision: DecisionView | undefined;
  /** True while an approval of this step is pending. */
  isAsked: boolean;
  canEdit: boolean;
  resolve: RunActions["resolve"];
  onChanged: () => void;
}) {
  const { key, title, target, status, output, warnings, reason } = step;
  const isBad = status === "failed" || status === "indeterminate";
  return (
    <section aria-label={`Step ${key}`} className="flex items-start gap-3 p-4">
      <Mark step={step} />
      <div className="grid min-w-0 flex-1 grid-cols-1 gap-1">
        <div className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1">
          <h3 className={`font-medium ${status === "skipped" ? "text-muted" : ""}`}>{title}</h3>
          <RunBadge status={status} />
          <span className="text-muted figures ml-auto text-xs">
            {tookText(step.startedAt, step.finishedAt)}
          </span>
        </div>
        {target ? <p className="break-words">{target}</p> : null}
        {reason ? (
          <p className={`break-words ${isBad ? "text-danger-ink" : "text-muted"}`}>{reason}</p>
        ) : null}
        {warnings.map((warning) => (
          <p key={warning} className="text-warning-ink text-xs break-words">
            {warning}
          </p>
        ))}
        <SeenAt link={step.seenAt ?? linkIn(output)} />
        <Waiting step={step} isAsked={isAsked} />
        {decision && status !== "cancelled" ? <Decision decision={decision} /> : null}
        {status === "indeterminate" && canEdit ? (
          <Unsure runId={runId} stepKey={key} resolve={resolve} onChanged={onChanged} />
        ) : null}
      </div>
    </section>
  );
}
