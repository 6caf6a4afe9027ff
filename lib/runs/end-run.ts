import { concurrencyLimit } from "@/lib/automations/concurrency";
import { publishInside } from "@/lib/db/event-log";
import { finishRun, suspendRun } from "@/lib/db/run-leases";

import { afterRun } from "./after-run";
import { runEndedEvent, type RunEnd } from "./publish";
import type { RunExecution } from "./run-execution";
import type { RunLease } from "./run-lease";

/** Ends a run, publishes how it ended, and wakes the runs that are queued behind it. */
export async function endRun(execution: RunExecution, end: RunEnd): Promise<void> {
  const { run, services } = execution;
  const hasWoken = await execution.withLease(async (trx) => {
    await finishRun(trx, run, end);
    const woken = await afterRun(execution, trx, end.status);
    if (end.status !== "cancelled") await publishInside(trx, [runEndedEvent(execution, end)]);
    return woken;
  });
  execution.notifyAppended();
  if (hasWoken) services.queue.nudge();
}

/** Tells whether the end of a run changes nothing but the run, so that it can be written with its last steps. */
export const endsAlone = ({ definition }: RunExecution, { status }: Pick<RunEnd, "status">) =>
  status === "succeeded" && concurrencyLimit(definition) === null;

/** Suspends a run until a time in epoch milliseconds; `null`: until something wakes it. */
export async function suspend(lease: RunLease, until: number | null): Promise<void> {
  const wakeAt = until === null ? null : new Date(until);
  await lease.withLease((trx) => suspendRun(trx, lease.run, { status: "waiting", wakeAt }));
}
