import { z } from "zod";

import { listOf } from "./parts";

/**
 * `waiting`: for a second person. `unknown`: the provider did not answer, so that nobody knows whether it was done. `denied`: by
 * the second person.
 */
export const attemptStatusSchema = z.enum([
  "waiting",
  "sending",
  "succeeded",
  "failed",
  "unknown",
  "denied",
]);
export type AttemptStatus = z.infer<typeof attemptStatusSchema>;

const fieldBase = { name: z.string(), label: z.string() };

/** A field of the form of an action. */
const fieldSchema = z.discriminatedUnion("kind", [
  z.object({
    ...fieldBase,
    kind: z.literal("money"),
    /** Lower-case ISO code. */
    currency: z.string(),
    /** Minor units, as is `max`. */
    initial: z.int(),
    max: z.int(),
    presets: listOf(z.object({ label: z.string(), value: z.int() })),
  }),
  z.object({
    ...fieldBase,
    kind: z.literal("choice"),
    initial: z.string().nullable(),
    options: listOf(z.object({ value: z.string(), label: z.string() })),
  }),
  z.object({
    ...fieldBase,
    kind: z.literal("count"),
    initial: z.int(),
    min: z.int(),
    max: z.int(),
  }),
  z.object({
    ...fieldBase,
    kind: z.literal("text"),
    initial: z.string().nullable(),
    maxLength: z.int(),
    hint: z.string().optional(),
  }),
]);

/** Max characters of a text that somebody enters for an action. */
const MAX_TEXT = 20_000;

/** Values of the fields by their names: minor units, a count, the value of a choice, or words. */
export const valuesSchema = z.record(
  z.string().max(60),
  z.union([z.string().max(MAX_TEXT), z.number(), z.null()]),
);

/** An attempt as people see it. */
export const attemptSchema = z.object({
  id: z.string(),
  action: z.string(),
  summary: z.string(),
  note: z.string().nullable(),
  status: attemptStatusSchema,
  problem: z.string().nullable(),
  /** Name of the person; `null` if they are no longer a member. */
  by: z.string().nullable(),
  /** Name of the second person, who approved or denied it. */
  decidedBy: z.string().nullable(),
  createdAt: z.date(),
  /** True if the caller may tell whether it was done, because the provider did not confirm it for 20 hours. */
  needsAnswer: z.boolean(),
});
export type ActionAttempt = z.infer<typeof attemptSchema>;

/** The actions that somebody may do to an object now, and what was done to it before. */
export const offersSchema = z.object({
  actions: listOf(
    z.object({
      action: z.string(),
      label: z.string(),
      isDestructive: z.boolean(),
      title: z.string(),
      fields: listOf(fieldSchema),
    }),
  ),
  attempts: listOf(attemptSchema),
});
export type ObjectActions = z.infer<typeof offersSchema>;
export type OfferedAction = ObjectActions["actions"][number];
export type OfferedField = z.infer<typeof fieldSchema>;
export type OfferedValues = z.infer<typeof valuesSchema>;

/** An action that can be sent, in words and exactly. */
const readyPlanSchema = z.object({
  button: z.string(),
  effects: listOf(z.string()),
  basis: z.string(),
  planHash: z.string(),
  livemode: z.boolean(),
  /** Method, path and body, for engineers. */
  request: z.string(),
  /** The limit of a day that it exceeds, in words, so that a second person approves it; `null` within the limits. */
  limit: z.string().nullable(),
});
export type ReadyPlan = z.infer<typeof readyPlanSchema>;

/** What would be sent, or the reason why nothing can be. Exactly one of both is there. */
export const actionPlanSchema = z.object({
  ready: readyPlanSchema.nullable(),
  problem: z
    .object({
      message: z.string(),
      /** Name of the field that is wrong; none if the object itself does not allow it. */
      field: z.string().optional(),
    })
    .nullable(),
});
export type ActionPlan = z.infer<typeof actionPlanSchema>;

/** How an action ended. */
export const actionOutcomeSchema = z.object({
  id: z.string(),
  status: attemptStatusSchema,
  /** "Refund $20.00" */
  summary: z.string(),
  /** What to say about it. */
  message: z.string(),
});
export type ActionOutcome = z.infer<typeof actionOutcomeSchema>;

/** An action that waits for a second person. */
export const waitingActionSchema = z.object({
  id: z.string(),
  /** The object. */
  type: z.string(),
  objectId: z.string(),
  connectionId: z.string(),
  /** "Refund $600.00" */
  summary: z.string(),
  /** What it gives away, in minor units; `null` if it is not known. */
  amount: z.number().nullable(),
  currency: z.string().nullable(),
  note: z.string().nullable(),
  /** Name of the object's customer; `null` if it has none. */
  customer: z.string().nullable(),
  /** Name of the person who asks; `null` if they are no longer a member. */
  by: z.string().nullable(),
  /** True if the caller asked for it, so that somebody else decides. */
  isOwn: z.boolean(),
  createdAt: z.date(),
});
export type WaitingAction = z.infer<typeof waitingActionSchema>;

/** The limit of one currency: the amount that a person may refund or write off alone within any 24 hours. */
export const actionLimitSchema = z.object({
  /** Lower-case ISO code. */
  currency: z.string().regex(/^[a-z]{3}$/, "must be an ISO code such as usd"),
  /** Minor units. */
  amount: z.int().min(0).max(1_000_000_000_000),
});
