import { z } from "zod";

import { actionOutcomeSchema } from "@/lib/contracts/action";
import { AppError } from "@/lib/core/errors";
import { settleAttempt } from "@/lib/db/action-attempts";

import { defineVerb } from "../define";

/** Stores what a person found out at the provider about an action whose outcome nobody could confirm for most of a day. */
export const settleAction = defineVerb({
  name: "actions.settle",
  description:
    "Stores whether an action was done that the provider did not confirm for 20 hours, after a person has looked there. Sends nothing.",
  effect: "write",
  role: "admin",
  session: true,
  input: z.object({ id: z.uuid(), done: z.boolean() }),
  output: actionOutcomeSchema,
  audit: ({ done }, { summary }) => ({ target: summary, details: { done } }),
  async run({ services, workspaceId }, { id, done }, record) {
    const status: "succeeded" | "failed" = done ? "succeeded" : "failed";
    const problem = `An admin looked at the provider: it was ${done ? "" : "not "}done.`;
    return services.db.withService(async (trx) => {
      const settled = await settleAttempt(trx, { id, workspaceId }, { status, problem });
      if (!settled)
        throw new AppError(
          "conflict",
          "The provider may still confirm it. Try again later, or reload the page.",
        );
      return record(trx, { id, status, summary: settled.summary, message: "That is noted." });
    });
  },
});
