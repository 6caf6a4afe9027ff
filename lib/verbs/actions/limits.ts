import { z } from "zod";

import { actionLimitSchema } from "@/lib/contracts/action";
import { listOf } from "@/lib/contracts/parts";
import { AppError } from "@/lib/core/errors";
import { formatMinor } from "@/lib/core/money";
import { limitsOf, lockLimits, replaceLimits } from "@/lib/db/action-limits";

import { defineVerb } from "../define";

/** What one person may give away in 24 hours. */
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

/** Sets those limits. */
export const setActionLimits = defineVerb({
  name: "actions.set-limits",
  description: "Replaces what one person may give away in any 24 hours without a second person.",
  effect: "write",
  role: "owner",
  session: true,
  input: z.object({ limits: z.array(actionLimitSchema).max(50) }),
  output: listOf(actionLimitSchema),
  audit: (_input, limits) => ({
    details: Object.fromEntries(
      limits.map(({ currency, amount }) => [currency, formatMinor(amount, currency)]),
    ),
  }),
  async run({ services, user, workspaceId }, { limits }, record) {
    if (new Set(limits.map(({ currency }) => currency)).size < limits.length)
      throw new AppError("invalid", "Set one limit for each currency.", {
        details: { field: "limits" },
      });
    return services.db.withService(async (trx) => {
      await lockLimits(trx, workspaceId);
      await replaceLimits(trx, { workspaceId, by: user.sub }, limits);
      return record(trx, await limitsOf(trx, workspaceId));
    });
  },
});
