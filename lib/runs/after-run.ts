import { sql } from "kysely";

import { concurrencyLimit } from "@/lib/automations/concurrency";
import { stopAutomation } from "@/lib/db/automations";
import { nextQueued } from "@/lib/db/concurrency";
import type { Transaction } from "@/lib/db/database";

import { publishPaused, type RunEnd } from "./publish";
import type { RunExecution } from "./run-execution";

const LAST = 10;
const TOO_MANY = 5;

/**
 * Does what follows from the end of a run: wakes the next run that is queued behind it, and pauses an automation that
 * mostly fails. Returns true when runs were woken.
 */
export async function afterRun(
  execution: RunExecution,
  trx: Transaction,
  status: RunEnd["status"],
): Promise<boolean> {
  const { services, run, definition } = execution;
  const next = concurrencyLimit(definition) === null ? [] : await nextQueued(trx, run.id);
  await services.queue.wakeRuns(trx, next);
  if (status === "failed") await pauseIfFailing(execution, trx);
  return next.length > 0;
}

async function pauseIfFailing({ run, services }: RunExecution, trx: Transaction): Promise<void> {
  const { rows } = await sql<{ failed: number }>`
    select count(*) filter (where status = 'failed')::int as failed from (
      select r.status from public.runs r join public.automations a on a.id = r.automation_id
      where r.automation_id = ${run.automationId} and r.finished_at >= a.enabled_at and r.status in ('succeeded', 'failed')
      order by r.finished_at desc limit ${LAST}) last`.execute(trx);
  const failed = rows[0]?.failed ?? 0;
  if (failed < TOO_MANY) return;
  const reason = `${failed} of its last ${LAST} runs failed.`;
  const name = await stopAutomation(trx, run.automationId, "paused", reason);
  if (name !== null) await publishPaused(trx, run, { name, reason }, services.now());
}
