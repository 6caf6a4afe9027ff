import { z } from "zod";

import { concurrencyKeyOf } from "@/lib/automations/concurrency";
import { AppError } from "@/lib/core/errors";
import { uuidv7 } from "@/lib/core/ids";
import { supersedeApprovals } from "@/lib/db/approvals";
import { nextQueued } from "@/lib/db/concurrency";
import { cancelRuns } from "@/lib/db/dispatch";
import { reopenStep, resolveStep } from "@/lib/db/reopen-step";
import { reopenRun } from "@/lib/db/runs";
import { lastAttempt } from "@/lib/db/steps";
import { underWayMs } from "@/lib/providers/in-flight";

import { requireAutomation, requireVersion, requireValid } from "../automations/definition";
import { defineVerb } from "../define";
import type { Context } from "../types";
import { startNow } from "./start";
import { requireRun } from "./trace";

/** Opens an ended run of the caller's workspace at the step that failed. Returns whether there was one. */
export async function reopen({ services }: Context, id: string): Promise<boolean> {
  return services.db.withService(async (trx) => {
    if (!(await reopenRun(trx, id, ["failed", "cancelled"]))) return false;
    await reopenStep(trx, id);
    await supersedeApprovals(trx, id);
    await services.queue.wakeRuns(trx, [id]);
    return true;
  });
}

export const retryRun = defineVerb({
  name: "runs.retry",
  description:
    "Goes on with a failed run at the step that failed: same version, same idempotency keys. What succeeded is not done again.",
  effect: "write",
  role: "member",
  input: z.object({ id: z.uuid() }),
  async run(context, { id }) {
    const run = await requireRun(context, id);
    if (!(await reopen(context, id)))
      throw new AppError(
        "conflict",
        `This run is ${run.status}; only a failed one can be retried.`,
      );
    context.services.queue.nudge();
    return { id };
  },
  audit: (input) => ({ target: input.id }),
});

export const rerun = defineVerb({
  name: "runs.rerun",
  description:
    "Makes a new run for the same event, of the version that the run had or of the live one, with new idempotency keys: everything that the first one did happens again.",
  effect: "destructive",
  role: "member",
  input: z.object({ id: z.uuid(), version: z.int().min(1).optional() }),
  async run(context, { id, version }) {
    const before = await requireRun(context, id);
    const automation = await requireAutomation(context, before.automationId);
    const { liveVersion } = automation;
    const wanted = version ?? liveVersion ?? before.version;
    // Other versions may never have been enabled, and would run with the authority of the person who enabled these.
    if (wanted !== before.version && wanted !== liveVersion)
      throw new AppError("forbidden", "Choose the version that the run had, or the live one.");
    const { definition } = await requireVersion(context, automation, wanted);
    const valid = requireValid(context, definition);
    if (automation.enabledBy === null)
      throw new AppError("conflict", "This automation was never enabled. Enable it first.");
    return startNow(context, {
      automationId: automation.id,
      version: wanted,
      concurrencyKey: concurrencyKeyOf(valid, before.trigger.subject),
      triggerKey: `rerun:${uuidv7()}`,
      trigger: before.trigger,
      eventSeq: before.eventSeq,
      chain: before.chain,
      hops: before.hops,
    });
  },
  audit: (input, { id }) => ({ target: input.id, details: { run: id } }),
});

export const startRun = defineVerb({
  name: "automations.start",
  description: "Starts an automation that a person starts.",
  effect: "write",
  role: "member",
  input: z.object({ id: z.uuid() }),
  async run(context, { id }) {
    const { services, user } = context;
    const automation = await requireAutomation(context, id);
    if (automation.status !== "enabled" || automation.liveVersion === null)
      throw new AppError("conflict", "This automation is not enabled.");
    const { definition } = await requireVersion(context, automation, automation.liveVersion);
    const valid = requireValid(context, definition);
    if (!("manual" in valid.on))
      throw new AppError("conflict", "This automation starts by itself.");
    const key = uuidv7();
    return startNow(context, {
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
    });
  },
  audit: (input, { id }) => ({ target: input.id, details: { run: id } }),
});

export const cancelRun = defineVerb({
  name: "runs.cancel",
  description: "Ends a run that is under way or waits. What it has sent stays sent.",
  effect: "write",
  role: "member",
  input: z.object({ id: z.uuid() }),
  async run(context, { id }) {
    const run = await requireRun(context, id);
    if (run.finishedAt) throw new AppError("conflict", `This run has already ${run.status}.`);
    const { services, user } = context;
    await services.db.withService(async (trx) => {
      await cancelRuns(trx, [id], `Cancelled by ${user.email}.`);
      await services.queue.wakeRuns(trx, await nextQueued(trx, id));
    });
    services.queue.nudge();
    return { id };
  },
  audit: (input) => ({ target: input.id }),
});

/** Throws AppError `conflict` while what a person did not find may still be on its way. */
async function requireArrived({ services }: Context, runId: string, key: string): Promise<void> {
  const last = await services.db.withService((trx) => lastAttempt(trx, { runId, key }));
  if (last === null || last.isOver) return;
  const leftMs = underWayMs(services.leaseMs) - last.ageMs;
  if (leftMs <= 0) return;
  throw new AppError(
    "conflict",
    `It may still be on its way. Look again in ${Math.ceil(leftMs / 1000)} seconds, then say so.`,
  );
}

export const resolveRun = defineVerb({
  name: "runs.resolve",
  description:
    "Says of a step whose outcome nobody knew whether it is done. Done: the run goes on. Not done: it is sent again with the same key, once it cannot be on its way any more.",
  effect: "write",
  role: "member",
  input: z.object({ id: z.uuid(), key: z.string().max(300), done: z.boolean() }),
  async run(context, { id, key, done }) {
    const { services } = context;
    const run = await requireRun(context, id);
    if (!done) await requireArrived(context, id, key);
    await services.db.withService(async (trx) => {
      const changed =
        run.status === "indeterminate" &&
        (await reopenRun(trx, id, ["indeterminate"])) &&
        (await resolveStep(trx, { runId: id, key, done }));
      if (!changed) throw new AppError("conflict", "This step does not wait for an answer.");
      await services.queue.wakeRuns(trx, [id]);
    });
    services.queue.nudge();
    return { id };
  },
  audit: (input) => ({ target: input.id, details: { step: input.key, done: input.done } }),
});
