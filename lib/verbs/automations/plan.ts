import { z } from "zod";

import { simulate } from "@/lib/automations/simulate";
import { automationPlanSchema } from "@/lib/contracts/automation";
import { AppError } from "@/lib/core/errors";
import { WorkBudget } from "@/lib/core/work-budget";

import { defineVerb } from "../define";
import { requireEvent } from "../events/get";
import { refusalOf } from "../events/idle";
import type { Context } from "../types";
import { requireAutomation, requireValid, requireVersion } from "./definition";

const MAX_WORK_MS = 250;

interface Wanted {
  readonly definition?: unknown;
  readonly id?: string | undefined;
  readonly version?: number | undefined;
}

/** Returns the given definition, or that of a stored version, by default the latest. */
async function wantedDefinition(context: Context, { definition, id, version }: Wanted) {
  if (id === undefined) return requireValid(context, definition);
  if (definition !== undefined)
    throw new AppError("invalid", "Give either an automation or a definition, but not both.");
  const automation = await requireAutomation(context, id);
  const stored = await requireVersion(context, automation, version ?? automation.latestVersion);
  return requireValid(context, stored.definition);
}

export const planAutomation = defineVerb({
  name: "automations.plan",
  description:
    "Simulates a definition or a stored version with a stored event. Returns the planned steps, and the reason if the event would not start it. Sends nothing.",
  effect: "read",
  role: "member",
  input: z.object({
    definition: z.unknown().optional(),
    id: z.uuid().optional(),
    version: z.int().min(1).optional(),
    seq: z.int().min(1),
  }),
  output: automationPlanSchema,
  async run(context, { seq, ...wanted }) {
    const definition = await wantedDefinition(context, wanted);
    const event = await requireEvent(context, seq);
    const { services } = context;
    const budget = new WorkBudget(MAX_WORK_MS, MAX_WORK_MS);
    return {
      ...budget.run((mustStop) =>
        simulate(definition, event, {
          catalogue: services.catalogue,
          nowMs: services.now().getTime(),
          mustStop,
        }),
      ),
      /** Reason why the event would not start it; `null` if it would. */
      refusal: refusalOf(definition, event),
    };
  },
});
