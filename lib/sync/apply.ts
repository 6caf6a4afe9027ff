import type { Transaction } from "@/lib/db/database";
import { forgetObjects, suppressedStates } from "@/lib/db/erasures";
import { markStale } from "@/lib/db/mrr";
import {
  applyObjects,
  changeTokens,
  DERIVED,
  objectsByKey,
  relatedObjects,
  type CopiedObject,
  type Place,
  type StoredState,
  type TokenRow,
} from "@/lib/db/objects";
import type { ObjectKey, SyncedObjects } from "@/lib/providers/objects";

import { tokensOf } from "./tokens";

const nameOf = ({ type, id }: ObjectKey) => `${type}|${id}`;

/** The known values of an object once it is written. */
type Written = Pick<StoredState, "type" | "id" | "deleted" | "data" | "columns">;

const fromCopy = (row: CopiedObject): Written => ({ ...row, columns: row });

/** Words by which an object is found; none if it is deleted or of a type that search leaves out. */
function tokenRows(
  objects: SyncedObjects,
  { type, id, deleted, data, columns }: Written,
): TokenRow[] {
  const search = (objects.types[type] ?? objects.derived[type])?.search;
  if (!search || deleted) return [];
  return [...tokensOf(search(data), columns)].map((token) => ({
    token,
    type,
    id,
    created: columns.created,
  }));
}

const sameToken = (row: TokenRow) => `${row.token}|${row.created.getTime()}`;

/** Brings the search tokens of the written objects up to date. Rows whose tokens stay cost nothing. */
async function updateTokens(
  trx: Transaction,
  place: Place,
  objects: SyncedObjects,
  change: { before: readonly Written[]; after: readonly Written[] },
): Promise<void> {
  const old = new Map(change.before.map((row) => [nameOf(row), tokenRows(objects, row)]));
  const removed: TokenRow[] = [];
  const added: TokenRow[] = [];
  for (const row of change.after) {
    const before = old.get(nameOf(row)) ?? [];
    const now = tokenRows(objects, row);
    const kept = new Set(now.map(sameToken));
    const had = new Set(before.map(sameToken));
    removed.push(...before.filter((token) => !kept.has(sameToken(token))));
    added.push(...now.filter((token) => !had.has(sameToken(token))));
  }
  await changeTokens(trx, place.connectionId, { removed, added });
}

/**
 * The objects as they stand after these states were offered and `written` were written. Only those of which there were
 * several states are read again, because the database has chosen one of them.
 */
async function readWritten(
  trx: Transaction,
  place: Place,
  states: readonly StoredState[],
  written: readonly ObjectKey[],
): Promise<Written[]> {
  const wanted = new Set(written.map(nameOf));
  const offered = Map.groupBy(states, nameOf);
  const chosen = written.filter((key) => (offered.get(nameOf(key))?.length ?? 0) > 1);
  const read = await objectsByKey(trx, place.connectionId, chosen);
  const single = states.filter(
    (state) => wanted.has(nameOf(state)) && offered.get(nameOf(state))?.length === 1,
  );
  return [...single, ...read.map(fromCopy)];
}

/** Computes the derived objects that these states, which the copy now holds, are parts of. */
async function derivedStates(
  trx: Transaction,
  place: Place,
  objects: SyncedObjects,
  states: readonly StoredState[],
): Promise<StoredState[]> {
  const found: StoredState[] = [];
  for (const [type, derived] of Object.entries(objects.derived)) {
    const keys = new Set(
      states.flatMap((state) => {
        const key = derived.from.includes(state.type)
          ? derived.keyOf(state.type, state.data)
          : null;
        return key === null ? [] : [key];
      }),
    );
    const parts = await relatedObjects(trx, place.connectionId, derived.from, [...keys]);
    const byKey = Map.groupBy(parts, (part) => derived.keyOf(part.type, part.data));
    for (const [key, own] of byKey) {
      const built = key !== null && keys.has(key) ? derived.build(own) : null;
      if (key === null || built === null) continue;
      found.push({
        type,
        id: key,
        ...built,
        apiVersion: DERIVED,
        sourceTime: new Date(Math.max(...own.map(({ sourceTime }) => sourceTime.getTime()))),
        deleted: false,
        previous: null,
      });
    }
  }
  return found;
}

/**
 * Leaves out states of erased customers and of what belongs to them, and deletes what the copy has of these objects. An object
 * may belong to another of the same page, so the rest is asked about again until nothing is found. Service role.
 */
export async function withoutErased(
  trx: Transaction,
  place: Place,
  objects: SyncedObjects,
  states: readonly StoredState[],
): Promise<readonly StoredState[]> {
  let left = states;
  for (;;) {
    const found = new Set((await suppressedStates(trx, place, left)).map(nameOf));
    if (found.size === 0) return left;
    const erased = left.filter((state) => found.has(nameOf(state)));
    const types = [...Object.keys(objects.types), ...Object.keys(objects.derived)];
    const ids = erased.map(({ id }) => id);
    await forgetObjects(trx, place.connectionId, types, ids);
    left = left.filter((state) => !found.has(nameOf(state)));
  }
}

/**
 * Writes states of objects into the copy, with what is derived from them and their search tokens, in the caller's
 * transaction, which must hold `lockCopy`. Erased customers are left out. Returns the objects that changed. Service role.
 */
export async function applyStates(
  trx: Transaction,
  place: Place,
  objects: SyncedObjects,
  incoming: readonly StoredState[],
): Promise<ObjectKey[]> {
  const states = await withoutErased(trx, place, objects, incoming);
  const isSearched = ({ type }: ObjectKey) =>
    (objects.types[type] ?? objects.derived[type])?.search !== undefined;
  const write = async (some: readonly StoredState[]) => {
    const searched = some.filter(isSearched);
    const before = await objectsByKey(trx, place.connectionId, searched);
    const written = await applyObjects(trx, place, some);
    const after = await readWritten(trx, place, searched, written.filter(isSearched));
    await updateTokens(trx, place, objects, { before: before.map(fromCopy), after });
    return written;
  };
  const written = await write(states);
  await markStale(trx, place.connectionId, written);
  const changed = new Set(written.map(nameOf));
  const parts = states.filter((state) => changed.has(nameOf(state)));
  return [...written, ...(await write(await derivedStates(trx, place, objects, parts)))];
}
