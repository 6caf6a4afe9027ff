import { z } from "zod";

import type { Plain } from "@/lib/core/plain";

import { listOf } from "./parts";

/** The states of a run, as they are stored and as they leave the API. */
export const runStatusSchema = z.enum([
  "pending",
  "running",
  "waiting",
  "succeeded",
  "failed",
  "indeterminate",
  "skipped",
  "cancelled",
]);
export type RunStatus = z.infer<typeof runStatusSchema>;

/** The states of a step of a run. A step that has not begun has none. */
export const stepStatusSchema = runStatusSchema.exclude(["pending"]);
export type StepStatus = z.infer<typeof stepStatusSchema>;

/** The icon of a step that belongs to no app. */
const stepIconSchema = z.enum(["arrow", "clock", "dot", "external", "hand", "pulse", "refresh"]);
export type StepIcon = z.infer<typeof stepIconSchema>;

const triggerSchema = z.object({
  id: z.string(),
  type: z.string(),
  subject: z.string().optional(),
  time: z.string(),
});

/** A run in a list, without the data of its event. */
export const listedRunSchema = z.object({
  id: z.string(),
  automationId: z.string(),
  version: z.int(),
  trigger: triggerSchema,
  /** The event in one line for people, e.g. "Payment received · $75.00 · Ada Whitfield". */
  line: z.string(),
  eventSeq: z.int().nullable(),
  status: runStatusSchema,
  reason: z.string().nullable(),
  /** Reason why a succeeded run did nothing: all steps that act were skipped. */
  skipped: z.string().nullable(),
  failedStep: z.string().nullable(),
  wakeAt: z.date().nullable(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
});
export type ListedRun = Plain<z.infer<typeof listedRunSchema>>;

const attemptSchema = z.object({
  attempt: z.int(),
  startedAt: z.date(),
  finishedAt: z.date().nullable(),
  outcome: z.string().nullable(),
  httpStatus: z.int().nullable(),
  /** The provider's id of the request. */
  requestId: z.string().nullable(),
  error: z.string().nullable(),
});
export type RunAttempt = Plain<z.infer<typeof attemptSchema>>;

const stepSchema = z.object({
  /** Key of the step in the run, e.g. `ticket` or `lines[0].tell`. */
  key: z.string(),
  kind: z.string(),
  /** Label of the step's operation or kind. */
  title: z.string(),
  /** The text, event or address that it sends, publishes or calls; `null` if that is not known. */
  target: z.string().nullable(),
  icon: stepIconSchema,
  status: stepStatusSchema,
  attempt: z.int(),
  idempotencyKey: z.string(),
  input: z.unknown(),
  plan: z.unknown(),
  output: z.unknown(),
  warnings: listOf(z.string()),
  reason: z.string().nullable(),
  notBefore: z.date().nullable(),
  waitPattern: z.string().nullable(),
  /** Id of the event that the step published. */
  emitted: z.string().nullable(),
  /** The page at the provider that shows the step's result. */
  seenAt: z.object({ text: z.string(), url: z.string() }).nullable(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  attempts: listOf(attemptSchema),
});
export type RunStep = Plain<z.infer<typeof stepSchema>>;

const decisionSchema = z.object({
  /** Key of the step. */
  key: z.string(),
  isGranted: z.boolean(),
  /** Name of the person; `null` if they are no longer a member. */
  by: z.string().nullable(),
  at: z.date(),
  note: z.string().nullable(),
});
export type RunDecision = Plain<z.infer<typeof decisionSchema>>;

/** A run with everything that it did. */
export const runTraceSchema = z.object({
  run: listedRunSchema.extend({
    trigger: triggerSchema.extend({ data: z.record(z.string(), z.unknown()) }),
  }),
  automation: z
    .object({ id: z.string(), name: z.string(), liveVersion: z.int().nullable() })
    .optional(),
  definition: z.unknown(),
  steps: listOf(stepSchema),
  /** Pending approvals and the keys of their steps. */
  approvals: listOf(z.object({ id: z.string(), key: z.string() })),
  decisions: listOf(decisionSchema),
});
export type RunTrace = Plain<z.infer<typeof runTraceSchema>>;

/** Numbers of runs that can be retried or cancelled. */
export const runCountsSchema = z.object({ failed: z.int(), open: z.int() });
export const redrivenSchema = z.object({ automationId: z.string(), retried: z.int() });
export const cancelledSchema = z.object({ automationId: z.string(), cancelled: z.int() });
