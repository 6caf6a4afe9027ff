import { z } from "zod";

import { syncStatusSchema, type SyncStatus } from "@/lib/contracts/objects";
import { importsOf, syncsOf, type TypeImport } from "@/lib/db/object-imports";
import { getProvider } from "@/lib/providers/registry";
import { HISTORY } from "@/lib/sync/history";

import { defineVerb } from "../define";
import { copiedConnections, toAccount } from "../objects/account";

/** The label of a type for people. */
function labelOf(provider: string, type: string): string {
  if (type === HISTORY) return "Events of the last 30 days";
  return getProvider(provider).objects?.types[type]?.label ?? type;
}

const described = (provider: string) => (one: TypeImport) => ({
  type: one.type,
  label: labelOf(provider, one.type),
  state: one.state,
  rows: one.rows,
  oldest: one.oldest,
  problem: one.problem,
  updatedAt: one.updatedAt,
});

/** How far the copy of each connected account is. */
export const syncStatus = defineVerb({
  name: "sync.status",
  description:
    "Tells how far the import of each connected account is, by type of object, and what it waits for.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  output: syncStatusSchema,
  async run({ services, user, workspaceId }) {
    return services.db.withUser(user, async (trx) => {
      const connections = await copiedConnections(trx, workspaceId);
      const syncs = new Map(
        (await syncsOf(trx, workspaceId)).map((sync) => [sync.connectionId, sync]),
      );
      const found: SyncStatus[number][] = [];
      for (const connection of connections) {
        const sync = syncs.get(connection.id);
        const order = [
          ...Object.keys(getProvider(connection.provider).objects?.types ?? {}),
          HISTORY,
        ];
        const types = (await importsOf(trx, connection.id))
          .map(described(connection.provider))
          .toSorted((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
        found.push({
          account: toAccount(connection),
          isConnected: connection.status !== "revoked",
          state: sync?.state ?? "running",
          startedAt: sync?.startedAt ?? null,
          retryAt: sync?.retryAt ?? null,
          problem: sync?.problem ?? null,
          comparedAt: sync?.reconciledAt ?? null,
          differences: sync?.differences ?? 0,
          isDone:
            types.length > 0 && types.every(({ state }) => state === "done" || state === "refused"),
          types,
        });
      }
      return found;
    });
  },
});
