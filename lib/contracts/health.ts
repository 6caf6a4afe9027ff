import { z } from "zod";

import { listOf } from "./parts";

/** The stored objects of an account by type, and the objects that it could not take. */
export const dataHealthSchema = z.object({
  types: listOf(
    z.object({
      type: z.string(),
      /** Objects that are stored and not deleted. */
      rows: z.int(),
      /** Time of the newest state, by the provider's clock. */
      newest: z.date().nullable(),
      /** States that events brought and that are not stored yet. */
      waiting: z.int(),
      /** How long the oldest of them waits, in seconds; 0 if none does. */
      lagSeconds: z.int(),
    }),
  ),
  /** Objects that could not be stored. They are kept as they came. */
  unstored: z.object({
    count: z.int(),
    objects: listOf(
      z.object({ type: z.string(), id: z.string(), problem: z.string(), seenAt: z.date() }),
    ),
  }),
  /** Events that could not be stored within the last seven days. They are kept aside, and started no automation. */
  events: z.object({
    count: z.int(),
    events: listOf(z.object({ id: z.string(), seenAt: z.date() })),
  }),
});
export type DataHealth = z.infer<typeof dataHealthSchema>;
