import { z } from "zod";

import { simulate, type Simulation } from "@/lib/automations/simulate";
import { AppError } from "@/lib/core/errors";
import { WorkBudget } from "@/lib/core/work-budget";
import { listRuns } from "@/lib/db/runs";
import type { MeshEvent } from "@/lib/mesh/event";

import { defineVerb } from "../define";
import { replayFor } from "../runs/replay";
import type { Context, Services } from "../types";
import { requireEvent } from "./get";
import { hears, listListeners, refusalOf, type Listener } from "./idle";

/** What one enabled automation would do if the event came again. */
export interface Rehearsal {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** It would start; it has run for this event; it does not start for it. */
  readonly verdict: "starts" | "ran" | "refuses";
  /** Why it does not start. */
  readonly why: string | null;
  /** The latest run for this event. */
  readonly run: string | null;
  /** Step by step what it would do; `null` where it refuses. Nothing of it was sent. */
  readonly plan: Simulation | null;
}

/** For all automations that an event could start. */
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
    "What every enabled automation that listens to this kind of event would do with this one, step by step, and why others would not start. Sends nothing.",
  effect: "read",
  role: "member",
  input: z.object({ seq: z.int().min(1) }),
  run: async (context, { seq }) => rehearsals(context, await requireEvent(context, seq)),
});

/** What came of one automation. */
interface Replayed {
  readonly automationId: string;
  readonly name: string;
  readonly run: string | null;
  /** Why it was not started. */
  readonly why: string | null;
}

/** The new run, or the sentence that says why there is none; one refusal does not stop the others. */
async function startOne(
  context: Context,
  id: string,
  event: MeshEvent,
): Promise<{ id: string } | string> {
  try {
    return await replayFor(context, id, event);
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return error.message;
    throw error;
  }
}

export const replayEvent = defineVerb({
  name: "events.replay",
  description:
    "Lets a stored event start the named automations for real, or every one that would start for it. One that has run for it is left alone: that would be a re-run.",
  effect: "write",
  role: "member",
  input: z.object({
    seq: z.int().min(1),
    /** Without it: every one that would start. */
    automations: z.array(z.uuid()).min(1).max(100).optional(),
  }),
  async run(context, { seq, automations }) {
    const event = await requireEvent(context, seq);
    const all = await rehearsals(context, event);
    const wanted = automations && new Set(automations);
    if (wanted && all.filter(({ id }) => wanted.has(id)).length < wanted.size)
      throw new AppError(
        "not_found",
        "An automation that was named does not listen to this event.",
      );
    const replayed: Replayed[] = [];
    for (const { id, name, verdict, why } of all) {
      if (wanted ? !wanted.has(id) : verdict !== "starts") continue;
      const refusal = verdict === "refuses" ? why : null;
      const outcome = refusal ?? (await startOne(context, id, event));
      replayed.push({
        automationId: id,
        name,
        ...(typeof outcome === "string"
          ? { run: null, why: outcome }
          : { run: outcome.id, why: null }),
      });
    }
    return { seq, replayed };
  },
  audit: ({ seq }, { replayed }) => ({
    target: String(seq),
    details: { started: replayed.filter(({ run }) => run !== null).length },
  }),
});
