import { z } from "zod";

import { listOf } from "./parts";

/** A balance transaction in a payout. Amounts are minor units of `currency`. */
const payoutEntrySchema = z.object({
  /** Id of the balance transaction. */
  id: z.string(),
  created: z.date(),
  currency: z.string(),
  /** Before the fee. */
  amount: z.int(),
  fee: z.int(),
  net: z.int(),
  /** The provider's category, e.g. `charge`, `refund`, `fee`. */
  category: z.string().nullable(),
  /** Id of the payment that it belongs to; `null` for entries of no payment, such as a fee. */
  payment: z.string().nullable(),
  description: z.string().nullable(),
  /** Id of the customer. */
  customer: z.string().nullable(),
  /** Name or e-mail address of the payer. */
  person: z.string().nullable(),
});
export type PayoutEntry = z.infer<typeof payoutEntrySchema>;

/** The entries of one category added up, in minor units. */
const payoutTotalSchema = z.object({
  category: z.string().nullable(),
  count: z.int(),
  amount: z.int(),
  fee: z.int(),
  net: z.int(),
});
export type PayoutTotal = z.infer<typeof payoutTotalSchema>;

/** The entries of a payout, the newest first up to a limit, and the totals of all. */
export const payoutEntriesSchema = z.object({
  entries: listOf(payoutEntrySchema),
  totals: listOf(payoutTotalSchema),
  /** True if customers of the account were erased: their entries are never imported, so that the totals may be lower. */
  hasErased: z.boolean(),
  /** True if the entries of the payout were read completely, so that those that are missing are of erased customers. */
  isRead: z.boolean(),
});
export type PayoutEntries = z.infer<typeof payoutEntriesSchema>;
