import { sql } from "kysely";

import type { ConnectionRow } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import { listForRead } from "@/lib/db/object-changes";
import { claimComparison, noteDifferences } from "@/lib/db/object-imports";
import { lockCopy, objectsByKey, type StoredState } from "@/lib/db/objects";
import type { ObjectData, ObjectKey } from "@/lib/providers/objects";
import { canonicalJson } from "@/lib/providers/plan";
import { getProvider } from "@/lib/providers/registry";

import { applyStates, withoutErased } from "./apply";
import type { Budget } from "./budget";
import { listedPage } from "./listing";
import { readObjects } from "./read";
import type { SyncServices } from "./services";
import { stateOfRead } from "./states";

const DAYS = 30;

interface Comparison {
  readonly services: SyncServices;
  readonly connection: ConnectionRow;
  readonly budget: Budget;
  readonly signal: AbortSignal;
  /** Unix seconds: objects created then or later are compared. */
  readonly since: number;
}

/** Counts the states that the copy lacks or holds differently. */
async function countDifferences(
  trx: Transaction,
  connectionId: string,
  states: readonly StoredState[],
): Promise<number> {
  const known = await objectsByKey(trx, connectionId, states);
  const byId = new Map(known.map((row) => [row.id, row]));
  return states.filter((state) => {
    const row = byId.get(state.id);
    if (row && row.sourceTime > state.sourceTime) return false;
    return !row || canonicalJson(row.data) !== canonicalJson(state.data);
  }).length;
}

/** Objects of the time that is compared that the provider's list did not have and that nothing has changed since. */
async function missingInList(
  trx: Transaction,
  { connection, since }: Comparison,
  type: string,
  read: { readonly startedAt: Date; readonly ids: ReadonlySet<string> },
): Promise<ObjectKey[]> {
  const { rows } = await sql<ObjectKey>`
    select type, id from public.objects where connection_id = ${connection.id} and type = ${type} and not deleted
      and created >= to_timestamp(${since}) and source_time < ${read.startedAt}`.execute(trx);
  return rows.filter(({ id }) => !read.ids.has(id));
}

/** Reads a type's newest objects and mends what the copy has otherwise. Returns the number of differences. */
async function compareType(comparison: Comparison, type: string): Promise<number> {
  const { services, connection, budget, signal, since } = comparison;
  const { objects, manifest } = getProvider(connection.provider);
  if (!objects) return 0;
  const place = { workspaceId: connection.workspaceId, connectionId: connection.id };
  const startedAt = services.now();
  const ids = new Set<string>();
  let differences = 0;
  let after: string | undefined;
  do {
    await budget.take(signal);
    const input = { type, from: since, ...(after === undefined ? {} : { after }) };
    const read = await readObjects(
      services,
      connection,
      { operation: "objects.list", input },
      signal,
    );
    budget.answered();
    const page = listedPage(read.output);
    const items = Array.isArray(read.output["data"]) ? (read.output["data"] as ObjectData[]) : []; // checked by the operation's schema
    const states = items.flatMap((item) => {
      const { sourceTime } = read;
      return (
        stateOfRead(objects, type, item, { apiVersion: manifest.apiVersion, sourceTime }) ?? []
      );
    });
    for (const { id } of page.data) ids.add(id);
    differences += await services.db.withService(async (trx) => {
      await lockCopy(trx, connection.id);
      const wanted = await withoutErased(trx, place, objects, states);
      const found = await countDifferences(trx, connection.id, wanted);
      await applyStates(trx, place, objects, wanted);
      return found;
    });
    after = page.hasMore ? page.data.at(-1)?.id : undefined;
  } while (after !== undefined);
  // An object that the list leaves out may be deleted; only a read of its own tells.
  return services.db.withService(async (trx) => {
    const missing = await missingInList(trx, comparison, type, { startedAt, ids });
    await listForRead(trx, connection.id, missing, { reason: "not listed", notBefore: startedAt });
    return differences + missing.length;
  });
}

/**
 * Compares the objects of the last 30 days with the provider's, once a day, and mends what events have missed. Does nothing
 * if another process does it.
 */
export async function compareConnection(
  services: SyncServices,
  connection: ConnectionRow,
  work: { readonly budget: Budget; readonly signal: AbortSignal },
): Promise<void> {
  const { objects } = getProvider(connection.provider);
  const isMine = await services.db.withService((trx) => claimComparison(trx, connection.id));
  if (!objects || !isMine) return;
  const since = Math.floor(services.now().getTime() / 1000) - DAYS * 86_400;
  for (const [type, { listedBy }] of Object.entries(objects.types)) {
    if (listedBy) continue;
    const found = await compareType({ services, connection, since, ...work }, type);
    if (found > 0)
      await services.db.withService((trx) => noteDifferences(trx, connection.id, found));
  }
}
