import type { Transaction } from "@/lib/db/database";
import { forgetObjects, suppressedStates } from "@/lib/db/erasures";
import { markStale } from "@/lib/db/mrr";
import {
  applyObjects,
  DERIVED,
  relatedObjects,
  type Place,
  type SearchedState,
  type StoredState,
} from "@/lib/db/objects";
import { keepSubscriptionStates } from "@/lib/db/subscription-states";
import { paidForIn } from "@/lib/metrics/stored";
import type { ObjectKey, SyncedObjects } from "@/lib/providers/objects";

import { tokensOf } from "./tokens";

const nameOf = ({ type, id }: ObjectKey) => `${type}|${id}`;

/** Adds the words by which the object is found: none if it is deleted or of a type that search leaves out. */
function withTokens(objects: SyncedObjects, state: StoredState): SearchedState {
  const { type, deleted, data, columns } = state;
  const search = (objects.types[type] ?? objects.derived[type])?.search;
  return { ...state, tokens: search && !deleted ? [...tokensOf(search(data), columns)] : [] };
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

/** Keeps since when subscriptions were paid for or not. */
async function keepSeenSubscriptions(
  trx: Transaction,
  connectionId: string,
  states: readonly StoredState[],
): Promise<void> {
  const seen = states.flatMap(({ type, id, deleted, sourceTime, data }) => {
    const isCounted = type === "subscription" && !deleted ? paidForIn(data) : null;
    return isCounted === null ? [] : [{ subscription: id, at: sourceTime, isCounted }];
  });
  await keepSubscriptionStates(trx, connectionId, seen);
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
  const write = (some: readonly StoredState[]) =>
    applyObjects(
      trx,
      place,
      some.map((state) => withTokens(objects, state)),
    );
  const written = await write(states);
  await keepSeenSubscriptions(trx, place.connectionId, states);
  await markStale(trx, place.connectionId, written);
  const changed = new Set(written.map(nameOf));
  const parts = states.filter((state) => changed.has(nameOf(state)));
  return [...written, ...(await write(await derivedStates(trx, place, objects, parts)))];
}
