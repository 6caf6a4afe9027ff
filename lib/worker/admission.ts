import { concurrencyKeyOf, concurrencyLimit } from "@/lib/automations/concurrency";
import type { AutomationDefinition } from "@/lib/automations/schema";
import type { EventTrigger } from "@/lib/automations/trigger";
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
    return "It would start itself, because one of its own runs caused this event.";
  const hops = Math.max(event.hops, cause?.hops ?? 0);
  return hops >= MAX_HOPS ? `The chain of automations is longer than ${MAX_HOPS}.` : null;
}

/** Runs of one automation with the same concurrency key, as this batch changes them. */
interface ConcurrencyGroup {
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
  readonly #groups = new Map<string, ConcurrencyGroup>();

  constructor(counts: ReadonlyMap<string, RunCounts>) {
    for (const [id, { lastHour, lastDay, open }] of counts) {
      this.#recent.set(id, { hour: lastHour, day: lastDay });
      for (const run of open) this.#group(id, run.concurrencyKey).open.push(run.id);
    }
  }

  #group(automation: string, concurrencyKey: string): ConcurrencyGroup {
    const key = `${automation}/${concurrencyKey}`;
    const group = this.#groups.get(key) ?? { open: [], woken: 0 };
    this.#groups.set(key, group);
    return group;
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
    const concurrencyKey = concurrencyKeyOf(definition, event.subject);
    const group = this.#group(listener.id, concurrencyKey);
    const paused = this.pause.get(listener.id)?.reason ?? null;
    const refusal =
      paused ??
      loopReason(fired) ??
      (definition.mode === "single" && group.open.length > 0
        ? "Another run was in progress."
        : null);
    const exceeded = refusal === null ? this.#overLimit(listener) : null;
    const skipped = refusal ?? exceeded;
    const limit = concurrencyLimit(definition);
    const run: NewRun = {
      id: uuidv7(),
      workspaceId: event.workspace,
      automationId: listener.id,
      version: listener.version,
      concurrencyKey,
      triggerKey: `event:${event.source}:${event.id}`.slice(0, 700),
      trigger: triggerOf(event),
      eventSeq: event.seq,
      chain: cause?.chain ?? [],
      hops: Math.max(event.hops, cause?.hops ?? 0),
      // As many runs as the limit allows are woken; each checks by itself whether it may start.
      isQueued: limit !== null && group.woken >= limit,
      skipped,
      startedBy: null,
    };
    this.made.push(run);
    if (exceeded !== null) this.pause.set(listener.id, { reason: exceeded, run });
    if (skipped !== null) return;
    if (definition.mode === "restart") this.cancel.push(...group.open.splice(0));
    const count = this.#count(listener.id);
    count.hour++;
    count.day++;
    group.woken++;
    group.open.push(run.id);
  }
}
