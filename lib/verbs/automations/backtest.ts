import { z } from "zod";

import type { Catalogue } from "@/lib/automations/catalogue";
import type { AutomationDefinition } from "@/lib/automations/schema";
import { simulate, type PlannedStep, type Simulation } from "@/lib/automations/simulate";
import { eventTrigger, triggers } from "@/lib/automations/trigger";
import { type Backtest, backtestSchema } from "@/lib/contracts/automation";
import { AppError } from "@/lib/core/errors";
import { matchTopic } from "@/lib/core/topics";
import { WorkBudget } from "@/lib/core/work-budget";
import type { MeshEvent } from "@/lib/mesh/event";
import { canonicalJson } from "@/lib/providers/plan";

import { defineVerb } from "../define";
import type { Context } from "../types";
import { requireAutomation, requireValid, requireVersion } from "./definition";

const DAY_MS = 86_400_000;
const MAX_EVENTS = 10_000;
const PAGE = 500;
const SHOWN = 100;
/** Max characters of JSON. */
const MAX_SAMPLE = 2_000_000;
const MAX_WORK_MS = 2000;
const MAX_WORK_EACH_MS = 250;

/** A run that would have started. */
type WouldRun = Backtest["sample"][number] & { readonly plan: Simulation };

/** Reads the stored events of the last days in pages, newest first, at most 10,000. */
async function* history(context: Context, days: number): AsyncGenerator<readonly MeshEvent[]> {
  const { services, workspaceId } = context;
  const since = services.now().getTime() - days * DAY_MS;
  let before: number | undefined;
  for (let read = 0; read < MAX_EVENTS;) {
    const page = await services.log.recent(workspaceId, PAGE, before);
    if (page.length === 0) return;
    yield page.filter(({ time }) => Date.parse(time) >= since);
    read += page.length;
    before = page.at(-1)?.seq ?? 1;
  }
}

/** Simulates a version for an event; `null` if the event does not start it. */
function wouldRun(
  { catalogue, budget }: { readonly catalogue: Catalogue; readonly budget: WorkBudget },
  definition: AutomationDefinition,
  event: MeshEvent,
): Simulation | null {
  const trigger = eventTrigger(definition);
  const nowMs = Date.parse(event.time);
  if (!trigger || !matchTopic(trigger.pattern, event.type)) return null;
  return budget.run((mustStop) =>
    triggers(trigger, event, nowMs).matched
      ? simulate(definition, event, { catalogue, nowMs, mustStop })
      : null,
  );
}

const QUIET = new Set(["skip", "note", "fail"]);

function addTotals(totals: Record<string, number>, plan: Simulation): void {
  for (const { does, what } of plan.steps) {
    if (QUIET.has(does)) continue;
    const name = does === "call" || does === "publish" ? what : does;
    totals[name] = (totals[name] ?? 0) + 1;
  }
  if (plan.status === "failed") totals["fails"] = (totals["fails"] ?? 0) + 1;
}

function compare(plan: Simulation, live: Simulation | null): "new" | "same" | "different" {
  if (live === null) return "new";
  return canonicalJson(plan.steps) === canonicalJson(live.steps) ? "same" : "different";
}

async function liveDefinition(
  context: Context,
  id: string | undefined,
): Promise<AutomationDefinition | null> {
  if (id === undefined) return null;
  const automation = await requireAutomation(context, id);
  if (automation.liveVersion === null) return null;
  const { definition } = await requireVersion(context, automation, automation.liveVersion);
  return requireValid(context, definition);
}

/** Collects up to 100 runs. Omits the input of steps once the total size is too large. */
class Sample {
  readonly runs: WouldRun[] = [];
  #size = 0;

  add(run: WouldRun): void {
    if (this.runs.length >= SHOWN) return;
    const size = JSON.stringify(run.plan.steps).length;
    const isSmall = this.#size + size <= MAX_SAMPLE;
    if (isSmall) this.#size += size;
    const steps = isSmall ? run.plan.steps : run.plan.steps.map(withoutInput);
    this.runs.push({ ...run, plan: { ...run.plan, steps } });
  }
}

const withoutInput = (step: PlannedStep): PlannedStep => ({ ...step, input: null });

async function backtest(
  context: Context,
  definition: AutomationDefinition,
  live: AutomationDefinition | null,
  days: number,
): Promise<Backtest> {
  const { services, workspaceId } = context;
  const head = (await services.log.heads([workspaceId])).get(workspaceId);
  const budget = new WorkBudget(MAX_WORK_MS, MAX_WORK_EACH_MS);
  const work = { catalogue: services.catalogue, budget };
  const sample = new Sample();
  const totals: Record<string, number> = {};
  let [events, runs, lost] = [0, 0, 0];
  for await (const page of history(context, days)) {
    for (const event of page) {
      if (budget.isSpent) break;
      events++;
      const plan = wouldRun(work, definition, event);
      const before = live && wouldRun(work, live, event);
      await budget.yieldTurn();
      if (before && !plan) lost++;
      if (!plan) continue;
      runs++;
      addTotals(totals, plan);
      const { id, type, time, subject = null } = event;
      const change = live ? budget.run(() => compare(plan, before)) : null;
      sample.add({ event: { id, type, time, subject }, plan, change });
    }
    if (budget.isSpent) break;
  }
  const stored = head ? head.last - head.floor : 0;
  // With fewer events than the limit, the rest of the log is older than the requested days.
  const isFull = events >= MAX_EVENTS && stored > MAX_EVENTS;
  const cut = budget.isSpent ? "time" : isFull ? "events" : null;
  return { events, cut, runs, totals, lost: live ? lost : null, sample: sample.runs };
}

/** Workspaces with a running back-test in this process. */
const running = new Set<string>();

export const backtestAutomation = defineVerb({
  name: "automations.backtest",
  description:
    "Simulates a definition with the stored events of the last days. Returns how often it would have run, its actions, and the differences from the live version. Sends nothing.",
  effect: "read",
  role: "member",
  input: z.object({
    definition: z.unknown(),
    /** The automation whose live version to compare with. */
    id: z.uuid().optional(),
    days: z.int().min(1).max(90).default(30),
  }),
  output: backtestSchema,
  async run(context, { definition: json, id, days }): Promise<Backtest> {
    const definition = requireValid(context, json);
    if (!("event" in definition.on))
      throw new AppError("invalid", "Only an automation with an event trigger can be back-tested.");
    const live = await liveDefinition(context, id);
    const { workspaceId } = context;
    if (running.has(workspaceId))
      throw new AppError("conflict", "A back-test is already running. Wait until it has finished.");
    running.add(workspaceId);
    try {
      return await backtest(context, definition, live, days);
    } finally {
      running.delete(workspaceId);
    }
  },
});
