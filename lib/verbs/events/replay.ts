import { z } from "zod";

import { simulate } from "@/lib/automations/simulate";
import {
  type Rehearsal,
  type Replayed,
  rehearsalSchema,
  replaySchema,
} from "@/lib/contracts/event";
import { listOf } from "@/lib/contracts/parts";
import { AppError } from "@/lib/core/errors";
import { WorkBudget } from "@/lib/core/work-budget";
import { listRuns } from "@/lib/db/runs";
import type { MeshEvent } from "@/lib/mesh/event";

import { defineVerb } from "../define";
import { requestReplay } from "../runs/replay";
import { ALREADY_RAN, insertRequested, type RequestedRun } from "../runs/start";
import type { Context, Services } from "../types";
import { requireEvent } from "./get";
import { hears, listListeners, refusalOf, type Listener } from "./idle";

/** Total limit for all automations. */
const MAX_WORK_MS = 2000;
const MAX_WORK_EACH_MS = 250;

function rehearse(
  { services, budget }: { readonly services: Services; readonly budget: WorkBudget },
  { id, name, version, definition }: Listener,
  event: MeshEvent,
  runs: ReadonlyMap<string, string>,
): Rehearsal {
  const why = refusalOf(definition, event);
  const run = runs.get(id) ?? null;
  const verdict = run !== null ? "ran" : why === null ? "starts" : "refuses";
  const nowMs = services.now().getTime();
  const { catalogue } = services;
  const plan =
    why === null
      ? budget.run((mustStop) => simulate(definition, event, { catalogue, nowMs, mustStop }))
      : null;
  return { id, name, version, verdict, why, run, plan };
}

async function rehearsals(context: Context, event: MeshEvent): Promise<Rehearsal[]> {
  const { services, user, workspaceId } = context;
  const listeners = (await listListeners(context)).filter((one) => hears(one, event.type));
  const rows = await services.db.withUser(user, (trx) =>
    listRuns(trx, workspaceId, { eventSeq: event.seq ?? 0, limit: 200 }),
  );
  const runs = new Map(rows.toReversed().map(({ automationId, id }) => [automationId, id]));
  const budget = new WorkBudget(MAX_WORK_MS, MAX_WORK_EACH_MS);
  const rehearsed: Rehearsal[] = [];
  for (const one of listeners) {
    rehearsed.push(rehearse({ services, budget }, one, event, runs));
    await budget.yieldTurn();
  }
  return rehearsed;
}

export const dryRunEvent = defineVerb({
  name: "events.dry-run",
  description:
    "Simulates every enabled automation that listens to this event type. Returns the planned steps, or the reason why it would not start. Sends nothing.",
  effect: "read",
  role: "member",
  input: z.object({ seq: z.int().min(1) }),
  output: listOf(rehearsalSchema),
  run: async (context, { seq }) => rehearsals(context, await requireEvent(context, seq)),
});

/** Prepares a run, or returns the reason if that is not possible, so that the other automations still start. */
async function prepareOne(
  context: Context,
  id: string,
  event: MeshEvent,
): Promise<RequestedRun | string> {
  try {
    return await requestReplay(context, id, event);
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return error.message;
    throw error;
  }
}

export const replayEvent = defineVerb({
  name: "events.replay",
  description:
    "Starts the given automations for a stored event, or every one that would start. Skips automations that already ran for it.",
  effect: "write",
  role: "member",
  input: z.object({
    seq: z.int().min(1),
    /** Ids of automations. Defaults to every one that would start. */
    automations: z.array(z.uuid()).min(1).max(100).optional(),
  }),
  output: replaySchema,
  async run(context, { seq, automations }, record) {
    const { services } = context;
    const event = await requireEvent(context, seq);
    const all = await rehearsals(context, event);
    const wanted = automations && new Set(automations);
    if (wanted && all.filter(({ id }) => wanted.has(id)).length < wanted.size)
      throw new AppError(
        "not_found",
        "One of the given automations does not listen to this event.",
      );
    const prepared: { id: string; name: string; request: RequestedRun | string }[] = [];
    for (const { id, name, verdict, why } of all) {
      if (wanted ? !wanted.has(id) : verdict !== "starts") continue;
      const refusal = verdict === "refuses" ? why : null;
      prepared.push({ id, name, request: refusal ?? (await prepareOne(context, id, event)) });
    }
    const started = await services.db.withService(async (trx) => {
      const replayed: Replayed[] = [];
      for (const { id: automationId, name, request } of prepared) {
        const isRefused = typeof request === "string";
        const run = isRefused ? null : await insertRequested(trx, context, request);
        const reason = isRefused ? request : ALREADY_RAN;
        replayed.push({ automationId, name, run, why: run === null ? reason : null });
      }
      return record(trx, { seq, replayed });
    });
    services.queue.nudge();
    return started;
  },
  audit: ({ seq }, { replayed }) => ({
    target: String(seq),
    details: { started: replayed.filter(({ run }) => run !== null).length },
  }),
});
