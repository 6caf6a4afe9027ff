import { z } from "zod";

import { syncStatusSchema, type SyncStatus } from "@/lib/contracts/objects";
import type { ConnectionRow } from "@/lib/db/connections";
import { importsOf, syncsOf, type TypeImport } from "@/lib/db/object-imports";
import { getProvider } from "@/lib/providers/registry";
import { beginningOf, estimateOwned, estimateTotal, ownersRead } from "@/lib/sync/estimate";
import { HISTORY, HISTORY_SECONDS } from "@/lib/sync/history";

import { defineVerb } from "../define";
import { copiedConnections, toAccount } from "../objects/account";

/** The label of a type for people. */
function labelOf(provider: string, type: string): string {
  if (type === HISTORY) return "Events of the last 30 days";
  return getProvider(provider).objects?.types[type]?.label ?? type;
}

/** The unix second of a time. */
const second = (at: Date): number => Math.floor(at.getTime() / 1000);

/** The owners through whose lists a type is read, if they are imported themselves; `undefined` for other types. */
function ownersOf(provider: string, { type }: TypeImport, all: readonly TypeImport[]) {
  const listedBy = getProvider(provider).objects?.types[type]?.listedBy;
  const owners = all.find((other) => other.type === listedBy?.type);
  return listedBy && { type: listedBy.type, count: owners?.state === "done" ? owners.rows : 0 };
}

/** How many owners were read, while the import of a type goes through them. */
function ownersSoFar(provider: string, one: TypeImport, all: readonly TypeImport[]) {
  const owners = ownersOf(provider, one, all);
  if (!owners || one.state !== "running") return null;
  const read = ownersRead({ ranges: one.ranges, owners: owners.count });
  return read && { label: labelOf(provider, owners.type).toLowerCase(), ...read };
}

/** How many objects of a type there are, as far as its import tells. */
function totalOf(
  one: TypeImport,
  all: readonly TypeImport[],
  { connection, startedAt }: { readonly connection: ConnectionRow; readonly startedAt: Date },
): number | null {
  const { type, state, ranges, rows, oldest } = one;
  if (state === "done") return rows;
  if (state === "refused") return null;
  if (type === HISTORY) {
    const to = second(connection.eventsSince);
    return estimateTotal({ ranges, rows, from: to - HISTORY_SECONDS, to });
  }
  // Objects that are listed through other objects are not read by time.
  const owners = ownersOf(connection.provider, one, all);
  if (owners) return estimateOwned({ ranges, rows, owners: owners.count });
  const completed = all.filter((other) => other.state === "done" && other.type !== HISTORY);
  const from = beginningOf(
    ranges,
    oldest,
    completed.map((other) => other.oldest),
  );
  const to = Math.max(second(startedAt), ...ranges.map((range) => range.to));
  return estimateTotal({ ranges, rows, from, to });
}

const described = (
  provider: string,
  one: TypeImport,
  all: readonly TypeImport[],
  total: number | null,
) => ({
  type: one.type,
  label: labelOf(provider, one.type),
  state: one.state,
  rows: one.rows,
  total,
  owners: ownersSoFar(provider, one, all),
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
        const now = services.now();
        const startedAt = sync?.startedAt ?? now;
        const imports = await importsOf(trx, connection.id);
        const types = imports
          .map((one) =>
            described(
              connection.provider,
              one,
              imports,
              totalOf(one, imports, { connection, startedAt }),
            ),
          )
          .toSorted((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
        found.push({
          account: toAccount(connection),
          isConnected: connection.status !== "revoked",
          state: sync?.state ?? "running",
          startedAt: sync?.startedAt ?? null,
          retryAt: sync?.retryAt ?? null,
          problem: sync?.problem ?? null,
          readAt: now,
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
