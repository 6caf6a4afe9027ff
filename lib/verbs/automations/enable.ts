import { isDeepStrictEqual } from "node:util";

import { z } from "zod";

import { nextFiring } from "@/lib/automations/schedule";
import { parseAutomation, type AutomationDefinition } from "@/lib/automations/schema";
import { deletedAutomationSchema, enabledVersionSchema } from "@/lib/contracts/automation";
import { idSchema } from "@/lib/contracts/parts";
import {
  deleteAutomation,
  enableAutomation,
  stopAutomation,
  type AutomationRow,
} from "@/lib/db/automations";

import { defineVerb } from "../define";
import type { Context } from "../types";
import { requireAutomation, requireValid, requireVersion } from "./definition";

/** True if the live version has the same trigger. Delayed events from before the switch then still start the automation. */
async function hasSameTrigger(
  context: Context,
  automation: AutomationRow,
  { on }: AutomationDefinition,
): Promise<boolean> {
  if (automation.status !== "enabled" || automation.liveVersion === null) return false;
  const live = await requireVersion(context, automation, automation.liveVersion);
  const parsed = parseAutomation(live.definition);
  return parsed.ok && isDeepStrictEqual(parsed.definition.on, on);
}

export const enableAutomationVerb = defineVerb({
  name: "automations.enable",
  description:
    "Makes a version live, with the permissions of the person who enables it. Earlier events do not start it.",
  effect: "write",
  role: "admin",
  session: true,
  input: z.object({ id: z.uuid(), version: z.int().min(1).optional() }),
  output: enabledVersionSchema,
  async run(context, { id, version }, record) {
    const { services, workspaceId, user } = context;
    const automation = await requireAutomation(context, id);
    const wanted = version ?? automation.latestVersion;
    const stored = await requireVersion(context, automation, wanted);
    const definition = requireValid(context, stored.definition);
    const keepsListening = await hasSameTrigger(context, automation, definition);
    return services.db.withService(async (trx) => {
      await enableAutomation(trx, {
        id,
        workspaceId,
        version: wanted,
        by: user.sub,
        keepsListening,
      });
      const next = "schedule" in definition.on ? nextFiring(definition.on, services.now()) : null;
      if (next) await services.queue.wakeSchedule(trx, id, next);
      return record(trx, { id, version: wanted });
    });
  },
  audit: (_input, enabled) => ({ target: enabled.id, details: { version: enabled.version } }),
});

export const disableAutomation = defineVerb({
  name: "automations.disable",
  description: "Disables an automation. Runs in progress continue to their end.",
  effect: "write",
  role: "member",
  input: z.object({ id: z.uuid() }),
  output: idSchema,
  async run(context, { id }, record) {
    await requireAutomation(context, id);
    return context.services.db.withService(async (trx) => {
      await stopAutomation(trx, id, "disabled", null);
      return record(trx, { id });
    });
  },
  audit: (input) => ({ target: input.id }),
});

export const removeAutomation = defineVerb({
  name: "automations.delete",
  description:
    "Deletes an automation with its versions and runs. Runs in progress stop at their next step.",
  effect: "destructive",
  role: "admin",
  session: true,
  input: z.object({ id: z.uuid() }),
  output: deletedAutomationSchema,
  async run(context, { id }, record) {
    const { name } = await requireAutomation(context, id);
    return context.services.db.withService(async (trx) => {
      await deleteAutomation(trx, id);
      return record(trx, { id, name });
    });
  },
  audit: (_input, removed) => ({ target: removed.id, details: { name: removed.name } }),
});
