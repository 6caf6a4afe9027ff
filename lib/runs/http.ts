import { createHash } from "node:crypto";

import { AppError } from "@/lib/core/errors";
import { callOutside, type OutboundAnswer } from "@/lib/core/server/outbound";
import type { OpenedSecret } from "@/lib/db/named-secrets";
import { parseRetryAfter } from "@/lib/providers/http";

import { fillSecrets, secretsOf, withoutSecrets } from "./http-secrets";
import {
  UNSTORABLE,
  type ActionOf,
  type AttemptFailure,
  type StepExecution,
} from "./step-execution";

function failureOf({ status, headers }: OutboundAnswer, now: Date): AttemptFailure | null {
  if (status >= 200 && status < 300) return null;
  return {
    message: `The address answered ${status}.`,
    retryable: status === 429 || status === 408 || status >= 500,
    retryAt: parseRetryAfter(headers["retry-after"], now) ?? null,
    indeterminate: false,
    mayHaveArrived: true,
  };
}

const unreachable = (error: unknown): AttemptFailure => ({
  message: error instanceof Error ? error.message : "The address could not be reached.",
  retryable: true,
  retryAt: null,
  indeterminate: false,
  mayHaveArrived: true,
});

type Sent =
  | {
      readonly kind: "answered";
      readonly answer: OutboundAnswer;
      readonly opened: readonly OpenedSecret[];
    }
  /** The request was not sent and never will be. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "failed"; readonly failure: AttemptFailure };

/** Sends the request. The same Idempotency-Key goes with every attempt, so that the address can recognise a repetition. */
async function sendRequest(
  { run, ref }: StepExecution,
  { method, url, headers, body }: ActionOf<"http">,
): Promise<Sent> {
  const { openSecrets, httpHosts } = run.services;
  try {
    const opened = await openSecrets(ref.workspaceId, secretsOf(headers));
    const filled = fillSecrets(headers, opened, new URL(url).host);
    const keyed = { ...filled, "idempotency-key": ref.idempotencyKey };
    const answer = await callOutside({ method, url, headers: keyed, body }, httpHosts);
    const failure = failureOf(answer, run.now());
    return failure ? { kind: "failed", failure } : { kind: "answered", answer, opened };
  } catch (error) {
    return error instanceof AppError
      ? { kind: "refused", reason: error.message }
      : { kind: "failed", failure: unreachable(error) };
  }
}

/** Calls a web address, and writes what came of it. */
export async function performHttp(step: StepExecution, action: ActionOf<"http">): Promise<void> {
  const cutOff = step.cutOffReason();
  if (cutOff !== null) return step.fail(cutOff);
  const attempt = step.nextAttempt;
  const { method, url, body } = action;
  const input = { method, url, body };
  const isBegun = await step.begin({
    attempt,
    requestHash: createHash("sha256").update(JSON.stringify(input)).digest("hex"),
    input,
    warnings: step.decision.warnings,
  });
  if (!isBegun) return;
  const sent = await sendRequest(step, action);
  if (sent.kind === "refused") return step.fail(sent.reason, input);
  if (sent.kind === "failed")
    return step.retryOrFail({ number: attempt, since: null }, sent.failure);
  const { status } = sent.answer;
  step.succeed(
    {
      attempt,
      httpStatus: status,
      output: { status, body: withoutSecrets(sent.answer.body, sent.opened) },
    },
    { withoutAnswer: { status, body: UNSTORABLE } },
  );
}
