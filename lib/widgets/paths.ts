import { isReserved } from "../expressions/paths";

/** Reads own properties along a path's parts; `undefined` where anything is missing or inherited. */
function readParts(holder: unknown, parts: readonly string[]): unknown {
  let value = holder;
  for (const part of parts) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return typeof value === "function" ? undefined : value;
}

/** True if a path is one name that no object or list inherits, so that a plain read is an own read. */
export function isPlainName(path: string): boolean {
  return /^\w+$/.test(path) && !(path in []) && !(path in {}) && !isReserved(path);
}

/** Compiles a dotted path into a reader of own properties. A path over reserved names reads nothing. */
export function pathReader(path: string): (holder: unknown) => unknown {
  const parts = path.split(".");
  if (parts.some(isReserved)) return () => undefined;
  if (!isPlainName(path)) return (holder) => readParts(holder, parts);
  return (holder) => {
    if (typeof holder !== "object" || holder === null) return undefined;
    const value = (holder as Record<string, unknown>)[path];
    return typeof value === "function" ? undefined : value;
  };
}

const readers = new Map<string, (holder: unknown) => unknown>();

/** Reads one value along a dotted path of own properties; `undefined` when it is not there. */
export function readPath(holder: unknown, path: string): unknown {
  let reader = readers.get(path);
  if (!reader) {
    if (readers.size > 2000) readers.clear();
    reader = pathReader(path);
    readers.set(path, reader);
  }
  return reader(holder);
}
