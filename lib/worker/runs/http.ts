import { createHash } from "node:crypto";

import { AppError } from "@/lib/core/errors";
import { callOutside, type OutboundAnswer } from "@/lib/core/server/outbound";
import type { OpenedSecret } from "@/lib/db/named-secrets";
import { beginAttempt, endAttempt } from "@/lib/db/steps";
import { parseRetryAfter } from "@/lib/providers/http";

import { cutOffForGood, failStep, retryOrFail, type AttemptFailure } from "./fail";
import { fillSecrets, secretsOf, withoutSecrets } from "./http-secrets";
import { placeOf, recordStep, UNSTORABLE, writeAnswer } from "./place";
import type { Beginning, HeldRun, Hold, RunServices } from "./types";

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
  held: HeldRun,
  decision: Beginning,
  action: Extract<Beginning["action"], { kind: "http" }>,
  hold: Hold,
): Promise<void> {
  const place = placeOf(held, decision);
  const over = cutOffForGood(held, decision);
  if (over !== null) return failStep(held, hold, place, over);
  const { method, url, headers, body } = action;
  const attempt = (held.steps.get(place.key)?.attempt ?? 0) + 1;
  const input = { method, url, body };
  const requestHash = createHash("sha256").update(JSON.stringify(input)).digest("hex");
  await hold(async (trx) => {
    const { remarks } = decision;
    await recordStep(trx, held, place, {
      status: "running",
      attempt,
      requestHash,
      input,
      remarks,
      reason: null,
      notBefore: null,
    });
    await beginAttempt(trx, place, attempt);
  });
  let failure: AttemptFailure | null;
  let answer: OutboundAnswer | null = null;
  let opened: readonly OpenedSecret[] = [];
  try {
    opened = await services.openSecrets(held.run.workspaceId, secretsOf(headers));
    const filled = fillSecrets(headers, opened, new URL(url).host);
    const keyed = { ...filled, "idempotency-key": place.idempotencyKey };
    answer = await callOutside({ method, url, headers: keyed, body }, services.httpHosts);
    failure = failureOf(answer, services.now());
  } catch (error) {
    if (error instanceof AppError) return failStep(held, hold, place, error.message, input);
    failure = unreachable(error);
  }
  if (failure || !answer)
    return retryOrFail(
      services,
      held,
      decision,
      place,
      attempt,
      failure ?? unreachable(null),
      hold,
    );
  const { status, body: output } = answer;
  const end = (body: unknown) =>
    hold(async (trx) => {
      await endAttempt(trx, place, attempt, { outcome: "ok", httpStatus: status });
      await recordStep(trx, held, place, {
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
