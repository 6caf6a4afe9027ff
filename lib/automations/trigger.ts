import { isBeforeSecond } from "../core/time";
import type { Ast } from "../expressions/ast";
import { matches } from "../expressions/evaluate";
import { compileCondition } from "./condition";
import type { MeshEventLike } from "./event";
import type { AutomationDefinition } from "./schema";

/** Compiled event trigger of an automation. */
export interface EventTrigger {
  readonly pattern: string;
  readonly origins: ReadonlySet<string>;
  readonly where: Ast | null;
}

/** Compiles the event trigger of a definition; `null` if a schedule or a person starts it. */
export function eventTrigger({ on }: AutomationDefinition): EventTrigger | null {
  if (!("event" in on)) return null;
  return {
    pattern: on.event,
    origins: new Set(on.origins),
    where: on.where === undefined ? null : compileCondition(on.where),
  };
}

/**
 * True if an event happened before `since`, no matter when it arrived. Compares whole seconds, because providers report
 * no fractions. Events from the browser are never old, because their clocks cannot be trusted.
 */
export function happenedBefore(
  event: Pick<MeshEventLike, "origin" | "time">,
  since: Date,
): boolean {
  return event.origin !== "ui" && isBeforeSecond(event.time, since);
}

/** Checks origin and condition of an event whose type already matches. `warnings` lists fields that could not be read. */
export function triggers(
  { origins, where }: EventTrigger,
  event: MeshEventLike,
  nowMs: number,
): { readonly matched: boolean; readonly warnings: readonly string[] } {
  if (!origins.has(event.origin)) return { matched: false, warnings: [] };
  return holdsFor(where, event, {}, nowMs);
}

/** Evaluates a condition on an event's fields and on the additional values in `scope`. */
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
