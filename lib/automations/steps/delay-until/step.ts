import * as z from "zod";

import { parseInstant } from "../../../core/time";
import { renderOne } from "../../render";
import { StepBase, TemplateText } from "../../schema-parts";
import { defineStep } from "../types";

const schema = z.strictObject({
  ...StepBase,
  /** Time in ISO 8601 or seconds since the epoch. A past time does not wait. */
  delayUntil: TemplateText,
});

const MAX_MS = 90 * 86_400_000;

export const delayUntil = defineStep({
  kind: "delayUntil",
  title: "Delay until",
  description: "Waits until a time from the event or an earlier step, at most 90 days.",
  icon: "clock",
  schema,
  example: { id: "due", delayUntil: "{{event.data.due_date}}" },
  plan(step, { scope, nowMs }) {
    const { value, warnings } = renderOne(step.delayUntil, scope, "line");
    const instant = parseInstant(value);
    if (!instant)
      return { action: { kind: "fail", error: `"${step.delayUntil}" is not a time.` }, warnings };
    const until = Math.min(instant.getTime(), nowMs + MAX_MS);
    return { action: { kind: "sleep", until }, warnings };
  },
  templates: (step) => [{ path: ["delayUntil"], value: step.delayUntil }],
  sentence: (step) => `wait until ${step.delayUntil.replaceAll(/\{\{\s*|\s*\}\}/g, "")}`,
});
