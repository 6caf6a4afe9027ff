import { z } from "zod";

import { planAction } from "@/lib/actions/prepare";
import { actionPlanSchema, valuesSchema } from "@/lib/contracts/action";

import { defineVerb } from "../define";
import { limitWords } from "./begin";
import { requireCall, targetInput } from "./target";

/** Describes what an action would do, without doing it. */
export const planActionVerb = defineVerb({
  name: "actions.plan",
  description:
    "Reads the object at its provider and returns what an action with these values would do, in words and as the exact request. Sends nothing that changes anything.",
  effect: "read",
  role: "admin",
  input: targetInput.extend({ action: z.string().min(1).max(60), values: valuesSchema }),
  output: actionPlanSchema,
  async run(context, { values, ...wanted }) {
    const { services, user, workspaceId } = context;
    const call = await services.db.withUser(user, (trx) =>
      requireCall(trx, workspaceId, wanted, services.now()),
    );
    const planned = await planAction(services, call, values);
    if (planned.kind === "problem")
      return { ready: null, problem: { message: planned.problem, field: planned.field } };
    const { button, effects, basis, plan } = planned;
    const ready = {
      button,
      effects,
      basis,
      planHash: plan.planHash,
      livemode: plan.livemode,
      limit: await services.db.withUser(user, (trx) => limitWords(trx, context, planned)),
      request: `${plan.line}\n${JSON.stringify(plan.body, null, 2)}`,
    };
    return { ready, problem: null };
  },
});
