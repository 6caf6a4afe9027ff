import { AppError } from "@/lib/core/errors";
import { consumeApproval } from "@/lib/db/approvals";
import { ClaimedError } from "@/lib/db/claims";
import { asPlanConnection, listConnections, type ConnectionRow } from "@/lib/db/connections";
import { publishInside } from "@/lib/db/event-log";
import { beginAttempt, endAttempt } from "@/lib/db/steps";
import { providerSource } from "@/lib/mesh/event";
import { ProviderError } from "@/lib/providers/errors";
import type { Applied } from "@/lib/providers/execute";
import { readyMs } from "@/lib/providers/in-flight";
import type { Plan } from "@/lib/providers/plan";
import { getProvider } from "@/lib/providers/registry";
import { ownershipOf } from "@/lib/providers/types";

import { obtainConsent, type Consent } from "./consent";
import { cutOffForGood, failStep, retryOrFail, type AttemptFailure } from "./fail";
import { causedEvent } from "./publish";
import { stepRefOf, recordStep, UNSTORABLE, writeAnswer } from "./record-step";
import { lookupNotBefore, unsafeRepeat } from "./repeat";
import type { Beginning, Call, LeasedRun, WithLease, RunServices } from "./types";

type CallAction = Extract<Beginning["action"], { kind: "call" }>;

const MAX_OUTPUT = 256 * 1024;
const DIFFERS = "What would be sent now differs from what the first attempt sent. Start a new run.";

const UNSENT: AttemptFailure = {
  message: "Not sent yet.",
  retryable: true,
  retryAt: null,
  indeterminate: false,
  mayHaveArrived: false,
};
const ANOTHERS: AttemptFailure = {
  ...UNSENT,
  message: "Another step counts this one as its own. A retry looks again.",
  mayHaveArrived: true,
};

/** What a refusal says of itself; `null` for trouble of our own database, after which the run is taken up again. */
function failureOf(error: unknown): AttemptFailure | null {
  if (error instanceof ClaimedError) return ANOTHERS;
  if (error instanceof ProviderError) return error;
  if (!(error instanceof AppError)) return null;
  const retryable = ["internal", "unavailable", "upstream", "rate_limited"].includes(error.code);
  return { ...UNSENT, message: error.message, retryable };
}

/** The named connection, else the event's own when it is of this provider, else the provider's oldest. */
async function findConnection(
  services: RunServices,
  { run }: LeasedRun,
  provider: string,
  wanted: string | null,
): Promise<ConnectionRow | string> {
  const all = await services.db.withService((trx) => listConnections(trx, run.workspaceId));
  const usable = all
    .filter((row) => row.provider === provider && row.status !== "revoked")
    .toSorted((a, b) => a.connectedAt.getTime() - b.connectedAt.getTime());
  const name = getProvider(provider).manifest.name;
  if (wanted !== null)
    return (
      usable.find(({ id }) => id === wanted) ??
      `The chosen ${name} connection is gone. Choose another.`
    );
  const own = usable.find(({ id }) => id === run.trigger.connection);
  return own ?? usable[0] ?? `${name} is not connected. Connect it in Settings → Credentials.`;
}

/** Records that the request is about to leave. From here on a crash means: it may have arrived. */
async function startAttempt(
  call: Call,
  plan: Plan,
  consent: Extract<Consent, { kind: "given" | "approved" }>,
  withLease: WithLease,
): Promise<number | string> {
  const attempt = (call.leased.steps.get(call.step.key)?.attempt ?? 0) + 1;
  const warning = consent.kind === "given" ? consent.warning : undefined;
  const { warnings } = call.decision;
  return withLease(async (trx) => {
    const { runId, key } = call.step;
    if (
      consent.kind === "approved" &&
      !(await consumeApproval(trx, { runId, key, planHash: plan.planHash }))
    )
      return "The approval does not count: it has expired, was given for another request, or whoever gave it is no longer an admin.";
    await recordStep(trx, call.leased, call.step, {
      status: "running",
      attempt,
      requestHash: plan.planHash,
      input: call.input,
      plan,
      warnings: warning === undefined ? warnings : [...warnings, warning],
      reason: null,
      notBefore: null,
    });
    await beginAttempt(trx, call.step, attempt);
    return attempt;
  });
}

function capped(output: unknown): unknown {
  const size = Buffer.byteLength(JSON.stringify(output ?? null));
  return size <= MAX_OUTPUT ? output : { truncated: true, bytes: size };
}

