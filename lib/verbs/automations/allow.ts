import { z } from "zod";

import { autoApprovalSchema } from "@/lib/contracts/automation";
import { AppError } from "@/lib/core/errors";
import { allowWithoutAsking } from "@/lib/db/automations";

import { defineVerb } from "../define";
import { requireAutomation, requireValid, requireVersion } from "./definition";

export const allowAutomation = defineVerb({
  name: "automations.allow",
  description:
    "Sets the auto-approval limits of the live version: items per `forEach`, and money within its own limits. Replaces earlier limits. They end when another version goes live or the person is no longer an owner.",
  effect: "write",
  role: "owner",
  session: true,
  input: z.object({
    id: z.uuid(),
    items: z.int().min(1).max(100).nullable().default(null),
    money: z.boolean().default(false),
  }),
  output: autoApprovalSchema,
  async run(context, { id, items, money }, record) {
    const { services, user } = context;
    const automation = await requireAutomation(context, id);
    const { liveVersion: version } = automation;
    if (version === null)
      throw new AppError("conflict", "No version of this automation is live. Enable it first.");
    const { definition } = await requireVersion(context, automation, version);
    if (money && !requireValid(context, definition).limits.money)
      throw new AppError(
        "invalid",
        `Version ${version} has no limit for money. Set one under Run settings, save it and make it live first.`,
        { details: { field: "money" } },
      );
    return services.db.withService(async (trx) => {
      await allowWithoutAsking(trx, { id, version, items, money, by: user.sub });
      return record(trx, { id, version, items, money });
    });
  },
  audit: (input, { version, items, money }) => ({
    target: input.id,
    details: { version, items, money },
  }),
});
