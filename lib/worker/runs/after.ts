import { sql } from "kysely";

import { stopAutomation } from "@/lib/db/automations";
import type { Transaction } from "@/lib/db/database";
import { publishInside } from "@/lib/db/event-log";

import { causedEvent } from "./publish";
import type { HeldRun, RunServices } from "./types";

const LAST = 10;
const TOO_MANY = 5;

/** Tells the mesh that an automation was stopped. */
export async function publishPaused(
  trx: Transaction,
  held: Pick<HeldRun, "run" | "name">,
  reason: string,
  now: Date,
): Promise<void> {
  const { run, name } = held;
  const event = causedEvent(
    run,
    {
      id: `${run.automationId}:paused:${run.id}`,
      type: "automation.paused",
      source: `automation:${run.automationId}`,
      subject: run.automationId,
      data: { automation: run.automationId, name, run: run.id, version: run.version, reason },
    },
    null,
    now,
  );
  await publishInside(trx, [event]);
}

/** What follows from the end of a run: the next one in line starts; an automation that mostly fails is stopped. */
export async function afterRun(
  services: RunServices,
  trx: Transaction,
  held: HeldRun,
  status: "succeeded" | "failed" | "cancelled",
): Promise<void> {
  const { run, definition } = held;
  if (definition.mode === "queued") {
    const { rows } = await sql<{ id: string }>`
      select id from public.runs where automation_id = ${run.automationId} and finished_at is null and id <> ${run.id}
      order by created_at, id limit 1`.execute(trx);
    await services.queue.wakeRuns(
      trx,
      rows.map(({ id }) => id),
    );
  }
  if (status !== "failed") return;
  const { rows } = await sql<{ failed: number }>`
    select count(*) filter (where status = 'failed')::int as failed from (
      select r.status from public.runs r join public.automations a on a.id = r.automation_id
      where r.automation_id = ${run.automationId} and r.finished_at >= a.enabled_at and r.status in ('succeeded', 'failed')
      order by r.finished_at desc limit ${LAST}) last`.execute(trx);
  const failed = rows[0]?.failed ?? 0;
  if (failed < TOO_MANY) return;
  const reason = `${failed} of its last ${LAST} runs failed.`;
  if (await stopAutomation(trx, run.automationId, "paused", reason))
    await publishPaused(trx, held, reason, services.now());
}
