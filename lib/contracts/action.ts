import { z } from "zod";

import { listOf } from "./parts";

/** `unknown`: the provider did not answer, so that nobody knows whether it was done. */
export const attemptStatusSchema = z.enum(["sending", "succeeded", "failed", "unknown"]);
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
]);

/** Values of the fields by their names: minor units, or the value of a choice. */
export const valuesSchema = z.record(
  z.string().max(60),
  z.union([z.string().max(500), z.number(), z.null()]),
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
  createdAt: z.date(),
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
