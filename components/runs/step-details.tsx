import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

import { CopyButton } from "@/components/ui/copy-button";
import { JsonBlock } from "@/components/ui/json-block";

import { tookText, type AttemptView, type StepView } from "./types";

function Attempts({
  attempts,
  reason,
}: {
  attempts: readonly AttemptView[];
  /** The step's own reason, which an attempt does not repeat. */
  reason: string | null;
}) {
  return (
    <ol aria-label="Attempts" className="grid gap-2">
      {attempts.map(({ attempt, outcome, httpStatus, requestId, error, startedAt, finishedAt }) => (
        <li key={attempt} className="grid gap-1">
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span>
              Attempt {attempt}: {outcome ?? "running"}
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

function Fold({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details>
      <summary className="text-muted min-h-6 w-fit cursor-pointer py-1 text-xs font-medium">
        {title}
      </summary>
      <div className="pt-1">{children}</div>
    </details>
  );
}

/** Returns the request line of a plan that is an HTTP request, else "Plan". */
function planTitle(plan: unknown): string {
  const { method, path, url } = (plan ?? {}) as { method?: string; path?: string; url?: string };
  const target = path ?? url;
  return method && target ? `Request: ${method} ${target}` : "Plan";
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

/** Facts about a step for developers: its key, attempts, idempotency key, input, request and output. */
export function StepDetails({ step }: { step: StepView }) {
  const { key, kind, reason, attempts, input, plan, output, emitted, waitPattern } = step;
  return (
    <section aria-label={`Developer details of ${key}`} className="grid grid-cols-1 gap-1">
      <h3 className="font-semibold">{step.title}</h3>
      <div className="grid grid-cols-1 gap-2">
        <p className="text-muted text-xs">
          Step <code className="text-ink break-all">{key}</code>, kind <code>{kind}</code>
          {waitPattern ? (
            <>
              , waits for <code>{waitPattern}</code>
            </>
          ) : null}
        </p>
        {attempts.length > 0 ? <Attempts attempts={attempts} reason={reason} /> : null}
        {attempts.length > 0 ? (
          <p className="text-muted flex flex-wrap items-center gap-1 text-xs">
            Idempotency key <code className="min-w-0 break-all">{step.idempotencyKey}</code>
            <CopyButton value={step.idempotencyKey} label={`Copy idempotency key of ${key}`} />
          </p>
        ) : null}
        {input === null ? null : (
          <Fold title="Input">
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
        {emitted ? (
          <p className="text-muted text-xs">
            This step published{" "}
            <Link
              href={`/events?text=${encodeURIComponent(emitted)}` as Route}
              className="text-link inline-block py-1 break-all hover:underline"
            >
              an event
            </Link>
            .
          </p>
        ) : null}
      </div>
    </section>
  );
}
