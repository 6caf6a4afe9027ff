import type { Transaction } from "@/lib/db/database";
import { publishInside } from "@/lib/db/event-log";
import type { RunRow } from "@/lib/db/runs";
import type { NewEvent } from "@/lib/mesh/log";

import { idempotencyKey } from "./record-step";

/** What of a run its events carry on. */
export type CausingRun = Pick<RunRow, "id" | "workspaceId" | "automationId" | "trigger" | "hops">;

/** An event that a run causes: it carries the chain on. */
export function causedEvent(
  run: CausingRun,
  event: Pick<NewEvent, "id" | "type" | "source" | "data"> &
    Partial<Pick<NewEvent, "subject" | "connection" | "livemode">>,
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

/** The news of a run itself. Its id follows from the run, so that it is told once. */
export async function publishRunEvent(
  trx: Transaction,
  run: RunRow,
  type: "automation.run.succeeded" | "automation.run.failed",
  data: { name: string; failedStep: string | null; reason: string | null },
  now: Date,
): Promise<void> {
  const id = idempotencyKey(run.id, `${type}#${run.fence}`);
  const event = causedEvent(
    run,
    {
      id,
      type,
      source: `automation:${run.automationId}`,
      subject: run.id,
      data: { run: run.id, automation: run.automationId, version: run.version, ...data },
    },
    null,
    now,
  );
  await publishInside(trx, [event]);
}
