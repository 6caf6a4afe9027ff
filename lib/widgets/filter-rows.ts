import { pathReader } from "./paths";
import { conditionTest } from "./row-expressions";
import type { Remarks } from "./row-expressions";
import type { Transform } from "./schema";

type Filter = NonNullable<Transform["filter"]>[number];
type FieldFilter = Extract<Filter, { field: string }>;
type Test = (row: unknown) => boolean;
type Compare = (value: unknown, wanted: unknown) => boolean;

/** Only two numbers or two texts have an order. */
function ordered(compare: (a: number | string, b: number | string) => boolean): Compare {
  return (value, wanted) =>
    (typeof value === "number" && typeof wanted === "number") ||
    (typeof value === "string" && typeof wanted === "string")
      ? compare(value, wanted)
      : false;
}

const atLeast = ordered((a, b) => a >= b);
const atMost = ordered((a, b) => a <= b);

function contains(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(value)) return value.includes(wanted);
  return (
    typeof value === "string" &&
    typeof wanted === "string" &&
    value.toLowerCase().includes(wanted.toLowerCase())
  );
}

const COMPARES: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ["==", (value, wanted) => value === wanted],
  ["!=", (value, wanted) => wanted !== undefined && value !== wanted],
  [">", ordered((a, b) => a > b)],
  [">=", atLeast],
  ["<", ordered((a, b) => a < b)],
  ["<=", atMost],
  ["in", (value, wanted) => Array.isArray(wanted) && wanted.includes(value)],
  ["notIn", (value, wanted) => Array.isArray(wanted) && !wanted.includes(value)],
  ["contains", contains],
  [
    "startsWith",
    (value, wanted) =>
      typeof value === "string" && typeof wanted === "string" && value.startsWith(wanted),
  ],
  [
    "endsWith",
    (value, wanted) =>
      typeof value === "string" && typeof wanted === "string" && value.endsWith(wanted),
  ],
  [
    "between",
    (value, wanted) =>
      Array.isArray(wanted) && atLeast(value, wanted[0]) && atMost(value, wanted[1]),
  ],
]);

/** Data that a filter can read beside the row. */
export interface FilterContext {
  readonly warnings: Remarks;
  readonly nowMs: number;
  /** The value of a binding outside rows. */
  readonly resolve: (binding: FieldFilter["value"]) => unknown;
  /** Reads a field; on raw items instead of rows, its source. */
  readonly reader: (field: string) => (row: unknown) => unknown;
}

/**
 * Compiles one filter. Fails closed: a row without the field does not pass, whatever the operator, save
 * `exists: false`. Answers `null` for an operator that does not exist.
 */
export function filterTest(filter: Filter, place: string, context: FilterContext): Test | null {
  const { warnings, nowMs } = context;
  if ("expr" in filter) return conditionTest(filter.expr, place, warnings, nowMs);
  const read = context.reader(filter.field);
  if (filter.operator === "exists") {
    const wanted = filter.value !== false;
    return (row) => {
      const value = read(row);
      return (value !== undefined && value !== null) === wanted;
    };
  }
  const compare = COMPARES.get(filter.operator);
  if (!compare) return null;
  const bound = filter.value;
  const other =
    typeof bound === "object" && bound !== null && "field" in bound
      ? pathReader(bound.field)
      : null;
  const wanted = other ? undefined : context.resolve(bound);
  return (row) => {
    const value = read(row);
    if (value === undefined) {
      warnings.add(`${place}: "${filter.field}" is not there`);
      return false;
    }
    return compare(value, other ? other(row) : wanted);
  };
}

/**
 * Where each filtered field stands in the raw items, or `null` when some filter needs finished rows.
 * Filtering items first spares mapping those that go.
 */
export function rawReader(transform: Transform): FilterContext["reader"] | null {
  const { mapItem = {}, derive = {}, filter = [] } = transform;
  const sources = new Map<string, string>();
  for (const each of filter) {
    if ("expr" in each || Object.hasOwn(derive, each.field)) return null;
    if (typeof each.value === "object" && each.value !== null && "field" in each.value) return null;
    const source = Object.hasOwn(mapItem, each.field) ? mapItem[each.field] : undefined;
    if (typeof source !== "string" || source.includes("|")) return null;
    sources.set(each.field, source);
  }
  return (field) => pathReader(sources.get(field) ?? field);
}
