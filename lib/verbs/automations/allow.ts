import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import { allowWithoutAsking } from "@/lib/db/automations";

import { defineVerb } from "../define";
import { requireAutomation, requireValid, requireVersion } from "./definition";

export const allowAutomation = defineVerb({
  name: "automations.allow",
  description:
    "Says what the live version does without asking a person: a `forEach` of so many items, and money within its own limits. It replaces what was said before, and ends with the version, and when the person is no longer an owner.",
  effect: "write",
  role: "owner",
  session: true,
  input: z.object({
    id: z.uuid(),
    items: z.int().min(1).max(100).nullable().default(null),
    money: z.boolean().default(false),
  }),
  async run(context, { id, items, money }) {
    const { services, actor, user } = context;
    if (actor.kind !== "user") throw new AppError("forbidden", "Only a person allows this.");
    const automation = await requireAutomation(context, id);
    const { liveVersion: version } = automation;
    if (version === null)
      throw new AppError("conflict", "No version of this automation is live. Enable it first.");
    const { definition } = await requireVersion(context, automation, version);
    if (money && !requireValid(context, definition).limits.money)
      throw new AppError(
        "invalid",
        `Version ${version} sets no limit in money. Set one under Rules, save it and make it live first.`,
        { details: { field: "money" } },
      );
    await services.db.withService((trx) =>
      allowWithoutAsking(trx, { id, version, items, money, by: user.sub }),
    );
    return { id, version, items, money };
  },
  audit: (input, { version, items, money }) => ({
    target: input.id,
    details: { version, items, money },
  }),
});