async function finishAttempt(
  services: RunServices,
  call: Call,
  attempt: number,
  applied: Applied,
  withLease: WithLease,
): Promise<void> {
  const { leased, step, connection, operation } = call;
  const event = operation.emits?.event(applied.output, connection.account, call.input) ?? null;
  const end = (output: unknown, emitted: typeof event) =>
    withLease(async (trx) => {
      await endAttempt(trx, step, attempt, {
        outcome: "ok",
        httpStatus: applied.status,
        requestId: applied.requestId,
      });
      await recordStep(trx, leased, step, {
        status: "succeeded",
        attempt,
        output,
        emitted: emitted?.id ?? null,
        claimed: ownershipOf(operation)?.idOf(applied.output),
      });
      if (!emitted || !operation.emits) return;
      const told = causedEvent(
        leased.run,
        {
          ...emitted,
          type: operation.emits.type,
          source: providerSource(connection.provider, connection.livemode, connection.account),
          connection: connection.id,
          livemode: connection.livemode,
        },
        step.key,
        services.now(),
      );
      await publishInside(trx, [told]);
    });
  await writeAnswer(
    () => end(capped(applied.output), event),
    () => end(UNSTORABLE, null),
  );
  if (event) services.notifyAppended(leased.run.workspaceId);
}

/** Runs one operation of a provider. Every end is written before the run goes on. */
export async function performCall(
  services: RunServices,
  leased: LeasedRun,
  decision: Beginning,
  action: CallAction,
  withLease: WithLease,
): Promise<void> {
  const step = stepRefOf(leased, decision);
  const [provider = "", ...rest] = action.operation.split(".");
  const key = rest.join(".");
  const operation = getProvider(provider).operations[key];
  if (!operation)
    return failStep(
      leased,
      withLease,
      step,
      `There is no operation ${action.operation}.`,
      action.input,
    );
  const unsafe = unsafeRepeat(leased, decision, operation, action.input, services.now());
  if (unsafe !== null)
    return withLease((trx) =>
      recordStep(trx, leased, step, { status: "indeterminate", reason: unsafe }),
    );
  const over = cutOffForGood(leased, decision);
  if (over !== null) return failStep(leased, withLease, step, over);
  const notBefore = await lookupNotBefore(services, leased, decision, operation);
  if (notBefore !== null)
    return withLease((trx) =>
      recordStep(trx, leased, step, {
        status: "waiting",
        notBefore,
        reason: "It may have arrived; looks in a moment.",
      }),
    );
  const found = await findConnection(services, leased, provider, action.connection);
  if (typeof found === "string") return failStep(leased, withLease, step, found, action.input);
  const connection = asPlanConnection(found);
  const { asks, input } = action;
  const call: Call = { leased, step, decision, connection, operation, key, input, asks };
  const { plan } = await services.execute(connection, key, input, { mode: "plan" });
  const first = leased.steps.get(step.key)?.requestHash ?? null;
  if (first !== null && first !== plan.planHash)
    return failStep(leased, withLease, step, DIFFERS, input);
  const consent = await obtainConsent(services, call, plan, withLease);
  if (consent.kind === "waits") return undefined;
  if (consent.kind === "refused") return failStep(leased, withLease, step, consent.reason, input);
  const since = leased.steps.get(step.key)?.firstAt ?? null;
  const announced = services.now().getTime();
  const attempt = await startAttempt(call, plan, consent, withLease);
  if (typeof attempt === "string") return failStep(leased, withLease, step, attempt, input);
  return send(services, call, plan, { attempt, since, announced }, withLease);
}

interface Announced {
  readonly attempt: number;
  /** When it may first have left; `null`: it never has. */
  readonly since: Date | null;
  /** When this attempt was about to be written down, milliseconds since the epoch. */
  readonly announced: number;
}

/** Sends what was announced, and writes how it ended. */
async function send(
  services: RunServices,
  call: Call,
  plan: Plan,
  { attempt, since, ...beginning }: Announced,
  withLease: WithLease,
): Promise<void> {
  const { leased, step, decision, connection } = call;
  let sent = false;
  let { announced } = beginning;
  try {
    const applied = await services.execute(connection, call.key, call.input, {
      mode: "apply",
      planHash: plan.planHash,
      idempotencyKey: step.idempotencyKey,
      isFirst: since === null,
      since: since ?? undefined,
      onSend() {
        if (services.now().getTime() - announced > readyMs(services.leaseMs))
          throw new AppError("unavailable", "It took too long to get ready, so it was not sent.");
        sent = true;
      },
      async beforeRepeat() {
        announced = services.now().getTime();
        await withLease((trx) => recordStep(trx, leased, step, { status: "running" }));
      },
      actor: {
        kind: "automation",
        id: leased.run.automationId,
        step: { runId: step.runId, key: step.key },
      },
    });
    return await finishAttempt(services, call, attempt, applied, withLease);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null && sent) throw error;
    return retryOrFail(
      services,
      leased,
      decision,
      step,
      attempt,
      failure ?? UNSENT,
      withLease,
      since,
    );
  }
}
