import type { ObjectChange } from "@/lib/db/object-changes";
import type { StoredState } from "@/lib/db/objects";
import type { ObjectData, ObjectKey, SyncedObjects } from "@/lib/providers/objects";

/**
 * The second that a read may claim: the provider's clock when it answered, less the time that we waited, floored. An event of
 * the same second is then not taken for older.
 */
export function readSecond(answeredAt: Date | null, sentMs: number, receivedMs: number): Date {
  const theirs = answeredAt?.getTime() ?? receivedMs;
  return new Date(Math.floor((theirs - (receivedMs - sentMs)) / 1000) * 1000);
}

/** The state of an object as a read gave it; `null` if it cannot be used. */
export function stateOfRead(
  objects: SyncedObjects,
  type: string,
  data: ObjectData,
  {
    owner,
    ...read
  }: {
    readonly apiVersion: string;
    readonly sourceTime: Date;
    /** The object whose list had it. */
    readonly owner?: string | undefined;
  },
): StoredState | null {
  const known = objects.types[type];
  const id = data["id"];
  if (!known || typeof id !== "string") return null;
  const kept = known.keep?.(data, owner) ?? data;
  const deleted = data["deleted"] === true;
  const columns = known.columns(kept) ?? (deleted ? { created: read.sourceTime } : null);
  return columns && { type, id, columns, data: kept, ...read, deleted, previous: null };
}

/** True if a path of an object leads to an id where the copy holds the object itself. */
function hasBareId(value: unknown, [name, ...rest]: readonly string[]): boolean {
  if (Array.isArray(value))
    return value.some((item) => hasBareId(item, name === undefined ? [] : [name, ...rest]));
  if (name === undefined) return typeof value === "string";
  return (
    typeof value === "object" && value !== null && hasBareId((value as ObjectData)[name], rest)
  ); // an object by the check
}

/** The state that an event brought; `null` if the object has to be read instead. */
export function stateOfChange(
  objects: SyncedObjects,
  change: ObjectChange,
  apiVersion: string,
): StoredState | null {
  const { object } = change;
  if (object === null || change.apiVersion !== apiVersion) return null;
  const paths = objects.types[change.type]?.expand ?? [];
  if (paths.some((path) => hasBareId(object, path.split(".")))) return null;
  const { sourceTime, previous } = change;
  const read = stateOfRead(objects, change.type, object, { apiVersion, sourceTime });
  if (read === null) return null;
  // Values that were replaced are compared with the stored object, which may have been reduced.
  const comparable = objects.types[change.type]?.keep ? null : previous;
  return { ...read, deleted: read.deleted || change.deleted, previous: comparable };
}

/** Objects that change with these without an event of their own. */
export function alsoChanged(objects: SyncedObjects, states: readonly StoredState[]): ObjectKey[] {
  return states.flatMap(({ type, data }) => objects.types[type]?.alsoChanged?.(data) ?? []);
}
