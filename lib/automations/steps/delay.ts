import * as z from "zod";

import { durationMs } from "../../core/duration";
import { parseInstant } from "../../core/time";
import { Duration } from "../duration";
import { renderOne } from "../render";
import { StepBase, TemplateText } from "../schema-parts";
import { defineStep } from "./types";

const forSchema = z.strictObject({ ...StepBase, delay: Duration });
type DelayStep = z.infer<typeof forSchema> & { readonly [part: string]: unknown };

const untilSchema = z.strictObject({
  ...StepBase,
  /** Time in ISO 8601 or seconds since the epoch. A past time does not wait. */
  delayUntil: TemplateText,
});
type DelayUntilStep = z.infer<typeof untilSchema> & { readonly [part: string]: unknown };

const MAX_MS = 90 * 86_400_000;

export const delay = defineStep<DelayStep>({
  kind: "delay",
  title: "Delay",
  description: "Waits for a duration such as 15m, 2h or 3d, at most 90 days.",
  schema: forSchema,
  example: { id: "pause", delay: "2h" },
  plan: (step, { nowMs }) => ({
    action: { kind: "sleep", until: nowMs + (durationMs(step.delay) ?? 0) },
    warnings: [],
  }),
  templates: () => [],
  outputs: () => [],
  sentence: (step) => `wait ${step.delay}`,
});

export const delayUntil = defineStep<DelayUntilStep>({
  kind: "delayUntil",
  title: "Delay until",
  description: "Waits until a time from the event or an earlier step, at most 90 days.",
  schema: untilSchema,
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
  outputs: () => [],
  sentence: (step) => `wait until ${step.delayUntil.replaceAll(/\{\{\s*|\s*\}\}/g, "")}`,
});
