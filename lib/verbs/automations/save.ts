import { z } from "zod";

import { savedVersionSchema } from "@/lib/contracts/automation";
import { AppError } from "@/lib/core/errors";
import { addVersion, findVersion, insertAutomation } from "@/lib/db/automations";
import { canonicalJson } from "@/lib/providers/plan";

import { defineVerb } from "../define";
import { actorOf } from "../types";
import { requireAutomation, requireValid, requireVersion } from "./definition";

const MAX_AUTOMATIONS = 200;

export const saveAutomation = defineVerb({
  name: "automations.save",
  description:
    "Saves a definition as a new automation or as the next version of one. Does not change the live version.",
  effect: "write",
  role: "member",
  session: true,
  input: z.object({
    id: z.uuid().optional(),
    definition: z.unknown(),
    /** The edited version. Throws "conflict" if a newer one was saved since. Without it, the definition is always saved. */
    base: z.int().min(1).optional(),
  }),
  output: savedVersionSchema,
  async run(context, { id, definition: json, base }, record) {
    const { services, workspaceId, user } = context;
    const definition = requireValid(context, json);
    const existing = id === undefined ? null : await requireAutomation(context, id);
    return services.db.withService(async (trx) => {
      if (existing) {
        const latest = await findVersion(trx, existing.id, existing.latestVersion);
        if (latest && canonicalJson(latest.definition) === canonicalJson(json))
          return record(trx, {
            id: existing.id,
            version: existing.latestVersion,
            changed: false,
          });
      } else {
        const { count } = await trx
          .selectFrom("automations")
          .where("workspace_id", "=", workspaceId)
          .select(({ fn }) => fn.countAll<number>().as("count"))
          .executeTakeFirstOrThrow();
        if (count >= MAX_AUTOMATIONS)
          throw new AppError(
            "conflict",
            `A workspace has at most ${MAX_AUTOMATIONS} automations. Delete one.`,
          );
      }
      const automationId =
        existing?.id ??
        (await insertAutomation(trx, { workspaceId, name: definition.name, createdBy: user.sub }));
      const version = await addVersion(trx, {
        id: automationId,
        workspaceId,
        name: definition.name,
        definition: json,
        author: actorOf(context),
      });
      // Checked after adding the version, because its row lock serialises concurrent saves.
      if (existing && base !== undefined && version !== base + 1)
        throw new AppError(
          "conflict",
          `Version ${version - 1} was saved while you edited version ${base}.`,
          { details: { reason: "newer-version", latest: version - 1 } },
        );
      return record(trx, { id: automationId, version, changed: true });
    });
  },
  audit: (_input, saved) => ({ target: saved.id, details: { version: saved.version } }),
});

export const restoreVersion = defineVerb({
  name: "automations.restore",
  description: "Saves an earlier version as a new one. Does not change the live version.",
  effect: "write",
  role: "member",
  session: true,
  input: z.object({ id: z.uuid(), version: z.int().min(1) }),
  output: savedVersionSchema,
  async run(context, { id, version }) {
    const automation = await requireAutomation(context, id);
    const { definition } = await requireVersion(context, automation, version);
    return saveAutomation.run(context, { id, definition });
  },
});
