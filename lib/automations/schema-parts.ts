import * as z from "zod";

import { DEFAULT_RETRY } from "../core/retry";
import { isPattern, isTopic } from "../core/topics";
import { parseTemplate } from "../expressions/template";
import { Condition } from "./condition";
import { Duration } from "./duration";

/** Id of a step. Later steps use it to refer to its result. */
export const StepId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, "Must be one lower-case word, such as ticket");

export const EventName = z.string().refine(isTopic, "Must be a dotted, lower-case event name");
export const EventPattern = z.string().refine(isPattern, "Must be an event name or a pattern");

/** Text with placeholders `{{path | filter}}`. */
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

/** Retries after temporary failures. */
const Retry = z.strictObject({
  /** Max number of attempts, including the first. */
  max: z.int().min(1).max(20).default(DEFAULT_RETRY.max),
  /** Delay before the second attempt. Doubles after each one, up to an hour. A provider's Retry-After takes precedence. */
  delay: Duration.default(DEFAULT_RETRY.delay),
});

/** Steps inside another step. Each is parsed by its kind after the outer one. */
export const InnerSteps = z
  .array(z.looseObject({ id: StepId, when: Condition.optional(), name: z.string().optional() }))
  .min(1)
  .max(50);

/** Keys of every step. */
export const StepBase = {
  id: StepId,
  /** Name for people. Defaults to the id. */
  name: z.string().max(120).optional(),
  /** The step is skipped unless this condition is true. */
  when: Condition.optional(),
};
export const RetryPart = { retry: Retry.optional() };
