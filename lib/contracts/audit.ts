import { z } from "zod";

import { listOf } from "./parts";

const entrySchema = z.object({
  /** Increases with time. */
  id: z.string(),
  at: z.date(),
  actor: z.object({
    kind: z.enum(["user", "token", "agent", "automation", "provider", "system"]),
    id: z.string(),
    name: z.string().nullable(),
  }),
  /** Verb name, or the name of an operation at a provider. */
  action: z.string(),
  /** Label of the action. */
  words: z.string(),
  /** Id of the object, or the request line at a provider. */
  target: z.string().nullable(),
  /** Name of the person or automation, if it still exists. */
  targetName: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/** A page of the audit log, newest first. `next` is the `before` of the next page; `null` at the end. */
export const auditPageSchema = z.object({
  entries: listOf(entrySchema),
  next: z.string().nullable(),
});

/** Security events of the caller's account, newest first. */
export const activitySchema = z.object({
  events: listOf(
    z.object({
      id: z.string(),
      at: z.date(),
      words: z.string(),
      /** True for an event that another person may have caused. */
      isUnusual: z.boolean(),
      /** Network address of the caller. */
      address: z.string().nullable(),
    }),
  ),
});
