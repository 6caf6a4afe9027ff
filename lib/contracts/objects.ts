import { z } from "zod";

import { listOf } from "./parts";
import { runStatusSchema } from "./run";

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
const totalSchema = z.object({
  currency: z.string().nullable(),
  count: z.number(),
  /**
   * Minor units; `null` if no amount is known or counts. Without a filter by status, failed, canceled and uncaptured payments,
   * failed payouts and drafts of invoices are not added up. Balance entries are added up net, after fees.
   */
  sum: z.number().nullable(),
});

/** A page of a list of objects. */
export const objectListSchema = z.object({
  account: accountSchema,
  objects: listOf(objectSchema),
  /** Names of the objects that these name by id. */
  names: z.record(z.string(), z.string()),
  /** Prices of the products in the list; empty for other types. */
  prices: listOf(objectSchema),
  /** Cursor of the page that follows in the list's order; `null` at the end. */
  next: z.string().nullable(),
  /** Cursor of the page before; `null` at the beginning. */
  previous: z.string().nullable(),
  totals: listOf(totalSchema),
  /** True if more matched than were counted. */
  isCountCapped: z.boolean(),
  /** Counts of the statuses that were asked for, without the filter by status. */
  counts: z.record(z.string(), z.number()),
  /** The currencies of the type's objects and the methods of payments that occur, if they were asked for. */
  choices: z.object({ currencies: listOf(z.string()), methods: listOf(z.string()) }).nullable(),
});
export type ObjectList = z.infer<typeof objectListSchema>;

/** A part of an export: objects with what their lines need. */
export interface ObjectPart {
  readonly objects: readonly BusinessObject[];
  /** Names of the objects that these name by id. */
  readonly names: Readonly<Record<string, string>>;
  /** Balance entries of payments. */
  readonly entries: readonly BusinessObject[];
}

/** A list that is read while its file is sent. */
export const objectExportSchema = z.object({
  account: accountSchema,
  count: z.int(),
  parts: z.custom<AsyncIterable<ObjectPart>>(),
});

/** An object with what it belongs to and what belongs to it. */
export const objectDetailSchema = z.object({
  account: accountSchema,
  object: objectSchema,
  related: listOf(objectSchema),
  /** Names of the objects that these name by id. */
  names: z.record(z.string(), z.string()),
  /** The sum that a customer has paid, less refunds, by currency in minor units; empty for other types. */
  paid: listOf(z.object({ currency: z.string(), count: z.int(), sum: z.number() })),
});

/** An event in one line. */
const historyEventSchema = z.object({
  /** Position in the workspace's log. */
  seq: z.int(),
  /** ISO 8601 in UTC. */
  time: z.string(),
  line: z.string(),
});

/** Events about an object and the runs that they started, newest first. */
export const objectHistorySchema = z.object({
  events: listOf(
    historyEventSchema.extend({
      /** The events of which the line speaks, if there are several: those of one payment. */
      parts: listOf(historyEventSchema),
    }),
  ),
  runs: listOf(
    z.object({
      id: z.string(),
      /** Name of the automation. */
      automation: z.string(),
      status: runStatusSchema,
      reason: z.string().nullable(),
      createdAt: z.date(),
      /** Pages that show what its steps made, such as a ticket or a message. */
      links: listOf(z.object({ text: z.string(), url: z.string() })),
    }),
  ),
});
export type ObjectHistory = z.infer<typeof objectHistorySchema>;

/** Results in each account, the best match first. */
export const objectSearchSchema = listOf(
  z.object({
    account: accountSchema,
    objects: listOf(objectSchema),
    names: z.record(z.string(), z.string()),
  }),
);
export type ObjectSearch = z.infer<typeof objectSearchSchema>;

/** How far the copy of each account is. */
export const syncStatusSchema = listOf(
  z.object({
    account: accountSchema,
    /** False if the account was disconnected, or took its permission back. */
    isConnected: z.boolean(),
    /** `deleting`: the account was disconnected, and its copy is being removed. */
    state: z.enum(["running", "paused", "deleting"]),
    startedAt: z.date().nullable(),
    /** The import waits until then, because the provider asked it to. */
    retryAt: z.date().nullable(),
    /** The reason why the import waits, as a sentence. */
    problem: z.string().nullable(),
    isDone: z.boolean(),
    /** When this was read. */
    readAt: z.date(),
    /** When the objects of the last 30 days were last compared with the provider. */
    comparedAt: z.date().nullable(),
    /** Objects that such comparisons found missing or different, and corrected. */
    differences: z.int(),
    types: listOf(
      z.object({
        type: z.string(),
        label: z.string(),
        state: z.enum(["waiting", "running", "done", "refused"]),
        /** Objects that were read. */
        rows: z.int(),
        /** Objects that there are: exact once the type is done, before that an estimate; `null` without anything to estimate from. */
        total: z.int().nullable(),
        /**
         * For a type that is read owner by owner, such as the payment methods of customers: how many owners were read, from
         * which the total is estimated; `null` for other types, and once the type is done.
         */
        owners: z.object({ label: z.string(), read: z.int(), all: z.int() }).nullable(),
        /** Time of creation of the oldest object that was read. */
        oldest: z.date().nullable(),
        problem: z.string().nullable(),
        updatedAt: z.date(),
      }),
    ),
  }),
);
export type SyncStatus = z.infer<typeof syncStatusSchema>;
