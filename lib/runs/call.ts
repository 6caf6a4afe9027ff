import { operationOf } from "@/lib/providers/catalogue";
import { getProvider } from "@/lib/providers/registry";

import { sendAttempt, startAttempt } from "./attempt";
import type { Call } from "./call-types";
import { obtainConsent } from "./consent";
import { lookupNotBefore, unsafeRepeat } from "./repeat";
import { resolveConnection } from "./resolve-connection";
import type { ActionOf, StepExecution } from "./step-execution";

const DIFFERS = "What would be sent now differs from what the first attempt sent. Start a new run.";

type Prepared =
  | { readonly kind: "ready"; readonly call: Call }
  /** The step was written as ended or waiting. */
  | { readonly kind: "done" };

const DONE: Prepared = { kind: "done" };

/** Finds the operation and its connection, unless an earlier attempt keeps the step from being sent again now. */
async function prepareCall(step: StepExecution, action: ActionOf<"call">): Promise<Prepared> {
  const { input, approvalPolicy } = action;
  const [provider = "", ...rest] = action.operation.split(".");
  const key = rest.join(".");
  const operation = operationOf(getProvider(provider), key);
  if (!operation) {
    await step.fail(`The operation ${action.operation} does not exist.`, input);
    return DONE;
  }
  const unsafe = unsafeRepeat(step, operation, input);
  if (unsafe !== null) {
    await step.save({ status: "indeterminate", reason: unsafe });
    return DONE;
  }
  const cutOff = step.cutOffReason();
  if (cutOff !== null) {
    await step.fail(cutOff);
    return DONE;
  }
  const notBefore = await lookupNotBefore(step, operation);
  if (notBefore !== null) {
    const reason = "Checking whether it was sent…";
    await step.save({ status: "waiting", notBefore, reason });
    return DONE;
  }
  const resolved = await resolveConnection(step.run, provider, action.connection);
  if (resolved.kind === "missing") {
    await step.fail(resolved.reason, input);
    return DONE;
  }
  const { connection } = resolved;
  return { kind: "ready", call: { step, connection, operation, key, input, approvalPolicy } };
}

/** Runs one operation of a provider. Every end is written before the run goes on. */
export async function performCall(step: StepExecution, action: ActionOf<"call">): Promise<void> {
  const prepared = await prepareCall(step, action);
  if (prepared.kind === "done") return;
  const { call } = prepared;
  const { connection, key, input } = call;
  const { plan } = await step.run.services.execute(connection, key, input, { mode: "plan" });
  const first = step.stored?.requestHash ?? null;
  if (first !== null && first !== plan.planHash) return step.fail(DIFFERS, input);
  const consent = await obtainConsent(call, plan);
  if (consent.kind === "waits") return;
  if (consent.kind === "denied") return step.cancel(consent.reason, input);
  if (consent.kind === "refused") return step.fail(consent.reason, input);
  const started = await startAttempt(call, plan, consent);
  if (started.kind === "refused") return step.fail(started.reason, input);
  if (started.kind === "replan") return;
  return sendAttempt(call, plan, started);
}
