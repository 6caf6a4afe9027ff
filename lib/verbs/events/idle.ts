import { conditionWords } from "@/lib/automations/condition-words";
import { parseAutomation, type AutomationDefinition } from "@/lib/automations/schema";
import { eventTrigger, happenedBefore, triggers } from "@/lib/automations/trigger";
import { matchTopic } from "@/lib/core/topics";
import { definitionsOf, liveAutomations, type LiveAutomation } from "@/lib/db/dispatch";
import { isErased, type MeshEvent } from "@/lib/mesh/event";

import type { Context } from "../types";

/** An enabled automation with an event trigger. */
export interface Listener extends LiveAutomation {
  readonly definition: AutomationDefinition;
}

/** Lists the workspace's enabled automations with an event trigger, sorted by name. */
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

/** True if an automation listens to events of this type. */
export function hears({ definition: { on } }: Listener, type: string): boolean {
  return "event" in on && matchTopic(on.event, type);
}

/** Explains why a version does not start for an event; `null` if it starts. Pure. */
export function refusalOf(definition: AutomationDefinition, event: MeshEvent): string | null {
  const trigger = eventTrigger(definition);
  if (!trigger) return "This automation is not started by events.";
  if (!matchTopic(trigger.pattern, event.type))
    return `This automation listens to ${trigger.pattern}.`;
  if (!trigger.origins.has(event.origin))
    return `This automation only listens to events from ${[...trigger.origins].join(", ")}. This event is from ${event.origin}.`;
  if (isErased(event)) return "The customer of this event was erased.";
  const { matched, warnings } = triggers(trigger, event, Date.parse(event.time));
  if (matched) return null;
  const { where } = "event" in definition.on ? definition.on : {};
  const condition = where === undefined ? "" : conditionWords(where);
  return [`Condition not met: ${condition}.`, ...warnings].join(" ");
}

/** Explains why an automation did not start for an event of its type. */
export function idleReason(listener: Listener, event: MeshEvent): string {
  if (happenedBefore(event, listener.listensSince))
    return "This event happened before the automation was enabled. Earlier events do not start it.";
  const refusal = refusalOf(listener.definition, event);
  if (refusal !== null) return refusal;
  if ((event.seq ?? 0) <= listener.fromSeq) return "The automation was enabled after this event.";
  return "The live version starts for this event, but no run has been created yet.";
}
