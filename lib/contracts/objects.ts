import { z } from "zod";

/** An object of a connected account, as the synced copy holds it. */
export const objectSchema = z.object({
  /** The provider's type, or `payment`, which is one line for an intent with its attempts. */
  type: z.string(),
  id: z.string(),
  created: z.date(),
  /** As people filter by it; not always the provider's own. */
  status: z.string().nullable(),
  customer: z.string().nullable(),
  currency: z.string().nullable(),
  /** Minor units of `currency`. */
  amount: z.number().nullable(),
  /** Id of the object one level up. */
  parent: z.string().nullable(),
  method: z.string().nullable(),
  label: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  deleted: z.boolean(),
  syncedAt: z.date(),
});
export type BusinessObject = z.infer<typeof objectSchema>;

/** The account that objects belong to. */
export const accountSchema = z.object({
  connectionId: z.uuid(),
  provider: z.string(),
  label: z.string(),
  livemode: z.boolean(),
  currency: z.string().nullable(),
  /** IANA name, e.g. `America/New_York`. */
  timeZone: z.string(),
});
export type BusinessAccount = z.infer<typeof accountSchema>;

/** Totals of what a filter matches, in each currency for itself. */
export const totalSchema = z.object({
  currency: z.string().nullable(),
  count: z.number(),
  /** Minor units; `null` if an amount is unknown. */
  sum: z.number().nullable(),
});

/** A page of a list of objects. */
export const objectListSchema = z.object({
  account: accountSchema,
  objects: z.array(objectSchema),
  /** Names of the objects that these name by id. */
  names: z.record(z.string(), z.string()),
  /** Cursor of the page that follows in the list's order; `null` at the end. */
  next: z.string().nullable(),
  /** Cursor of the page before; `null` at the beginning. */
  previous: z.string().nullable(),
  totals: z.array(totalSchema),
  /** True if more matched than were counted. */
  isCountCapped: z.boolean(),
  /** Counts of the statuses that were asked for, without the filter by status. */
  counts: z.record(z.string(), z.number()),
});
export type ObjectList = z.infer<typeof objectListSchema>;
