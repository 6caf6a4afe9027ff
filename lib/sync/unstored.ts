import { createHash } from "node:crypto";

import { logger } from "@/lib/core/server/logger";
import type { Transaction } from "@/lib/db/database";
import { lockCopy, type Place, type StoredState } from "@/lib/db/objects";
import { dropUnstored, keepUnstored, type UnstoredObject } from "@/lib/db/unstored-objects";
import type { ObjectData, ObjectKey, SyncedObjects } from "@/lib/providers/objects";
import { canonicalJson } from "@/lib/providers/plan";

import { applyStates } from "./apply";
import type { SyncServices } from "./services";
import { stateOfRead } from "./states";

/** True if Postgres refuses a value, such as a number that is too large: trying again does not help. */
export const isRefusedValue = (error: unknown): boolean =>
  /^2[23]/.test(String((error as { code?: unknown } | null)?.code));

const idOf = (item: ObjectData): string =>
  typeof item["id"] === "string" && item["id"] !== ""
    ? item["id"]
    : `without id ${createHash("sha256").update(canonicalJson(item)).digest("hex").slice(0, 16)}`;

/** States of the objects of a page, and the objects that cannot be used. */
export interface ReadPage {
  readonly states: readonly StoredState[];
  readonly unusable: readonly UnstoredObject[];
}

/** Reads the objects of an answer as states. What cannot be used is kept as it came. */
export function statesOf(
  objects: SyncedObjects,
  type: string,
  items: readonly ObjectData[],
  read: Parameters<typeof stateOfRead>[3],
): ReadPage {
  const states: StoredState[] = [];
  const unusable: UnstoredObject[] = [];
  for (const item of items) {
    const state = stateOfRead(objects, type, item, read);
    if (state) states.push(state);
    else
      unusable.push({
        type,
        id: idOf(item),
        problem: "The object lacks its id or its date of creation.",
        raw: item,
      });
  }
  return { states, unusable };
}

/** Keeps objects that could not be stored, with a warning in the log. Service role. */
export async function keepUnusable(
  trx: Transaction,
  { now }: Pick<SyncServices, "now">,
  place: Place,
  unusable: readonly UnstoredObject[],
): Promise<void> {
  if (unusable.length === 0) return;
  logger.warn(
    { connection: place.connectionId, type: unusable[0]?.type, objects: unusable.length },
    "objects could not be stored and are kept as they came",
  );
  await keepUnstored(trx, place, unusable, now());
}

/** Writes what was read: states into the copy, what cannot be used beside it. Call `lockCopy` first. Service role. */
export async function applyRead(
  trx: Transaction,
  services: Pick<SyncServices, "now">,
  { place, objects }: { readonly place: Place; readonly objects: SyncedObjects },
  { states, unusable }: ReadPage,
): Promise<void> {
  await applyStates(trx, place, objects, states);
  await dropUnstored(trx, place.connectionId, states);
  await keepUnusable(trx, services, place, unusable);
}

/** Finds which states of a page Postgres refuses, by writing each one alone. The others are written and returned as states. */
export async function separateRefused(
  services: SyncServices,
  copy: { readonly place: Place; readonly objects: SyncedObjects },
  { states, unusable }: ReadPage,
): Promise<ReadPage> {
  const good: StoredState[] = [];
  const refused: UnstoredObject[] = [];
  for (const state of states)
    try {
      await services.db.withService(async (trx) => {
        await lockCopy(trx, copy.place.connectionId);
        await applyStates(trx, copy.place, copy.objects, [state]);
      });
      good.push(state);
    } catch (error) {
      if (!isRefusedValue(error)) throw error;
      refused.push(refusedState(state, error, state.data));
    }
  return { states: good, unusable: [...unusable, ...refused] };
}

/** A state that Postgres refuses, with its words. */
export const refusedState = (
  { type, id }: ObjectKey,
  error: unknown,
  raw: unknown,
): UnstoredObject => ({
  type,
  id,
  problem: `The database refused it: ${error instanceof Error ? error.message : String(error)}`,
  raw,
});
