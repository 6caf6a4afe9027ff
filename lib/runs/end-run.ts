import { publishInside } from "@/lib/db/event-log";
import { finishRun, suspendRun } from "@/lib/db/run-leases";
import type { RunRow } from "@/lib/db/runs";

import { afterRun } from "./after-run";
import { runEndedEvent, type RunEnd } from "./publish";
import { withLease, type RunExecution } from "./run-execution";
import type { RunServices } from "./services";

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
  else services.queue.look();
}

/** Suspends a run until a time in epoch milliseconds; `null`: until something wakes it. */
export async function suspend(
  services: RunServices,
  run: RunRow,
  until: number | null,
): Promise<void> {
  const wakeAt = until === null ? null : new Date(until);
  await withLease(services, run, async (trx) => {
    await suspendRun(trx, run, { status: "waiting", wakeAt });
    if (wakeAt) await services.queue.wakeRuns(trx, [run.id], { at: wakeAt });
  });
}
