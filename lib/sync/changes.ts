import type { ConnectionRow } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import {
  claimReads,
  endReads,
  listForRead,
  takeChanges,
  type ObjectChange,
} from "@/lib/db/object-changes";
import { lockCopy, objectsByKey, type StoredState } from "@/lib/db/objects";
import { dropUnstored, type UnstoredObject } from "@/lib/db/unstored-objects";
import { ProviderError } from "@/lib/providers/errors";
import type { ObjectData, ObjectKey, SyncedObjects } from "@/lib/providers/objects";
import { getProvider } from "@/lib/providers/registry";

import { applyStates } from "./apply";
import type { Budget } from "./budget";
import { listedPage } from "./listing";
import { readObjects } from "./read";
import type { SyncServices } from "./services";
import { alsoChanged, stateOfChange } from "./states";
import {
  applyRead,
  isRefusedValue,
  keepUnusable,
  refusedState,
  separateRefused,
  statesOf,
  type ReadPage,
} from "./unstored";

const BATCH = 64;
const READS = 16;
const MAX_ATTEMPTS = 12;

interface Copy {
  readonly connection: ConnectionRow;
  readonly objects: SyncedObjects;
  readonly apiVersion: string;
}

/** The copy of a connection; `null` if its provider has none. */
export function copyOf(connection: ConnectionRow): Copy | null {
  const { objects, manifest } = getProvider(connection.provider);
  return objects ? { connection, objects, apiVersion: manifest.apiVersion } : null;
}

const copyPlace = ({ connection }: Copy) => ({
  workspaceId: connection.workspaceId,
  connectionId: connection.id,
});

/** Lists objects that no event tells of, unless the copy has them. */
async function listMissing(
  trx: Transaction,
  copy: Copy,
  keys: readonly ObjectKey[],
  at: Date,
): Promise<void> {
  const known = await objectsByKey(trx, copy.connection.id, keys);
  const has = new Set(known.map(({ type, id }) => `${type}|${id}`));
  const missing = keys.filter(({ type, id }) => !has.has(`${type}|${id}`));
  await listForRead(trx, copy.connection.id, missing, { reason: "related", notBefore: at });
}

async function applyBatch(services: SyncServices, copy: Copy, limit: number): Promise<number> {
  return services.db.withService(async (trx) => {
    await lockCopy(trx, copy.connection.id);
    const changes = await takeChanges(trx, copy.connection.id, limit);
    const unusable: ObjectChange[] = [];
    const states: StoredState[] = [];
    for (const change of changes) {
      const state = stateOfChange(copy.objects, change, copy.apiVersion);
      if (state) states.push(state);
      else unusable.push(change);
    }
    await applyStates(trx, copyPlace(copy), copy.objects, states);
    const notBefore = services.now();
    await listForRead(trx, copy.connection.id, unusable, { reason: "version", notBefore });
    await listMissing(trx, copy, alsoChanged(copy.objects, states), notBefore);
    return changes.length;
  });
}

/** Takes one state out that cannot be stored, so that it does not hold up the others, keeps it, and has its object read. */
async function keepNextChange(services: SyncServices, copy: Copy, error: unknown): Promise<void> {
  await services.db.withService(async (trx) => {
    await lockCopy(trx, copy.connection.id);
    const changes = await takeChanges(trx, copy.connection.id, 1);
    const refused = changes.map((change) => refusedState(change, error, change.object));
    await keepUnusable(trx, services, copyPlace(copy), refused);
    await listForRead(trx, copy.connection.id, changes, {
      reason: "not storable",
      notBefore: services.now(),
    });
  });
}

/** Batches of one turn, so that an account with many events leaves the others their turn. */
const MAX_BATCHES = 16;

/** Brings states that events brought into the copy. Returns true if more of them wait. */
export async function applyChanges(services: SyncServices, copy: Copy): Promise<boolean> {
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    try {
      if ((await applyBatch(services, copy, BATCH)) < BATCH) return false;
    } catch (error) {
      if (!isRefusedValue(error)) throw error;
      await applyBatch(services, copy, 1).catch(async (err: unknown) => {
        if (!isRefusedValue(err)) throw err;
        await keepNextChange(services, copy, err);
      });
    }
  }
  return true;
}

