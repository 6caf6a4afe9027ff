import { isBeforeSecond } from "../core/time";
import type { Ast } from "../expressions/ast";
import { matches } from "../expressions/evaluate";
import { compileCondition } from "./condition";
import type { MeshEventLike } from "./event";
import type { AutomationDefinition } from "./schema";

/** What makes an automation fire, ready to be asked for every event. */
export interface EventTrigger {
  readonly pattern: string;
  readonly origins: ReadonlySet<string>;
  readonly where: Ast | null;
}

/** The event trigger of a definition; `null` when time or a person starts it. */
export function eventTrigger({ on }: AutomationDefinition): EventTrigger | null {
  if (!("event" in on)) return null;
  return {
    pattern: on.event,
    origins: new Set(on.origins),
    where: on.where === undefined ? null : compileCondition(on.where),
  };
}

/**
 * Whether an event happened before `since`, whatever brought it and whenever it came. Providers tell whole seconds, so
 * the second counts as a whole. What people do in the dashboard is timed by their own clocks and is always new.
 */
export function happenedBefore(
  event: Pick<MeshEventLike, "origin" | "time">,
  since: Date,
): boolean {
  return event.origin !== "ui" && isBeforeSecond(event.time, since);
}

/** Whether an event that fits the pattern also fits the rest. `warnings` say what could not be read. */
export function triggers(
  { origins, where }: EventTrigger,
  event: MeshEventLike,
  nowMs: number,
): { readonly matched: boolean; readonly warnings: readonly string[] } {
  if (!origins.has(event.origin)) return { matched: false, warnings: [] };
  return holdsFor(where, event, {}, nowMs);
}

/** Whether a condition over an event's own fields holds; `scope` is what it sees beside them. */
export function holdsFor(
  where: Ast | null,
  event: MeshEventLike,
  scope: Readonly<Record<string, unknown>>,
  nowMs: number,
): { readonly matched: boolean; readonly warnings: readonly string[] } {
  if (where === null) return { matched: true, warnings: [] };
  const { matched, diagnostics } = matches(where, { event, ...scope, ...event }, { nowMs });
  return { matched, warnings: diagnostics.map(({ message }) => message) };
}
