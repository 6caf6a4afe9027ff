import { canonical } from "./json.ts";
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

/** The earlier values of the top-level fields that differ, for an event's `previous_attributes`. */
export function changes(before: JsonObject, after: JsonObject): JsonObject {
  const previous: JsonObject = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (key.startsWith("sandbox_")) continue;
    if (canonical(before[key]) !== canonical(after[key])) previous[key] = before[key] ?? null;
  }
  return previous;
}

/** Copies the named parameters that were sent onto an object; null clears. */
export function assignSent(target: JsonObject, params: JsonObject, names: readonly string[]): void {
  for (const name of names) if (params[name] !== undefined) target[name] = params[name];
}
