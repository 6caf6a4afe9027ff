import { z } from "zod";

import { checkAutomation } from "@/lib/automations/check";
import { absentEnrichments } from "@/lib/automations/enrichment";
import { nextFirings } from "@/lib/automations/schedule";
import { parseAutomation, type AutomationDefinition } from "@/lib/automations/schema";
import { sentenceOf } from "@/lib/automations/sentence";
import { eventTrigger, triggers } from "@/lib/automations/trigger";
import { type Checkup, type Tried, checkupSchema } from "@/lib/contracts/automation";
import { matchTopic } from "@/lib/core/topics";

import { defineVerb } from "../define";
import type { Context } from "../types";

const LATEST = 20;
const MAX_RECENT = 500;

/** Tries the trigger on the latest matching events, newest first. */
async function tryLatest(context: Context, definition: AutomationDefinition): Promise<Tried[]> {
  const { services, workspaceId } = context;
  const trigger = eventTrigger(definition);
  if (!trigger) return [];
  const nowMs = services.now().getTime();
  const recent = await services.log.recent(workspaceId, MAX_RECENT);
  return recent
    .filter(({ type }) => matchTopic(trigger.pattern, type))
    .slice(0, LATEST)
    .map((event) => {
      const { id, type, time, subject = null } = event;
      return { id, type, time, subject, ...triggers(trigger, event, nowMs) };
    });
}

const END = /, wait 1s\.$/;

/** Parses only the trigger of an invalid draft. */
function triggerOf(json: unknown): AutomationDefinition | null {
  const on = (json as { on?: unknown } | null)?.on;
  const parsed = parseAutomation({
    schema: 1,
    name: "Draft",
    on,
    steps: [{ id: "later", delay: "1s" }],
  });
  return parsed.ok ? parsed.definition : null;
}

export const checkAutomationVerb = defineVerb({
  name: "automations.check",
  description:
    "Checks a definition. Returns its problems, a summary sentence, and which of the latest events would start it. Changes nothing.",
  effect: "read",
  role: "viewer",
  input: z.object({ definition: z.unknown() }),
  output: checkupSchema,
  async run(context, { definition: json }): Promise<Checkup> {
    const { services } = context;
    const parsed = parseAutomation(json);
    const definition = parsed.ok ? parsed.definition : triggerOf(json);
    if (!definition)
      return {
        ok: false,
        issues: parsed.ok ? [] : parsed.issues,
        warnings: [],
        sentence: null,
        tried: [],
        firings: [],
      };
    const issues = parsed.ok ? checkAutomation(definition, services.catalogue) : parsed.issues;
    const sentence = sentenceOf(definition, services.catalogue);
    const firings =
      "schedule" in definition.on ? nextFirings(definition.on, services.now(), 3) : [];
    return {
      ok: issues.length === 0,
      issues,
      warnings: parsed.ok ? absentEnrichments(definition, services.catalogue) : [],
      sentence: parsed.ok ? sentence : sentence.replace(END, ", …"),
      tried: await tryLatest(context, definition),
      firings: firings.map((date) => date.toISOString()),
    };
  },
});
