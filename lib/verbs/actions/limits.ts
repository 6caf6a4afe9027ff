import { z } from "zod";

import { actionLimitSchema } from "@/lib/contracts/action";
import { listOf } from "@/lib/contracts/parts";
import { formatMinor } from "@/lib/core/money";
import { limitsOf, lockLimits, setLimit } from "@/lib/db/action-limits";

import { defineVerb } from "../define";

/** Lists the limits above which a second person approves. */
export const listActionLimits = defineVerb({
  name: "actions.limits",
  description:
    "Lists what one person may give away in any 24 hours, by refunds for example, before a second person has to approve, by currency. A currency without a limit needs no second person.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  output: listOf(actionLimitSchema),
  run: ({ services, user, workspaceId }) =>
    services.db.withUser(user, (trx) => limitsOf(trx, workspaceId)),
});

/** Sets the limit of one currency, or removes it. */
export const setActionLimit = defineVerb({
  name: "actions.set-limit",
  description:
    "Sets what one person may give away in any 24 hours in a currency without a second person; `null` removes the limit.",
  effect: "write",
  role: "owner",
  session: true,
  input: z.object({
    currency: actionLimitSchema.shape.currency,
    amount: actionLimitSchema.shape.amount.nullable(),
  }),
  output: listOf(actionLimitSchema),
  audit: ({ currency, amount }) => ({
    target: currency.toUpperCase(),
    details: { limit: amount === null ? null : formatMinor(amount, currency) },
  }),
  async run({ services, user, workspaceId }, { currency, amount }, record) {
    return services.db.withService(async (trx) => {
      await lockLimits(trx, workspaceId);
      await setLimit(trx, { workspaceId, by: user.sub, currency, amount });
      return record(trx, await limitsOf(trx, workspaceId));
    });
  },
});
