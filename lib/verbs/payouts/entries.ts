import { z } from "zod";

import { payoutEntriesSchema } from "@/lib/contracts/payouts";
import { asService } from "@/lib/db/database";
import { hasErasures } from "@/lib/db/erasures";
import { entriesOfPayout, isPayoutRead, totalsOfPayout } from "@/lib/db/payout-entries";

import { defineVerb } from "../define";
import { chooseAccount } from "../objects/account";

/** The payments, refunds and fees of which a payout consists. */
export const payoutEntriesVerb = defineVerb({
  name: "payouts.entries",
  description:
    "Lists the balance transactions in a payout with the payment and the customer of each, and adds them up by category.",
  effect: "read",
  role: "viewer",
  input: z.object({
    payout: z.string().min(1).max(300),
    connection: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(200),
  }),
  output: payoutEntriesSchema,
  async run({ services, user, workspaceId }, { payout, connection, limit }) {
    return services.db.withUser(user, async (trx) => {
      const account = await chooseAccount(trx, workspaceId, connection);
      const key = { connectionId: account.id, payout };
      return {
        entries: await entriesOfPayout(trx, key, limit),
        totals: await totalsOfPayout(trx, key),
        ...(await asService(trx, async (service) => ({
          hasErased: await hasErasures(service, { workspaceId, connectionId: account.id }),
          isRead: await isPayoutRead(service, key),
        }))),
      };
    });
  },
});
