import { z } from "zod";

import { nextFirings } from "@/lib/automations/schedule";
import { sentenceOf } from "@/lib/automations/sentence";
import { eventTrigger, triggers } from "@/lib/automations/trigger";
import { matchTopic } from "@/lib/core/topics";
import type { MeshEvent } from "@/lib/mesh/event";

import { defineVerb } from "../define";
import { checked } from "./definition";

/** How a trigger takes one of the latest events. */
export interface Tried {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly matched: boolean;
  readonly remarks: readonly string[];
}

const LATEST = 20;
const LOOKED_AT = 500;

export const checkAutomationVerb = defineVerb({
  name: "automations.check",
  description:
    "Checks a definition: what is wrong with it, how it reads as a sentence, and which of the latest events would start it. Changes nothing.",
  effect: "read",
  role: "viewer",
  input: z.object({ definition: z.unknown() }),
  async run(context, { definition: json }) {
    const { services, workspaceId } = context;
    const result = checked(context, json);
    if (!result.ok) return { ok: false as const, issues: result.issues };
    const { definition } = result;
    const trigger = eventTrigger(definition);
    const nowMs = services.now().getTime();
    const recent = trigger ? await services.log.recent(workspaceId, LOOKED_AT) : [];
    const tried = recent
      .filter(({ type }) => trigger && matchTopic(trigger.pattern, type))
      .slice(0, LATEST)
      .map((event: MeshEvent): Tried => {
        const { matched, remarks } = trigger
          ? triggers(trigger, event, nowMs)
          : { matched: false, remarks: [] };
        return { id: event.id, type: event.type, time: event.time, matched, remarks };
      });
    const firings =
      "schedule" in definition.on ? nextFirings(definition.on, services.now(), 3) : [];
    return {
      ok: true as const,
      sentence: sentenceOf(definition, services.catalogue),
      tried,
      firings: firings.map((date) => date.toISOString()),
    };
  },
});
