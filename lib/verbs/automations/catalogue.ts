import { z } from "zod";

import { toPlainCatalogue } from "@/lib/automations/plain-catalogue";
import { RECIPES } from "@/lib/automations/recipes";
import { listConnections } from "@/lib/db/connections";
import type { MeshEvent } from "@/lib/mesh/event";

import { defineVerb } from "../define";

const LOOKED_AT = 1000;
const MAX_SAMPLE = 4000;

/** The newest event of each type; one too large to show leaves its type without an example. */
function latestByType(events: readonly MeshEvent[]): Map<string, Pick<MeshEvent, "time" | "data">> {
  const latest = new Map<string, Pick<MeshEvent, "time" | "data">>();
  for (const { type, time, data } of events)
    if (!latest.has(type) && JSON.stringify(data).length <= MAX_SAMPLE)
      latest.set(type, { time, data });
  return latest;
}

export const getCatalogue = defineVerb({
  name: "automations.catalogue",
  description:
    "What automations can listen to and do here: events with examples, operations with their fields, recipes, and the accounts that are connected.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  async run({ services, user, workspaceId }) {
    const recent = await services.log.recent(workspaceId, LOOKED_AT);
    const connections = await services.db.withUser(user, (trx) =>
      listConnections(trx, workspaceId),
    );
    return {
      catalogue: toPlainCatalogue(services.catalogue, latestByType(recent)),
      recipes: Object.entries(RECIPES).map(([id, definition]) => ({ id, definition })),
      connections: connections
        .filter(({ status }) => status !== "revoked")
        .map(({ id, provider, label, accountId, timeZone, status }) => ({
          id,
          provider,
          label: label || accountId,
          timeZone,
          needsReauth: status === "needs_reauth",
        })),
    };
  },
});
