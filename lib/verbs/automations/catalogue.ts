import { z } from "zod";

import { appsIn } from "@/lib/automations/apps";
import { toPlainCatalogue } from "@/lib/automations/plain-catalogue";
import { RECIPES } from "@/lib/automations/recipes";
import { listConnections } from "@/lib/db/connections";
import type { MeshEvent } from "@/lib/mesh/event";

import { defineVerb } from "../define";

const MAX_RECENT = 1000;
const MAX_SAMPLE = 4000;

/** Returns the newest event of each type. Skips events that are too large to show. */
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
    "Returns everything that automations can use: events with examples, operations with their fields, recipes and connected accounts.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  async run({ services, user, workspaceId }) {
    const recent = await services.log.recent(workspaceId, MAX_RECENT);
    const connections = await services.db.withUser(user, (trx) =>
      listConnections(trx, workspaceId),
    );
    return {
      catalogue: toPlainCatalogue(services.catalogue, latestByType(recent)),
      recipes: Object.entries(RECIPES).map(([id, definition]) => ({
        id,
        definition,
        apps: appsIn(definition, services.catalogue),
      })),
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
