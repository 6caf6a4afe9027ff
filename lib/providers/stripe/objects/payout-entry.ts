import type { ObjectData, ObjectType } from "../../types";
import { columnsOf, textIn } from "./read";

/** Payouts that Stripe sends by itself. Of those that people send by hand it does not say what is in them. */
export const hasEntries = (payout: ObjectData): boolean => payout["automatic"] === true;

/**
 * Links a balance transaction to its payout, which the balance transaction itself does not name. It has the id of the balance
 * transaction. Source: docs.stripe.com/api/balance_transactions/list, read 2026-11.
 */
export const payoutEntry: ObjectType = {
  label: "Payout entries",
  permission: "Balance: Read",
  path: "/v1/balance_transactions",
  listedBy: {
    type: "payout",
    path: () => "/v1/balance_transactions",
    query: (payout) => ({ payout }),
    has: hasEntries,
    isOnlyWay: true,
  },
  keep: ({ id, created }, owner) => ({ id, object: "payout_entry", created, payout: owner }),
  columns: (data) => columnsOf(data, { parent: textIn(data, "payout") }),
};
