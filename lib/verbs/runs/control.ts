import { z } from "zod";

import { concurrencyKeyOf } from "@/lib/automations/concurrency";
import { idSchema } from "@/lib/contracts/parts";
import { AppError } from "@/lib/core/errors";
import { uuidv7 } from "@/lib/core/ids";
import { supersedeApprovals } from "@/lib/db/approvals";
import { nextQueued } from "@/lib/db/concurrency";
import type { Transaction } from "@/lib/db/database";
import { cancelRuns } from "@/lib/db/dispatch";
import { reopenStep, resolveStep } from "@/lib/db/reopen-step";
import { reopenRun, type RunRow } from "@/lib/db/runs";
import { lastAttempt } from "@/lib/db/steps";
import { isErased } from "@/lib/mesh/event";
import { afterRaces } from "@/lib/mesh/log";
import { underWayMs } from "@/lib/providers/in-flight";

import { requireAutomation, requireVersion, requireValid } from "../automations/definition";
import { defineVerb } from "../define";
import type { Context } from "../types";
import { startNow, type RequestedRun } from "./start";
import { requireRun } from "./trace";

/** Reopens a failed or cancelled run at the failed step. Returns false if the run has another status. */
export async function reopen(trx: Transaction, id: string): Promise<boolean> {
  if (!(await reopenRun(trx, id, ["failed", "cancelled"]))) return false;
  await reopenStep(trx, id);
  await supersedeApprovals(trx, id);
  return true;
}

/** Throws "conflict" if personal data was removed from the run, without which it cannot run again. */
function requireData({ trigger }: RunRow): void {
  if (isErased(trigger)) throw new AppError("conflict", "The customer of this run was erased.");
}

export const retryRun = defineVerb({
  name: "runs.retry",
  description:
    "Retries a failed run from the failed step, with the same version and idempotency keys. Successful steps are not repeated.",
  effect: "write",
  role: "member",
  input: z.object({ id: z.uuid() }),
  output: idSchema,
  async run(context, { id }, record) {
    const { services } = context;
    const run = await requireRun(context, id);
    requireData(run);
    const retried = await services.db.withService(async (trx) => {
      if (!(await reopen(trx, id)))
        throw new AppError(
          "conflict",
          `This run is ${run.status}. Only failed or cancelled runs can be retried.`,
        );
      return record(trx, { id });
    });
    services.queue.nudge();
    return retried;
  },
  audit: (input) => ({ target: input.id }),
});

export const rerun = defineVerb({
  name: "runs.rerun",
  description:
    "Starts a new run for the same event, with the run's version or the live one and new idempotency keys. Every step is sent again.",
  effect: "destructive",
  role: "member",
  input: z.object({ id: z.uuid(), version: z.int().min(1).optional() }),
  output: idSchema,
  async run(context, { id, version }, record) {
    const before = await requireRun(context, id);
    requireData(before);
    const automation = await requireAutomation(context, before.automationId);
    const { liveVersion } = automation;
    const wanted = version ?? liveVersion ?? before.version;
    // Other versions may never have been enabled, but would run with the permissions of the person who enabled these.
    if (wanted !== before.version && wanted !== liveVersion)
      throw new AppError("forbidden", "Choose the version of the run or the live one.");
    const { definition } = await requireVersion(context, automation, wanted);
    const valid = requireValid(context, definition);
    if (automation.enabledBy === null)
      throw new AppError("conflict", "This automation was never enabled. Enable it first.");
    const run: RequestedRun = {
      automationId: automation.id,
      version: wanted,
      concurrencyKey: concurrencyKeyOf(valid, before.trigger.subject),
      triggerKey: `rerun:${uuidv7()}`,
      trigger: before.trigger,
      eventSeq: before.eventSeq,
      chain: before.chain,
      hops: before.hops,
    };
    return startNow(context, run, record);
  },
  audit: (input, { id }) => ({ target: input.id, details: { run: id } }),
});

export const startRun = defineVerb({
  name: "automations.start",
  description: "Starts an automation with a manual trigger.",
  effect: "write",
  role: "member",
  input: z.object({ id: z.uuid() }),
  output: idSchema,
  async run(context, { id }, record) {
    const { services, user } = context;
    const automation = await requireAutomation(context, id);
    if (automation.status !== "enabled" || automation.liveVersion === null)
      throw new AppError("conflict", "This automation is not enabled.");
    const { definition } = await requireVersion(context, automation, automation.liveVersion);
    const valid = requireValid(context, definition);
    if (!("manual" in valid.on))
      throw new AppError("conflict", "This automation has no manual trigger.");
    const key = uuidv7();
    const run: RequestedRun = {
      automationId: id,
      version: automation.liveVersion,
      concurrencyKey: concurrencyKeyOf(valid, undefined),
      triggerKey: `manual:${key}`,
      trigger: {
        id: key,
        type: "automation.started",
        source: `automation:${id}`,
        time: services.now().toISOString(),
        origin: "system",
        data: { startedBy: user.sub },
      },
      eventSeq: null,
      chain: [],
      hops: 0,
    };
    return startNow(context, run, record);
  },
  audit: (input, { id }) => ({ target: input.id, details: { run: id } }),
});

export const cancelRun = defineVerb({
  name: "runs.cancel",
  description: "Cancels a run in progress. Requests that were already sent are not undone.",
  effect: "write",
  role: "member",
  input: z.object({ id: z.uuid() }),
  output: idSchema,
  async run(context, { id }, record) {
    const run = await requireRun(context, id);
    if (run.finishedAt) throw new AppError("conflict", `This run is already ${run.status}.`);
    const { services, user } = context;
    const cancelled = await afterRaces(() =>
      services.db.withService(async (trx) => {
        await cancelRuns(trx, [id], `Cancelled by ${user.email}.`);
        await services.queue.wakeRuns(trx, await nextQueued(trx, id));
        return record(trx, { id });
      }),
    );
    services.queue.nudge();
    return cancelled;
  },
  audit: (input) => ({ target: input.id }),
});

/** Throws "conflict" while the last request of a step may still be in transit. */
async function requireArrived({ services }: Context, runId: string, key: string): Promise<void> {
  const last = await services.db.withService((trx) => lastAttempt(trx, { runId, key }));
  if (last === null || last.isOver) return;
  const leftMs = underWayMs(services.leaseMs) - last.ageMs;
  if (leftMs <= 0) return;
  throw new AppError(
    "conflict",
    `The request may still be in transit. Check again in ${Math.ceil(leftMs / 1000)} seconds.`,
  );
}

export const resolveRun = defineVerb({
  name: "runs.resolve",
  description:
    "Resolves a step with an unknown outcome. If it is done, the run continues. Otherwise the request is sent again with the same key, once the first one can no longer be in transit.",
  effect: "write",
  role: "member",
  input: z.object({ id: z.uuid(), key: z.string().max(300), done: z.boolean() }),
  output: idSchema,
  async run(context, { id, key, done }, record) {
    const { services } = context;
    const run = await requireRun(context, id);
    if (!done) await requireArrived(context, id, key);
    const resolved = await services.db.withService(async (trx) => {
      const changed =
        run.status === "indeterminate" &&
        (await reopenRun(trx, id, ["indeterminate"])) &&
        (await resolveStep(trx, { runId: id, key, done }));
      if (!changed) throw new AppError("conflict", "This step is not waiting for a decision.");
      return record(trx, { id });
    });
    services.queue.nudge();
    return resolved;
  },
  audit: (input) => ({ target: input.id, details: { step: input.key, done: input.done } }),
});
