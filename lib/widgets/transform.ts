import type { DefinitionIssue } from "../core/definition-issues";
import { issue } from "../core/definition-issues";
import type { WidgetRow } from "./data";
import { filterTest, rawReader } from "./filter-rows";
import { groupRows } from "./group-rows";
import { isPlainName, pathReader, readPath } from "./paths";
import { pipe } from "./pipes";
import { Remarks, valueReader } from "./row-expressions";
import type { Transform, WidgetDefinition } from "./schema";
import { sortRows } from "./sort-rows";

/** Data that the transform can read beside the body. */
export interface TransformOptions {
  /** Values of the widget's variables, for filters that name one. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds, for `relativeTime` and `daysSince`. */
  readonly nowMs?: number;
  /** What rows show in place of a field of the item, by that field; `undefined` leaves it. Filters do not see it. */
  readonly shown?: Readonly<Record<string, (item: unknown) => unknown>>;
}

/** Rows and warnings, or what about the definition makes reading the body impossible. */
export type TransformResult =
  | {
      readonly ok: true;
      readonly rows: WidgetRow[];
      /** Rows in the body, before the filter. */
      readonly fetched: number;
      readonly diagnostics: string[];
    }
  | { readonly ok: false; readonly issues: readonly DefinitionIssue[] };

type Reader = (item: unknown) => unknown;
type MapSource = NonNullable<Transform["mapItem"]>[string];

/** The rows of a body, or a sentence on why the path leads to none. */
function locate(body: unknown, path: string | undefined): readonly unknown[] | string {
  const found = path === undefined ? body : readPath(body, path);
  if (Array.isArray(found)) return found as readonly unknown[];
  if (typeof found === "object" && found !== null) return [found];
  if (path === undefined) return "The answer holds no rows";
  return found === undefined
    ? `The answer has no "${path}"`
    : `"${path}" is neither a list nor an object`;
}

function mapReader(source: MapSource, place: string, warnings: Remarks, nowMs: number): Reader {
  if (typeof source !== "string") {
    if ("const" in source) return () => source.const;
    return valueReader(source.expr, place, warnings, nowMs);
  }
  const [path = "", ...names] = source.split("|").map((part) => part.trim());
  const read = pathReader(path);
  if (names.length === 0) return read;
  const pipes = names.map((name) => pipe(name) ?? (() => null));
  return (item) => pipes.reduce((value, apply) => apply(value, nowMs), read(item));
}

type MapItem = NonNullable<Transform["mapItem"]>;

function mapItems(
  items: readonly unknown[],
  mapItem: MapItem,
  warnings: Remarks,
  nowMs: number,
): WidgetRow[] {
  const columns = Object.entries(mapItem).map(([key, source]) => ({
    key,
    name: typeof source === "string" && isPlainName(source) ? source : null,
    read: mapReader(source, `transform.mapItem.${key}`, warnings, nowMs),
  }));
  // Cloning a row of the final shape is cheaper than growing each one key by key.
  const blank: WidgetRow = Object.fromEntries(columns.map(({ key }) => [key, undefined]));
  return items.map((item) => {
    const row = { ...blank };
    const plain = isRow(item) ? item : null;
    for (const { key, name, read } of columns) {
      row[key] = plain !== null && name !== null ? plain[name] : read(item);
    }
    return row;
  });
}

function mapRows(
  items: readonly unknown[],
  transform: Transform,
  warnings: Remarks,
  nowMs: number,
): WidgetRow[] {
  const { mapItem } = transform;
  let rows: WidgetRow[];
  if (mapItem) {
    rows = mapItems(items, mapItem, warnings, nowMs);
  } else rows = items.map((item) => (isRow(item) ? { ...item } : { value: item }));
  for (const [key, source] of Object.entries(transform.derive ?? {})) {
    const read = valueReader(source, `transform.derive.${key}`, warnings, nowMs);
    for (const row of rows) row[key] = read(row);
  }
  return rows;
}

type Shown = NonNullable<TransformOptions["shown"]>;

/** Puts what is shown in place of a plainly mapped field; `sources` has the item of each row. */
function applyShown(
  rows: readonly WidgetRow[],
  sources: ReadonlyMap<WidgetRow, unknown>,
  shown: Shown,
  mapItem: Transform["mapItem"],
): void {
  const columns = Object.entries(shown).flatMap(([field, show]) =>
    mapItem
      ? Object.keys(mapItem).flatMap((key) => (mapItem[key] === field ? [{ key, show }] : []))
      : [{ key: field, show }],
  );
  for (const row of rows)
    for (const { key, show } of columns) row[key] = show(sources.get(row)) ?? row[key];
}

function isRow(value: unknown): value is WidgetRow {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function moneyKeys(definition: WidgetDefinition): ReadonlySet<string> {
  return new Set(
    definition.display.fields
      .filter(({ type, format }) => type === "money" || format === "currency")
      .map(({ key }) => key),
  );
}

/** A binding outside a row: a constant, a variable or an expression over variables. */
function bindingResolver(options: TransformOptions, warnings: Remarks, nowMs: number) {
  const variables = options.variables ?? {};
  return (binding: unknown): unknown => {
    if (typeof binding !== "object" || binding === null) return binding;
    if ("var" in binding && typeof binding.var === "string")
      return readPath(variables, binding.var);
    if ("expr" in binding && typeof binding.expr === "string") {
      return valueReader(binding.expr, "transform.filter", warnings, nowMs)(variables);
    }
    return Array.isArray(binding) ? binding : undefined;
  };
}

/**
 * Turns a provider's answer into rows: path, mapItem, derive, filter, what is shown, group, sort, limit. A path that
 * leads nowhere is the definition's fault and said so, never an empty list. Pure; never throws.
 */
export function runTransform(
  definition: WidgetDefinition,
  body: unknown,
  options: TransformOptions = {},
): TransformResult {
  const transform = definition.transform ?? {};
  const nowMs = options.nowMs ?? Date.now();
  const items = locate(body, transform.path);
  if (typeof items === "string") {
    return { ok: false, issues: [issue(["transform", "path"], items)] };
  }
  const warnings = new Remarks();
  const resolve = bindingResolver(options, warnings, nowMs);
  const early = rawReader(transform);
  const tests = (transform.filter ?? []).map((filter, index) => {
    const context = { warnings, nowMs, resolve, reader: early ?? pathReader };
    return filterTest(filter, `transform.filter[${index}]`, context);
  });
  const unknown = tests.indexOf(null);
  if (unknown >= 0) {
    const path = ["transform", "filter", unknown, "operator"];
    return { ok: false, issues: [issue(path, "Unknown operator")] };
  }
  const [only] = tests;
  const passes =
    tests.length === 1 && only ? only : (row: unknown) => tests.every((test) => test?.(row));
  const kept = early && tests.length > 0 ? items.filter(passes) : items;
  let rows = mapRows(kept, transform, warnings, nowMs);
  const sources = new Map(options.shown ? rows.map((row, at) => [row, kept[at]]) : []);
  if (!early) rows = rows.filter(passes);
  if (options.shown) applyShown(rows, sources, options.shown, transform.mapItem);
  if (transform.group) rows = groupRows(rows, transform.group, moneyKeys(definition), warnings);
  if (transform.sort) {
    rows = sortRows(rows, Array.isArray(transform.sort) ? transform.sort : [transform.sort]);
  }
  if (transform.limit !== undefined) rows = rows.slice(0, transform.limit);
  return { ok: true, rows, fetched: items.length, diagnostics: warnings.list() };
}
