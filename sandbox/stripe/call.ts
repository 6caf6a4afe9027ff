import { canonical, isRecord } from "./json.ts";
import type { Scope } from "./scope.ts";
import type { JsonObject, ListResult, Resource } from "./types.ts";

/** What a handler receives; `params` are validated, `path` holds the ids of the URL, `url` the path itself. */
export type Call = Scope & {
  params: JsonObject;
  path: Record<string, string>;
  url: string;
  version: string;
  /** The caller's key as refusals print it, hidden but for its end. */
  key: string;
};

/** Performs one operation on stored objects and returns what to show. Throws `StripeError` to refuse. */
export type Handler = (call: Call) => Resource | ListResult | JsonObject;

/** The id in the path, whatever the SDK calls it. */
export function pathId(call: Call): string {
  return call.path["id"] ?? Object.values(call.path)[0] ?? "";
}

/**
 * The earlier values of what differs, for an event's `previous_attributes`: of a changed object only its changed
 * members, of a changed array all.
 */
export function changes(before: JsonObject, after: JsonObject): JsonObject {
  const previous: JsonObject = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[key], after[key]];
    if (key.startsWith("sandbox_") || canonical(old) === canonical(now)) continue;
    previous[key] = isRecord(old) && isRecord(now) ? changes(old, now) : (old ?? null);
  }
  return previous;
}

/** Copies the named parameters that were sent onto an object; null clears. */
export function assignSent(target: JsonObject, params: JsonObject, names: readonly string[]): void {
  for (const name of names) if (params[name] !== undefined) target[name] = params[name];
}
