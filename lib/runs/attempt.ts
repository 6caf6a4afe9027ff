import { AppError } from "@/lib/core/errors";
import { consumeApproval } from "@/lib/db/approvals";
import { ClaimedError } from "@/lib/db/claims";
import { beginAttempt } from "@/lib/db/steps";
import { providerSource } from "@/lib/mesh/event";
import { ProviderError } from "@/lib/providers/errors";
import type { Applied } from "@/lib/providers/execute";
import { readyMs } from "@/lib/providers/in-flight";
import type { Plan } from "@/lib/providers/plan";
import { claimedId } from "@/lib/providers/types";

import type { Call } from "./call-types";
import type { Consent } from "./consent";
import { causedEvent } from "./publish";
import { UNSTORABLE, type Attempt, type AttemptFailure } from "./step-execution";

const MAX_OUTPUT = 256 * 1024;
const NOT_APPROVED =
  "The approval does not count: it has expired, was given for another request, or whoever gave it is no longer an admin.";

const UNSENT: AttemptFailure = {
  message: "Not sent yet.",
  retryable: true,
  retryAt: null,
  indeterminate: false,
  mayHaveArrived: false,
};
const ANOTHERS: AttemptFailure = {
  ...UNSENT,
  message: "Another run already claimed this message. A retry checks again.",
  mayHaveArrived: true,
};

/** Describes a refusal; `null` for trouble of our own database, after which the run is taken up again. */
function failureOf(error: unknown): AttemptFailure | null {
  if (error instanceof ClaimedError) return ANOTHERS;
  if (error instanceof ProviderError) return error;
  if (!(error instanceof AppError)) return null;
  const retryable = ["internal", "unavailable", "upstream", "rate_limited"].includes(error.code);
  return { ...UNSENT, message: error.message, retryable };
}

export type StartedAttempt =
  | {
      readonly kind: "started";
      readonly attempt: Attempt;
      /** When it began to be recorded, milliseconds since the epoch. */
      readonly announced: number;
    }
  | { readonly kind: "refused"; readonly reason: string }
  /** The run has to be planned again. */
  | { readonly kind: "replan" };

/** Records that the request is about to leave. From here on a crash means that it may have arrived. */
export async function startAttempt(
  { step, input }: Call,
  plan: Plan,
  consent: Extract<Consent, { kind: "given" | "approved" }>,
): Promise<StartedAttempt> {
  const { run, ref } = step;
  const attempt = { number: step.nextAttempt, since: step.stored?.firstAt ?? null };
  const announced = run.now().getTime();
  const started = { kind: "started", attempt, announced } as const;
  const { planHash: requestHash } = plan;
  const warnings = [...step.decision.warnings, ...(plan.warnings ?? [])];
  const beginning = { attempt: attempt.number, requestHash, input, plan };
  if (consent.kind === "given") {
    const notes = consent.note === null ? [] : [consent.note];
    const isBegun = await step.begin({ ...beginning, warnings: [...warnings, ...notes] });
    return isBegun ? started : { kind: "replan" };
  }
  return run.withLease(async (trx) => {
    const { runId, key } = ref;
    const isApproved = await consumeApproval(trx, { runId, key, planHash: plan.planHash });
    if (!isApproved) return { kind: "refused", reason: NOT_APPROVED };
    const status = "running";
    await step.record(trx, { status, ...beginning, warnings, reason: null, notBefore: null });
    await beginAttempt(trx, ref, attempt.number);
    return started;
  });
}

function capped(output: unknown): unknown {
  const size = Buffer.byteLength(JSON.stringify(output ?? null));
  return size <= MAX_OUTPUT ? output : { truncated: true, bytes: size };
}

/** Makes the event that a successful call causes; `null` when its operation declares none. */
function eventOf({ step, connection, operation, input }: Call, applied: Applied) {
  const emitted = operation.emits?.event(applied.output, connection.account, input);
  if (!emitted || !operation.emits) return null;
  return causedEvent(
    step.run.run,
    {
      ...emitted,
      type: operation.emits.type,
      source: providerSource(connection.provider, connection.livemode, connection.account),
      connection: connection.id,
      livemode: connection.livemode,
    },
    step.ref.key,
    step.run.now(),
  );
}

/** Writes the answer at once, because whatever follows may take a while. */
async function finishAttempt(call: Call, attempt: number, applied: Applied): Promise<void> {
  const { step, operation } = call;
  const event = eventOf(call, applied);
  step.succeed(
    {
      attempt,
      httpStatus: applied.status,
      requestId: applied.requestId,
      output: capped(applied.output),
      emitted: event?.id,
      claimed: claimedId(operation.idempotency, applied.output) ?? undefined,
    },
    { event, withoutAnswer: UNSTORABLE },
  );
  await step.run.commit();
}

/** Sends a request whose attempt was recorded, and writes how it ended. */
export async function sendAttempt(
  call: Call,
  plan: Plan,
  started: Extract<StartedAttempt, { kind: "started" }>,
): Promise<void> {
  const { step, connection } = call;
  const { run, ref } = step;
  const { services } = run;
  const { attempt } = started;
  let { announced } = started;
  let sent = false;
  try {
    const applied = await services.execute(connection, call.key, call.input, {
      mode: "apply",
      planHash: plan.planHash,
      idempotencyKey: ref.idempotencyKey,
      isFirst: attempt.since === null,
      since: attempt.since ?? undefined,
      onSend() {
        if (services.now().getTime() - announced > readyMs(services.leaseMs))
          throw new AppError("unavailable", "It took too long to get ready, so it was not sent.");
        sent = true;
      },
      async beforeRepeat() {
        announced = services.now().getTime();
        await step.save({ status: "running" });
      },
      actor: {
        kind: "automation",
        id: run.run.automationId,
        step: { runId: ref.runId, key: ref.key },
      },
    });
    return await finishAttempt(call, attempt.number, applied);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null && sent) throw error;
    return step.retryOrFail(attempt, failure ?? UNSENT);
  }
}
