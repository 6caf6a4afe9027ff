import { performApprove, performBulk } from "./approval";
import { performCall } from "./call";
import { performHttp } from "./http";
import { causedEvent } from "./publish";
import type { RunExecution } from "./run-execution";
import { StepExecution, type ActionOf, type Beginning } from "./step-execution";
import { performWait } from "./wait";

/** A postponement that lies in the past would be planned again at once, for ever. */
const MIN_POSTPONE_MS = 60_000;

function performPublish(step: StepExecution, action: ActionOf<"publish">): void {
  const { run, ref, decision } = step;
  const { type, data, subject } = action;
  const id = ref.idempotencyKey;
  const event = causedEvent(
    run.run,
    {
      id,
      type,
      data,
      source: `automation:${run.run.automationId}`,
      ...(subject ? { subject } : {}),
    },
    ref.key,
    run.now(),
  );
  const { warnings } = decision;
  step.succeed({ input: data, output: { id, type }, warnings, emitted: id }, { event });
}

/** Waits for a time. The second time that the step comes here, the time has come. */
function performSleep(step: StepExecution, { until }: ActionOf<"sleep">): Promise<void> {
  const { kind, warnings } = step.decision;
  const isOver = kind === "due";
  return step.save(
    isOver
      ? { status: "succeeded", output: {} }
      : { status: "waiting", notBefore: new Date(until), warnings },
  );
}

/** Stores the result of a step that does nothing outside, after an approval where its list is longer than is allowed. */
async function performNote(step: StepExecution, action: ActionOf<"note">): Promise<void> {
  const { bulk, output } = action;
  if (bulk && bulk.items > step.run.allowedItems) return performBulk(step, action);
  step.succeed({ output, warnings: step.decision.warnings });
}

/** Does what the planner decided about a step, and writes how it ended. */
export async function performStep(run: RunExecution, decision: Beginning): Promise<void> {
  const { action } = decision;
  const step = new StepExecution(run, decision);
  switch (action.kind) {
    case "call":
      return performCall(step, action);
    case "http":
      return performHttp(step, action);
    case "publish":
      return performPublish(step, action);
    case "sleep":
      return performSleep(step, action);
    case "wait":
      return performWait(step, action);
    case "approve":
      return performApprove(step, action);
    case "note":
      return performNote(step, action);
    case "postpone": {
      const soonest = run.now().getTime() + MIN_POSTPONE_MS;
      return step.save({
        status: "waiting",
        reason: action.reason,
        notBefore: new Date(Math.max(action.until, soonest)),
      });
    }
    case "fail":
      return step.fail(action.error);
  }
}
