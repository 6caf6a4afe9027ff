import { z } from "zod";

import { concurrencyKeyOf } from "@/lib/automations/concurrency";
import { idSchema } from "@/lib/contracts/parts";
import { AppError } from "@/lib/core/errors";
import { causesOf } from "@/lib/db/dispatch";
import { listRuns, triggerOf } from "@/lib/db/runs";
import { isErased, type MeshEvent } from "@/lib/mesh/event";

import { requireAutomation, requireValid, requireVersion } from "../automations/definition";
import { defineVerb } from "../define";
import { requireEvent } from "../events/get";
import { namedRun } from "../events/trace-ancestors";
import type { Context } from "../types";
import { ALREADY_RAN, startNow, type RequestedRun } from "./start";

/**
 * Returns the run that starts an automation for a stored event, regardless of its condition. Throws "conflict" if its customer
 * was erased, or if the automation is disabled, already ran for the event, or would start itself.
 */
export async function requestReplay(
  context: Context,
  automationId: string,
  event: MeshEvent,
): Promise<RequestedRun> {
  const { services, workspaceId, user } = context;
  if (isErased(event)) throw new AppError("conflict", "The customer of this event was erased.");
  const automation = await requireAutomation(context, automationId);
  if (automation.status !== "enabled" || automation.liveVersion === null)
    throw new AppError("conflict", "This automation is not enabled.");
  const before = await services.db.withUser(user, (trx) =>
    listRuns(trx, workspaceId, { automationId, eventSeq: event.seq ?? 0, limit: 1 }),
  );
  if (before.length > 0) throw new AppError("conflict", ALREADY_RAN);
  const asked = { id: event.id, run: namedRun(event.causationId ?? null)?.runId ?? null };
  const causes = await services.db.withUser(user, (trx) => causesOf(trx, workspaceId, [asked]));
  const { chain, hops } = causes.get(event.id) ?? { chain: [], hops: 0 };
  if (chain.includes(automationId))
    throw new AppError(
      "conflict",
      "This automation would start itself, because one of its runs caused this event.",
    );
  const { definition } = await requireVersion(context, automation, automation.liveVersion);
  return {
    automationId,
    version: automation.liveVersion,
    concurrencyKey: concurrencyKeyOf(requireValid(context, definition), event.subject),
    triggerKey: `event:${event.source}:${event.id}`.slice(0, 700),
    trigger: triggerOf(event),
    eventSeq: event.seq,
    chain,
    hops: Math.max(event.hops, hops),
  };
}

export const replayAutomation = defineVerb({
  name: "automations.replay",
  description: "Starts an automation for a stored event for which it has not run yet.",
  effect: "write",
  role: "member",
  input: z.object({ id: z.uuid(), seq: z.int().min(1) }),
  output: idSchema,
  async run(context, { id, seq }, record) {
    const run = await requestReplay(context, id, await requireEvent(context, seq));
    return startNow(context, run, record);
  },
  audit: (input, { id }) => ({ target: input.id, details: { run: id } }),
});
