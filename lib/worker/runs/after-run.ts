import { sql } from "kysely";

import { concurrencyLimit } from "@/lib/automations/concurrency";
import { stopAutomation } from "@/lib/db/automations";
import { nextQueued } from "@/lib/db/concurrency";
import type { Transaction } from "@/lib/db/database";
import { publishInside } from "@/lib/db/event-log";

import { causedEvent, type CausingRun } from "./publish";
import type { LeasedRun, RunServices } from "./types";

const LAST = 10;
const TOO_MANY = 5;

/** Tells the mesh that an automation was stopped because of this run. */
export async function publishPaused(
  trx: Transaction,
  run: CausingRun & { readonly version: number },
  name: string,
  reason: string,
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
      data: { automation: automationId, name, run: id, version, reason },
    },
    null,
    now,
  );
  await publishInside(trx, [event]);
}

/**
 * What follows from the end of a run: the next one in line starts; an automation that mostly fails is stopped. Returns
 * whether runs were woken.
 */
export async function afterRun(
  services: RunServices,
  trx: Transaction,
  leased: LeasedRun,
  status: "succeeded" | "failed" | "cancelled",
): Promise<boolean> {
  const { run, definition } = leased;
  const next = concurrencyLimit(definition) === null ? [] : await nextQueued(trx, run.id);
  await services.queue.wakeRuns(trx, next);
  if (status === "failed") await pauseIfFailing(services, trx, leased);
  return next.length > 0;
}

async function pauseIfFailing(services: RunServices, trx: Transaction, { run }: LeasedRun) {
  const { rows } = await sql<{ failed: number }>`
    select count(*) filter (where status = 'failed')::int as failed from (
      select r.status from public.runs r join public.automations a on a.id = r.automation_id
      where r.automation_id = ${run.automationId} and r.finished_at >= a.enabled_at and r.status in ('succeeded', 'failed')
      order by r.finished_at desc limit ${LAST}) last`.execute(trx);
  const failed = rows[0]?.failed ?? 0;
  if (failed < TOO_MANY) return;
  const reason = `${failed} of its last ${LAST} runs failed.`;
  const name = await stopAutomation(trx, run.automationId, "paused", reason);
  if (name !== null) await publishPaused(trx, run, name, reason, services.now());
}
