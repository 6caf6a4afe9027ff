import { parseAutomation, type AutomationDefinition } from "@/lib/automations/schema";
import { conditionWords } from "@/lib/automations/sentence";
import { eventTrigger, happenedBefore, triggers } from "@/lib/automations/trigger";
import { matchTopic } from "@/lib/core/topics";
import { definitionsOf, liveAutomations, type LiveAutomation } from "@/lib/db/dispatch";
import type { MeshEvent } from "@/lib/mesh/event";

import type { Context } from "../types";

/** An automation that is on and that an event can start. */
export interface Listener extends LiveAutomation {
  readonly definition: AutomationDefinition;
}

/** The workspace's automations that listen to events, by name. */
export async function listListeners(context: Context): Promise<Listener[]> {
  const { services, user, workspaceId } = context;
  return services.db.withUser(user, async (trx) => {
    const live = await liveAutomations(trx, workspaceId);
    const definitions = await definitionsOf(trx, live);
    const byName = live.toSorted((a, b) => a.name.localeCompare(b.name));
    return byName.flatMap((one) => {
      const parsed = parseAutomation(definitions.get(`${one.id}@${one.version}`));
      return parsed.ok && "event" in parsed.definition.on
        ? [{ ...one, definition: parsed.definition }]
        : [];
    });
  });
}

/** Whether an automation listens to events of this type at all. */
export function hears({ definition: { on } }: Listener, type: string): boolean {
  return "event" in on && matchTopic(on.event, type);
}

/** Why a live version does not start for an event whose type it listens to; `null`: it does. Pure. */
export function refusalOf(definition: AutomationDefinition, event: MeshEvent): string | null {
  const trigger = eventTrigger(definition);
  if (!trigger) return "No event starts it.";
  if (!matchTopic(trigger.pattern, event.type)) return `It listens to ${trigger.pattern}.`;
  if (!trigger.origins.has(event.origin))
    return `It listens to events from ${[...trigger.origins].join(" and ")} only; this one is from ${event.origin}.`;
  const { matched, warnings } = triggers(trigger, event, Date.parse(event.time));
  if (matched) return null;
  const { where } = "event" in definition.on ? definition.on : {};
  const condition = where === undefined ? "" : conditionWords(where);
  return [`Its condition does not hold: ${condition}.`, ...warnings].join(" ");
}

/** Why an automation stood still when an event of its type came. */
export function idleReason(listener: Listener, event: MeshEvent): string {
  if (happenedBefore(event, listener.listensSince))
    return "This happened before the automation was enabled, and the past starts nothing.";
  const refusal = refusalOf(listener.definition, event);
  if (refusal !== null) return refusal;
  if ((event.seq ?? 0) <= listener.fromSeq) return "It was turned on after this event.";
  return "Its live version would start for this event, but nothing has run yet.";
}
