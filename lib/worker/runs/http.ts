import { createHash } from "node:crypto";

import { AppError } from "@/lib/core/errors";
import { callOutside, type OutboundAnswer } from "@/lib/core/server/outbound";
import type { OpenedSecret } from "@/lib/db/named-secrets";
import { beginAttempt, endAttempt } from "@/lib/db/steps";
import { parseRetryAfter } from "@/lib/providers/http";

import { cutOffForGood, failStep, retryOrFail, type AttemptFailure } from "./fail";
import { fillSecrets, secretsOf, withoutSecrets } from "./http-secrets";
import { stepRefOf, recordStep, UNSTORABLE, writeAnswer } from "./record-step";
import type { Beginning, LeasedRun, WithLease, RunServices } from "./types";

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

/** Calls a web address. The same Idempotency-Key goes with every attempt, so a repetition can be recognised there. */
export async function performHttp(
  services: RunServices,
  leased: LeasedRun,
  decision: Beginning,
  action: Extract<Beginning["action"], { kind: "http" }>,
  withLease: WithLease,
): Promise<void> {
  const step = stepRefOf(leased, decision);
  const over = cutOffForGood(leased, decision);
  if (over !== null) return failStep(leased, withLease, step, over);
  const { method, url, headers, body } = action;
  const attempt = (leased.steps.get(step.key)?.attempt ?? 0) + 1;
  const input = { method, url, body };
  const requestHash = createHash("sha256").update(JSON.stringify(input)).digest("hex");
  await withLease(async (trx) => {
    const { warnings } = decision;
    await recordStep(trx, leased, step, {
      status: "running",
      attempt,
      requestHash,
      input,
      warnings,
      reason: null,
      notBefore: null,
    });
    await beginAttempt(trx, step, attempt);
  });
  let failure: AttemptFailure | null;
  let answer: OutboundAnswer | null = null;
  let opened: readonly OpenedSecret[] = [];
  try {
    opened = await services.openSecrets(leased.run.workspaceId, secretsOf(headers));
    const filled = fillSecrets(headers, opened, new URL(url).host);
    const keyed = { ...filled, "idempotency-key": step.idempotencyKey };
    answer = await callOutside({ method, url, headers: keyed, body }, services.httpHosts);
    failure = failureOf(answer, services.now());
  } catch (error) {
    if (error instanceof AppError) return failStep(leased, withLease, step, error.message, input);
    failure = unreachable(error);
  }
  if (failure || !answer)
    return retryOrFail(
      services,
      leased,
      decision,
      step,
      attempt,
      failure ?? unreachable(null),
      withLease,
    );
  const { status, body: output } = answer;
  const end = (body: unknown) =>
    withLease(async (trx) => {
      await endAttempt(trx, step, attempt, { outcome: "ok", httpStatus: status });
      await recordStep(trx, leased, step, {
        status: "succeeded",
        attempt,
        output: { status, body },
      });
    });
  return writeAnswer(
    () => end(withoutSecrets(output, opened)),
    () => end(UNSTORABLE),
  );
}
