import { z } from "zod";

import { listOf } from "./parts";

/** Tells the name under which revenue keeps the amounts of an erased customer from an id. */
export const isErasedCustomer = (customer: string): boolean => customer.startsWith("erased:");

/** The erasure of a customer, with nothing that identifies the customer. */
export const erasureSchema = z.object({
  id: z.string(),
  /** Keyed hash of the customer's id, which proves later that this customer was erased. */
  hash: z.string(),
  requestedAt: z.date(),
  /** Name of the person who asked for it; `null` if that person left. */
  requestedBy: z.string().nullable(),
  /** `null` while events and runs are still searched. */
  finishedAt: z.date().nullable(),
  /** Number of erased objects by type, of deleted `views`, and of redacted `events`, `runs` and `audit` rows. */
  counts: z.record(z.string(), z.number()),
  /** Automations whose definition names the customer, which people have to change. */
  automations: listOf(z.object({ id: z.string(), name: z.string() })),
});
export type CustomerErasure = z.infer<typeof erasureSchema>;

/** `erasure` is `null` if the customer was not erased. */
export const erasureStateSchema = z.object({ erasure: erasureSchema.nullable() });

/** A file that is written while it is sent. */
export const customerExportSchema = z.object({
  /** Parts of one JSON document, in order. */
  parts: z.custom<AsyncIterable<string>>(),
});
