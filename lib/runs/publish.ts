import type { Transaction } from "@/lib/db/database";
import { publishInside } from "@/lib/db/event-log";
import type { RunRow } from "@/lib/db/runs";
import type { NewEvent } from "@/lib/mesh/log";

import { idempotencyKey } from "./idempotency-key";
import type { RunExecution } from "./run-execution";

/** The fields of a run that its events carry on. */
export type CausingRun = Pick<RunRow, "id" | "workspaceId" | "automationId" | "trigger" | "hops">;

type EventContent = Pick<NewEvent, "id" | "type" | "source" | "data"> &
  Partial<Pick<NewEvent, "subject" | "connection" | "livemode">>;

/** Makes an event that a run causes, which continues the chain of its cause. `step`: the key of the step, or `null`. */
export function causedEvent(
  run: CausingRun,
  event: EventContent,
  step: string | null,
  now: Date,
): NewEvent {
  return {
    ...event,
    time: now.toISOString(),
    workspace: run.workspaceId,
    origin: "automation",
    correlationId: run.trigger.correlationId ?? run.trigger.id,
    causationId: step === null ? `run:${run.id}` : `run:${run.id}/${step}`,
    hops: Math.min(8, run.hops + 1),
    actor: { kind: "automation", id: run.automationId },
  };
}

/** How a run ended. */
export interface RunEnd {
  readonly status: "succeeded" | "failed" | "cancelled";
  readonly failedStep: string | null;
  readonly reason: string | null;
}

/** Makes the event that tells of the end of a run. Its id follows from the run and its fence, so that it is stored once. */
export function runEndedEvent(execution: RunExecution, end: RunEnd): NewEvent {
  const { run, name } = execution;
  const type = `automation.run.${end.status}`;
  const { failedStep, reason } = end;
  return causedEvent(
    run,
    {
      id: idempotencyKey(run.id, `${type}#${run.fence}`),
      type,
      source: `automation:${run.automationId}`,
      subject: run.id,
      data: {
        run: run.id,
        automation: run.automationId,
        version: run.version,
        name,
        failedStep,
        reason,
      },
    },
    null,
    execution.now(),
  );
}

/** Publishes that an automation was paused because of this run. */
export async function publishPaused(
  trx: Transaction,
  run: CausingRun & { readonly version: number },
  paused: { readonly name: string; readonly reason: string },
  now: Date,
): Promise<void> {
  const { id, automationId, version } = run;
  const event = causedEvent(
    run,
    {
      id: `${automationId}:paused:${id}`,
      type: "automation.paused",
      source: `automation:${automationId}`,
      subject: automationId,
      data: { automation: automationId, run: id, version, ...paused },
    },
    null,
    now,
  );
  await publishInside(trx, [event]);
}