/** Reads all objects that one owner lists. */
async function readOwned(
  services: SyncServices,
  copy: Copy,
  { type, id: owner }: ObjectKey,
  budget: Budget,
): Promise<ReadPage> {
  const states: StoredState[] = [];
  const unusable: UnstoredObject[] = [];
  let after: string | undefined;
  do {
    if (after !== undefined) await budget.take();
    const input = { type, of: owner, ...(after === undefined ? {} : { after }) };
    const { output, sourceTime } = await readObjects(services, copy.connection, {
      operation: "objects.list",
      input,
    });
    const items = Array.isArray(output["data"]) ? (output["data"] as ObjectData[]) : []; // checked by the operation's schema
    const read = { apiVersion: copy.apiVersion, sourceTime, owner };
    const found = statesOf(copy.objects, type, items, read);
    states.push(...found.states);
    unusable.push(...found.unusable);
    const page = listedPage(output);
    after = page.hasMore ? page.data.at(-1)?.id : undefined;
  } while (after !== undefined);
  return { states, unusable };
}

/** Reads what a key names: its states, or that it is gone. Returns none for types that the copy does not have. */
async function readOne(
  services: SyncServices,
  copy: Copy,
  { type, id }: ObjectKey,
  budget: Budget,
): Promise<ReadPage | "gone"> {
  if (!Object.hasOwn(copy.objects.types, type)) return { states: [], unusable: [] };
  try {
    if (copy.objects.types[type]?.listedBy?.isOnlyWay)
      return await readOwned(services, copy, { type, id }, budget);
    const { output, sourceTime } = await readObjects(services, copy.connection, {
      operation: "objects.get",
      input: { type, id },
    });
    const read = { apiVersion: copy.apiVersion, sourceTime };
    return statesOf(copy.objects, type, [output], read);
  } catch (error) {
    if (error instanceof ProviderError && error.apiCode === "NOT_FOUND") return "gone";
    throw error;
  }
}

function tombstone(copy: Copy, row: ObjectKey & { created: Date }, at: Date): StoredState {
  return {
    type: row.type,
    id: row.id,
    columns: { created: row.created },
    data: { deleted: true },
    apiVersion: copy.apiVersion,
    sourceTime: at,
    deleted: true,
    previous: null,
  };
}

/** An object that was tried often enough is listed as a problem. */
function givenUp({ type, id }: ObjectKey, error: unknown): ReadPage {
  const words = error instanceof Error ? error.message : String(error);
  const problem = `It could not be read after ${MAX_ATTEMPTS} attempts: ${words}`;
  return { states: [], unusable: [{ type, id, problem, raw: null }] };
}

/** Writes what a read found and ends the read. */
async function writeRead(
  services: SyncServices,
  copy: Copy,
  read: ObjectKey & { readonly notBefore: Date },
  found: ReadPage | "gone",
): Promise<void> {
  const connectionId = copy.connection.id;
  const second = new Date(Math.floor(services.now().getTime() / 1000) * 1000);
  await services.db.withService(async (trx) => {
    await lockCopy(trx, connectionId);
    const rows = found === "gone" ? await objectsByKey(trx, connectionId, [read]) : [];
    const page =
      found === "gone"
        ? { states: rows.map((row) => tombstone(copy, row, second)), unusable: [] }
        : found;
    await applyRead(trx, services, { place: copyPlace(copy), objects: copy.objects }, page);
    if (found === "gone") await dropUnstored(trx, connectionId, [read]);
    await listMissing(trx, copy, alsoChanged(copy.objects, page.states), services.now());
    await endReads(trx, connectionId, [read]);
  });
}

/** Reads objects that are due at the provider. Returns how many; one that fails is tried again later, at last given up. */
export async function readDue(services: SyncServices, copy: Copy, budget: Budget): Promise<number> {
  const { id: connectionId } = copy.connection;
  const due = await services.db.withService((trx) => claimReads(trx, connectionId, READS));
  for (const read of due) {
    await budget.take();
    const found = await readOne(services, copy, read, budget).catch((err: unknown) => {
      if (err instanceof ProviderError && err.apiCode === "RATE_LIMITED")
        budget.refused(Math.max(1000, (err.retryAt?.getTime() ?? 0) - services.now().getTime()));
      return read.attempts < MAX_ATTEMPTS ? undefined : givenUp(read, err);
    });
    if (found === undefined) continue;
    await writeRead(services, copy, read, found).catch(async (error: unknown) => {
      if (!isRefusedValue(error) || found === "gone") throw error;
      const place = copyPlace(copy);
      const separate = await separateRefused(services, { place, objects: copy.objects }, found);
      await writeRead(services, copy, read, separate);
    });
  }
  return due.length;
}
