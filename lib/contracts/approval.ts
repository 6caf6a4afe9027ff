import { z } from "zod";

import type { Plain } from "@/lib/core/plain";

import { listOf } from "./parts";

const approvalStatusSchema = z.enum(["pending", "approved", "denied", "expired", "consumed"]);
export type ApprovalStatus = z.infer<typeof approvalStatusSchema>;

/** The payment that a planned request is about. */
const subjectSchema = z.object({
  /** First word of the operation's title: "Refund". */
  verb: z.string(),
  /** Minor units; `null` if the plan has no amount. */
  amount: z.number().nullable(),
  currency: z.string().nullable(),
  customer: z.string().nullable(),
  description: z.string().nullable(),
  /** Time of the payment, ISO 8601. */
  paidAt: z.string().nullable(),
  /** Id of the payment. */
  payment: z.string(),
});
export type ApprovalSubject = z.infer<typeof subjectSchema>;

/** The consequences of an approval. */
const outlookSchema = z.object({
  /** The operation that is sent; `null` if the step only asks. */
  action: z
    .object({ title: z.string(), provider: z.string(), isIrreversible: z.boolean() })
    .nullable(),
  /** Labels of the steps that follow. */
  next: listOf(z.string()),
});

/** A step that waits for a person, or waited. */
export const approvalSchema = z.object({
  id: z.string(),
  runId: z.string(),
  key: z.string(),
  automationId: z.string(),
  automationName: z.string(),
  /** Question for the approver. */
  reason: z.string(),
  /** The planned request; `null` for an approval step without a request. */
  plan: z.unknown(),
  /** `null` if the request moves no money, or is about something else than the event of the run. */
  subject: subjectSchema.nullable(),
  /** `null` once it is decided. */
  outlook: outlookSchema.nullable(),
  status: approvalStatusSchema,
  createdAt: z.date(),
  expiresAt: z.date(),
  /** Name of the person who decided; `null` if they are no longer a member. */
  decidedByName: z.string().nullable(),
  decidedAt: z.date().nullable(),
  note: z.string().nullable(),
});
export type Approval = Plain<z.infer<typeof approvalSchema>>;

export const approvalDecisionSchema = z.object({
  id: z.string(),
  runId: z.string(),
  approved: z.boolean(),
});
