import { badParam, noSuch } from "./errors.ts";
import { numeric, record, text } from "./json.ts";
import type { Json, JsonObject, ListResult, Resource } from "./types.ts";
import { find, type Tenant } from "./world.ts";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

/**
 * One page of `all`, which stands newest first. `limit` is clamped to 1…100 without complaint;
 * cursors are object ids, and an unknown one is a 400 that blames the cursor's name.
 */
export function paginate(
  tenant: Tenant,
  object: string,
  all: Resource[],
  params: JsonObject,
  url: string,
): ListResult {
  const limit = Math.min(
    MAX_LIMIT,
    Math.max(1, Math.trunc(numeric(params["limit"]) ?? DEFAULT_LIMIT)),
  );
  const after = cursor(tenant, object, all, params, "starting_after");
  const before = cursor(tenant, object, all, params, "ending_before");
  if (after !== null && before !== null)
    throw badParam(
      "Received both starting_after and ending_before parameters. Please pass in only one.",
    );
  if (before !== null) {
    const newer = take(all, Math.ceil(before) - 1, -1, limit + 1, params["created"]);
    const data = newer.slice(0, limit).toReversed();
    return { object: "list", data, has_more: newer.length > limit, url };
  }
  const first = after === null ? 0 : Math.floor(after) + 1;
  const older = take(all, first, 1, limit + 1, params["created"]);
  return { object: "list", data: older.slice(0, limit), has_more: older.length > limit, url };
}

/** At most `count` rows of the range, from `start` towards the end (`step` 1) or the beginning (-1). */
function take(
  all: Resource[],
  start: number,
  step: 1 | -1,
  count: number,
  created: Json | undefined,
): Resource[] {
  const fits = inRange("created", created);
  const taken: Resource[] = [];
  for (let at = start; taken.length < count; at += step) {
    const row = all[at];
    if (!row) break;
    if (fits(row)) taken.push(row);
  }
  return taken;
}

function cursor(
  tenant: Tenant,
  object: string,
  all: Resource[],
  params: JsonObject,
  name: "starting_after" | "ending_before",
): number | null {
  const id = text(params[name]);
  if (id === null) return null;
  const outside = find(tenant, object, id);
  const index = outside ? all.indexOf(outside) : all.findIndex((row) => row.id === id);
  if (index >= 0) return index;
  if (!outside) throw noSuch(object, id, name);
  const created = Number(outside["created"] ?? 0);
  const firstOlder = all.findIndex((row) => Number(row["created"] ?? 0) < created);
  return (firstOlder < 0 ? all.length : firstOlder) - 0.5;
}

function inRange(field: string, filter: Json | undefined): (row: Resource) => boolean {
  const exact = numeric(filter);
  const { gt, gte, lt, lte } = record(filter);
  return (row) => {
    const time = Number(row[field] ?? 0);
    return (
      (exact === null || time === exact) &&
      (typeof gt !== "number" || time > gt) &&
      (typeof gte !== "number" || time >= gte) &&
      (typeof lt !== "number" || time < lt) &&
      (typeof lte !== "number" || time <= lte)
    );
  };
}

/** Rows whose field (seconds) lies in the range of a parameter; an absent one matches all. */
export function filterByRange<T extends Resource>(
  all: T[],
  field: string,
  filter: Json | undefined,
): T[] {
  return filter === undefined ? all : all.filter(inRange(field, filter));
}

/** Rows whose named fields equal the parameters of the same names; absent parameters match all. */
export function filterBy<T extends Resource>(
  all: T[],
  params: JsonObject,
  fields: readonly string[],
): T[] {
  const given = fields.filter((field) => params[field] !== undefined && params[field] !== null);
  if (given.length === 0) return all;
  return all.filter((row) => given.every((field) => row[field] === params[field]));
}
