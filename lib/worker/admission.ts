import type { AutomationDefinition } from "@/lib/automations/schema";
import type { EventTrigger } from "@/lib/automations/trigger";
import { laneOf, turnsAtOnce } from "@/lib/automations/turns";
import { uuidv7 } from "@/lib/core/ids";
import type { Cause, LiveAutomation, RunCounts } from "@/lib/db/dispatch";
import { triggerOf, type NewRun } from "@/lib/db/runs";
import type { MeshEvent } from "@/lib/mesh/event";

const MAX_HOPS = 8;

/** A live automation that events start. */
export interface Listener extends LiveAutomation {
  readonly definition: AutomationDefinition;
  readonly trigger: EventTrigger;
}

/** An event that starts an automation. */
export interface Fired {
  readonly listener: Listener;
  readonly event: MeshEvent;
  /** The run that led to the event, if one did. */
  readonly cause: Cause | undefined;
}

function loopReason({ listener, cause, event }: Fired): string | null {
  if (cause?.chain.includes(listener.id))
    return "It would start itself: one of its own runs led to this event.";
  const hops = Math.max(event.hops, cause?.hops ?? 0);
  return hops >= MAX_HOPS ? `The chain of automations is longer than ${MAX_HOPS}.` : null;
}

/** Runs of one automation and lane, as far as this batch changes them. */
interface Lane {
  open: string[];
  woken: number;
}

/** Keeps the limits and modes of automations while their runs are made. */
export class Admission {
  readonly made: NewRun[] = [];
  readonly cancel: string[] = [];
  /** Automations that reached a limit, with why and the run that was too many. */
  readonly pause = new Map<string, { readonly reason: string; readonly run: NewRun }>();
  readonly #recent = new Map<string, { hour: number; day: number }>();
  readonly #lanes = new Map<string, Lane>();

  constructor(counts: ReadonlyMap<string, RunCounts>) {
    for (const [id, { lastHour, lastDay, open }] of counts) {
      this.#recent.set(id, { hour: lastHour, day: lastDay });
      for (const run of open) this.#lane(id, run.lane).open.push(run.id);
    }
  }

  #lane(automation: string, name: string): Lane {
    const key = `${automation}/${name}`;
    const lane = this.#lanes.get(key) ?? { open: [], woken: 0 };
    this.#lanes.set(key, lane);
    return lane;
  }

  #count(automation: string) {
    const count = this.#recent.get(automation) ?? { hour: 0, day: 0 };
    this.#recent.set(automation, count);
    return count;
  }

  #overLimit({ id, definition: { limits } }: Listener): string | null {
    const { hour, day } = this.#count(id);
    if (hour < limits.perHour && day < limits.perDay) return null;
    const [most, span] = hour >= limits.perHour ? [limits.perHour, "hour"] : [limits.perDay, "day"];
    return `It reached its limit of ${most} per ${span}.`;
  }

  admit(fired: Fired): void {
    const { listener, event, cause } = fired;
    const { definition } = listener;
    const name = laneOf(definition, event.subject);
    const lane = this.#lane(listener.id, name);
    const paused = this.pause.get(listener.id)?.reason ?? null;
    const refusal =
      paused ??
      loopReason(fired) ??
      (definition.mode === "single" && lane.open.length > 0
        ? "Another run was still under way."
        : null);
    const limit = refusal === null ? this.#overLimit(listener) : null;
    const skipped = refusal ?? limit;
    const atOnce = turnsAtOnce(definition);
    const run: NewRun = {
      id: uuidv7(),
      workspaceId: event.workspace,
      automationId: listener.id,
      version: listener.version,
      lane: name,
      triggerKey: `event:${event.source}:${event.id}`.slice(0, 700),
      trigger: triggerOf(event),
      eventSeq: event.seq,
      chain: cause?.chain ?? [],
      hops: Math.max(event.hops, cause?.hops ?? 0),
      // As many as may run at once are woken, and find out whether it is their turn.
      inLine: atOnce !== null && lane.woken >= atOnce,
      skipped,
      startedBy: null,
    };
    this.made.push(run);
    if (limit !== null) this.pause.set(listener.id, { reason: limit, run });
    if (skipped !== null) return;
    if (definition.mode === "restart") this.cancel.push(...lane.open.splice(0));
    const count = this.#count(listener.id);
    count.hour++;
    count.day++;
    lane.woken++;
    lane.open.push(run.id);
  }
}
