import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import { allowItems } from "@/lib/db/automations";

import { defineVerb } from "../define";
import { requireAutomation } from "./definition";

export const allowAutomation = defineVerb({
  name: "automations.allow",
  description:
    "Lets the live version do a `forEach` of so many items without asking a person; `null` takes that back. It ends with the version, and when the person is no longer an owner.",
  effect: "write",
  role: "owner",
  input: z.object({ id: z.uuid(), items: z.int().min(1).max(100).nullable() }),
  async run(context, { id, items }) {
    const { services, actor, user } = context;
    if (actor.kind !== "user") throw new AppError("forbidden", "Only a person allows this.");
    const { liveVersion } = await requireAutomation(context, id);
    if (liveVersion === null)
      throw new AppError("conflict", "No version of this automation is live. Enable it first.");
    await services.db.withService((trx) =>
      allowItems(trx, { id, version: liveVersion, items, by: user.sub }),
    );
    return { id, version: liveVersion, items };
  },
  audit: (input, { version }) => ({
    target: input.id,
    details: { version, items: input.items },
  }),
});
