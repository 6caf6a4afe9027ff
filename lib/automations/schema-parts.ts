import * as z from "zod";

import { DEFAULT_RETRY } from "../core/retry";
import { isPattern, isTopic } from "../core/topics";
import { parseTemplate } from "../expressions/template";
import { Condition } from "./condition";
import { Duration } from "./duration";

/** The name of a step: what later steps call its result by. */
export const StepId = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "Must be one lower-case name");

export const EventName = z.string().refine(isTopic, "Must be a dotted, lower-case event name");
export const EventPattern = z.string().refine(isPattern, "Must be an event name or a pattern");

/** A text with holes `{{path | filter}}`. */
export const TemplateText = z
  .string()
  .max(10_000)
  .superRefine((source, context) => {
    const parsed = parseTemplate(source);
    if (parsed.ok) return;
    const { message, suggestion } = parsed.diagnostic;
    const hint = suggestion === undefined ? "" : `. Did you mean "${suggestion}"?`;
    context.addIssue({ code: "custom", message: `${message}${hint}` });
  });

/** A JSON value whose texts are templates. */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | readonly TemplateValue[]
  | { readonly [key: string]: TemplateValue };
export const TemplateValue: z.ZodType<TemplateValue> = z.lazy(() =>
  z.union([
    TemplateText,
    z.number(),
    z.boolean(),
    z.null(),
    z.array(TemplateValue).max(100),
    z.record(z.string().max(100), TemplateValue),
  ]),
);
export const TemplateFields = z.record(z.string().max(100), TemplateValue);
export type TemplateFields = z.infer<typeof TemplateFields>;

/** How often a step that failed for a passing reason is tried again. */
const Retry = z.strictObject({
  /** Tries altogether, the first one included. */
  max: z.int().min(1).max(20).default(DEFAULT_RETRY.max),
  /** How long to wait before the second try; doubles after each, up to an hour. A provider's own wish outranks it. */
  delay: Duration.default(DEFAULT_RETRY.delay),
});

/** Steps inside of another; each is read by its own kind once the outer one is. */
export const InnerSteps = z
  .array(z.looseObject({ id: StepId, when: Condition.optional(), name: z.string().optional() }))
  .min(1)
  .max(50);

/** What every step has. */
export const StepBase = {
  id: StepId,
  /** For people; the id otherwise. */
  name: z.string().max(120).optional(),
  /** The step is skipped unless this holds. */
  when: Condition.optional(),
};
export const RetryPart = { retry: Retry.optional() };
