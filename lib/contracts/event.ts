import { z } from "zod";

import { simulationSchema } from "./automation";
import { listOf } from "./parts";

/** A stored event. Names follow CloudEvents 1.0. */
export const eventSchema = z.object({
  id: z.string(),
  type: z.string(),
  source: z.string(),
  subject: z.string().optional(),
  /** ISO 8601 in UTC. */
  time: z.string(),
  data: z.record(z.string(), z.unknown()),
  workspace: z.string(),
  /** Position in the log. */
  seq: z.int().nullable(),
  origin: z.enum(["provider", "ui", "automation", "api", "system"]),
  connection: z.string().optional(),
  livemode: z.boolean().optional(),
  correlationId: z.string().optional(),
  causationId: z.string().optional(),
  hops: z.int(),
  actor: z.object({
    kind: z.enum(["user", "token", "agent", "automation", "provider", "import", "system"]),
    id: z.string(),
  }),
});

/** A page of events, newest first. `next` is the `before` of the next page; `null` at the end. */
export const eventPageSchema = z.object({
  events: listOf(
    eventSchema.extend({
      /** The event in one line for people, if that was asked for. */
      line: z.string().optional(),
    }),
  ),
  next: z.int().nullable(),
});

/** The log position of each event; `null` for one that was stored before. */
export const publishedSchema = z.object({
  events: listOf(z.object({ id: z.string(), seq: z.int().nullable() })),
});
export const storedSchema = z.object({ stored: z.int() });

/** Simulated result of an enabled automation for a replayed event. */
export const rehearsalSchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.int(),
  /** `starts`: would start. `ran`: already has a run for this event. `refuses`: would not start. */
  verdict: z.enum(["starts", "ran", "refuses"]),
  /** Reason why it would not start. */
  why: z.string().nullable(),
  /** Id of the latest run for this event. */
  run: z.string().nullable(),
  /** `null` if it would not start. */
  plan: simulationSchema.nullable(),
});
export type Rehearsal = z.infer<typeof rehearsalSchema>;

const replayedSchema = z.object({
  automationId: z.string(),
  name: z.string(),
  run: z.string().nullable(),
  /** Reason why it was not started. */
  why: z.string().nullable(),
});
/** Result of a replay for one automation. */
export type Replayed = z.infer<typeof replayedSchema>;

export const replaySchema = z.object({ seq: z.int(), replayed: listOf(replayedSchema) });
