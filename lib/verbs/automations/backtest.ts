import { z } from "zod";

import type { AutomationDefinition } from "@/lib/automations/schema";
import { simulate, type Simulation } from "@/lib/automations/simulate";
import { eventTrigger, triggers } from "@/lib/automations/trigger";
import { AppError } from "@/lib/core/errors";
import { matchTopic } from "@/lib/core/topics";
import type { MeshEvent } from "@/lib/mesh/event";
import { canonicalJson } from "@/lib/providers/plan";

import { defineVerb } from "../define";
import type { Context } from "../types";
import { requireAutomation, requireValid, requireVersion } from "./definition";

const DAY_MS = 86_400_000;
const MOST_EVENTS = 10_000;
const SHOWN = 100;

export interface WouldRun {
  readonly event: { id: string; type: string; time: string; subject: string | null };
  readonly plan: Simulation;
  /** Against the live version: it would not run there, do the same, or do something else. */
  readonly change: "new" | "same" | "different" | null;
}

export interface Backtest {
  /** Events that were looked at. */
  readonly events: number;
  /** Whether older events of the span were left out. */
  readonly cut: boolean;
  readonly runs: number;
  /** How often each thing would have been done, by operation, event or kind. */
  readonly totals: Readonly<Record<string, number>>;
  /** Runs of the live version that this one would not make; `null` without a live version to compare with. */
  readonly lost: number | null;
  /** The newest, at most 100. */
  readonly sample: readonly WouldRun[];
}

/** The stored events of the last days, oldest first, at most 10,000. */
async function history(
  context: Context,
  days: number,
): Promise<{ events: MeshEvent[]; cut: boolean }> {
  const { services, workspaceId } = context;
  const since = services.now().getTime() - days * DAY_MS;
  const head = (await services.log.heads([workspaceId])).get(workspaceId);
  if (!head) return { events: [], cut: false };
  const first = Math.max(head.floor, head.last - MOST_EVENTS);
  const events: MeshEvent[] = [];
  for (let after = first; after < head.last;) {
    const page = await services.log.read(workspaceId, after);
    events.push(...page.filter(({ time }) => Date.parse(time) >= since));
    const last = page.at(-1)?.seq;
    if (last === undefined || last === null) break;
    after = last;
  }
  return { events, cut: first > head.floor && events.length === head.last - first };
}

/** Whether a version would run for an event, and what it would then do. */
function wouldRun(
  context: Context,
  definition: AutomationDefinition,
  event: MeshEvent,
): Simulation | null {
  const trigger = eventTrigger(definition);
  const nowMs = Date.parse(event.time);
  if (!trigger || !matchTopic(trigger.pattern, event.type)) return null;
  if (!triggers(trigger, event, nowMs).matched) return null;
  return simulate(definition, event, context.services.catalogue, nowMs);
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

export const backtestAutomation = defineVerb({
  name: "automations.backtest",
  description:
    "Runs a definition over the stored events of the last days without sending anything: how often it would have run, what it would have done, and what differs from the live version.",
  effect: "read",
  role: "member",
  input: z.object({
    definition: z.unknown(),
    /** The automation whose live version to compare with. */
    id: z.uuid().optional(),
    days: z.int().min(1).max(90).default(30),
  }),
  async run(context, { definition: json, id, days }): Promise<Backtest> {
    const definition = requireValid(context, json);
    if (!("event" in definition.on))
      throw new AppError("invalid", "Only an automation that an event starts can be back-tested.");
    const live = await liveDefinition(context, id);
    const { events, cut } = await history(context, days);
    const totals: Record<string, number> = {};
    const sample: WouldRun[] = [];
    let runs = 0;
    let lost = 0;
    for (const event of events) {
      const plan = wouldRun(context, definition, event);
      const before = live && wouldRun(context, live, event);
      if (before && !plan) lost++;
      if (!plan) continue;
      runs++;
      addTotals(totals, plan);
      const { id: eventId, type, time, subject = null } = event;
      const change = live ? compare(plan, before) : null;
      sample.push({ event: { id: eventId, type, time, subject }, plan, change });
      if (sample.length > SHOWN) sample.shift();
    }
    return {
      events: events.length,
      cut,
      runs,
      totals,
      lost: live ? lost : null,
      sample: sample.toReversed(),
    };
  },
});
