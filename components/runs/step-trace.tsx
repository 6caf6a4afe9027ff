"use client";

import type { Route } from "next";
import Link from "next/link";
import { useTransition, type ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { JsonBlock } from "@/components/ui/json-block";
import { RelativeTime } from "@/components/ui/relative-time";
import { useToast } from "@/components/ui/toast";

import { RunBadge } from "./run-badge";
import {
  tookText,
  type AttemptView,
  type DecisionView,
  type RunActions,
  type StepView,
} from "./types";

function Attempts({
  attempts,
  reason,
}: {
  attempts: readonly AttemptView[];
  /** What the step says already. */
  reason: string | null;
}) {
  return (
    <ol aria-label="Attempts" className="grid gap-2">
      {attempts.map(({ attempt, outcome, httpStatus, requestId, error, startedAt, finishedAt }) => (
        <li key={attempt} className="grid gap-1 text-sm">
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span>
              Attempt {attempt}: {outcome ?? "under way"}
              {httpStatus === null ? "" : `, HTTP ${httpStatus}`}
            </span>
            <span className="text-muted figures text-xs">{tookText(startedAt, finishedAt)}</span>
            {requestId ? (
              <span className="text-muted inline-flex min-w-0 items-center gap-1 text-xs">
                Request <code className="break-all">{requestId}</code>
                <CopyButton value={requestId} label={`Copy request id of attempt ${attempt}`} />
              </span>
            ) : null}
          </span>
          {error && error !== reason ? (
            <span className="text-danger-ink text-xs break-words">{error}</span>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function Fold({
  title,
  open = false,
  children,
}: {
  title: string;
  open?: boolean;
  children: ReactNode;
}) {
  return (
    <details open={open}>
      <summary className="text-muted min-h-6 w-fit cursor-pointer py-1 text-xs font-medium">
        {title}
      </summary>
      <div className="pt-1">{children}</div>
    </details>
  );
}

/** The request line of a plan, where it is one. */
function planTitle(plan: unknown): string {
  const { method, path, url } = (plan ?? {}) as { method?: string; path?: string; url?: string };
  const place = path ?? url;
  return method && place ? `Request: ${method} ${place}` : "Plan";
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
      const result = await resolve(runId, stepKey, done);
      if (!result.ok) toast.error(result.message);
      onChanged();
    });
  return (
    <div className="bg-warning-soft text-warning-ink grid gap-2 rounded-md p-3 text-sm">
      <p>
        Nobody knows whether this was done: the answer was lost. Look at the provider, then say so
        here.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" pending={pending} onClick={() => answer(true)}>
          It is done
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
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <p>{isAsked ? "A person has to say yes or no." : "It waits."}</p>
      {isAsked ? (
        <Link href="/approvals" className="inline-block py-1 underline underline-offset-4">
          Open approvals
        </Link>
      ) : null}
      {!isAsked && step.waitPattern ? <code className="text-xs">{step.waitPattern}</code> : null}
      {step.notBefore ? (
        <span className="text-muted text-xs">
          until <RelativeTime atMs={Date.parse(step.notBefore)} timeZone="UTC" />
        </span>
      ) : null}
    </div>
  );
}

/** What a person said to the step, with their words. */
function Decision({ decision: { isGranted, by, at, note } }: { decision: DecisionView }) {
  return (
    <p className="text-sm break-words">
      {isGranted ? "Approved" : "Denied"} by {by ?? "a former member"},{" "}
      <RelativeTime atMs={Date.parse(at)} timeZone="UTC" className="text-muted text-xs" />
      {note ? <>: “{note}”</> : "."}
    </p>
  );
}

/** JSON that can be copied whole. */
function Json({ label, value }: { label: string; value: unknown }) {
  return (
    <div className="grid grid-cols-1 justify-items-end gap-1">
      <CopyButton
        value={JSON.stringify(value, null, 2)}
        label={`Copy ${label.toLowerCase()}`}
        text="Copy JSON"
      />
      <div className="w-full min-w-0">
        <JsonBlock label={label} value={value} />
      </div>
    </div>
  );
}

const PAGES = ["hosted_invoice_url", "receipt_url", "permalink", "html_url", "web_url", "url"];

/** A page for people that the answer itself names. */
function linkIn(output: unknown): StepView["seenAt"] {
  if (typeof output !== "object" || output === null) return null;
  for (const name of PAGES) {
    const url: unknown = Reflect.get(output, name);
    if (typeof url === "string" && url.startsWith("https://"))
      return { text: `Open ${new URL(url).hostname}`, url };
  }
  return null;
}

function SeenAt({ link }: { link: StepView["seenAt"] }) {
  if (!link) return null;
  return (
    <a
      href={link.url}
      target="_blank"
      rel="noopener noreferrer"
      className="w-fit py-1 text-sm underline underline-offset-4"
    >
      {link.text}
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  );
}

/** What the step was given, what it planned and what came back, each folded. */
function Data({ step, isBad }: { step: StepView; isBad: boolean }) {
  const { key, input, plan, output } = step;
  return (
    <>
      {input === null ? null : (
        <Fold title="Input" open={isBad}>
          <Json label={`Input of ${key}`} value={input} />
        </Fold>
      )}
      {plan === null ? null : (
        <Fold title={planTitle(plan)}>
          <Json label={`Plan of ${key}`} value={plan} />
        </Fold>
      )}
      {output === null ? null : (
        <Fold title="Output">
          <Json label={`Output of ${key}`} value={output} />
        </Fold>
      )}
    </>
  );
}

/** One step of a run: what it was given and planned, what came back, and every attempt. */
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
  /** Whether a person is asked about it just now. */
  isAsked: boolean;
  canEdit: boolean;
  resolve: RunActions["resolve"];
  onChanged: () => void;
}) {
  const { key, kind, status, output, warnings, reason, emitted, attempts } = step;
  const isBad = status === "failed" || status === "indeterminate";
  return (
    <Card className="gap-2 p-4" aria-label={`Step ${key}`}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <RunBadge status={status} />
        <h3 className="font-mono text-sm font-semibold break-all">{key}</h3>
        <span className="text-muted text-xs">{kind}</span>
        <span className="text-muted figures ml-auto text-xs">
          {tookText(step.startedAt, step.finishedAt)}
        </span>
      </div>
      {reason ? (
        <p className={`text-sm break-words ${isBad ? "text-danger-ink" : "text-muted"}`}>
          {reason}
        </p>
      ) : null}
      {warnings.map((warning) => (
        <p key={warning} className="text-warning-ink text-xs break-words">
          {warning}
        </p>
      ))}
      <SeenAt link={step.seenAt ?? linkIn(output)} />
      <Waiting step={step} isAsked={isAsked} />
      {decision ? <Decision decision={decision} /> : null}
      {status === "indeterminate" && canEdit ? (
        <Unsure runId={runId} stepKey={key} resolve={resolve} onChanged={onChanged} />
      ) : null}
      {attempts.length > 0 ? <Attempts attempts={attempts} reason={reason} /> : null}
      {attempts.length > 0 ? (
        <p className="text-muted flex flex-wrap items-center gap-1 text-xs">
          Idempotency key <code className="min-w-0 break-all">{step.idempotencyKey}</code>
          <CopyButton value={step.idempotencyKey} label={`Copy idempotency key of ${key}`} />
        </p>
      ) : null}
      <Data step={step} isBad={isBad} />
      {emitted ? (
        <p className="text-muted text-xs">
          It published{" "}
          <Link
            href={`/events?text=${encodeURIComponent(emitted)}` as Route}
            className="text-ink inline-block py-1 break-all underline underline-offset-4"
          >
            an event
          </Link>
        </p>
      ) : null}
    </Card>
  );
}
