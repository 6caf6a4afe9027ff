import type { WidgetRow } from "./data";
import { isPlainName, pathReader } from "./paths";

export interface SortKey {
  readonly field: string;
  readonly direction: "asc" | "desc";
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

type Cell = string | number | null;

function cellOf(value: unknown): Cell {
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isNaN(value) ? null : value;
  return typeof value === "boolean" ? Number(value) : null;
}

/** Numbers before texts; both are never `null` here. */
function compareCells(a: string | number, b: string | number): number {
  if (typeof a === "number") return typeof b === "number" ? a - b : -1;
  return typeof b === "number" ? 1 : collator.compare(a, b);
}

function compareColumn(cells: readonly Cell[], sign: number, a: number, b: number): number {
  const left = cells[a] ?? null;
  const right = cells[b] ?? null;
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  return sign * compareCells(left, right);
}

/**
 * Rows in the order of whole numbers, or `null` when some row has none or they are too large for it. Value and
 * place are packed into one exact number, so that the native sort needs no comparator and stays stable.
 */
function sortPacked(rows: readonly WidgetRow[], { field, direction }: SortKey): WidgetRow[] | null {
  const read = pathReader(field);
  const isPlain = isPlainName(field);
  const size = rows.length;
  const packed = new Float64Array(size);
  const limit = Math.floor(Number.MAX_SAFE_INTEGER / (size + 1));
  const sign = direction === "desc" ? -1 : 1;
  for (let place = 0; place < size; place++) {
    const cell = isPlain ? rows[place]?.[field] : read(rows[place]);
    if (typeof cell !== "number" || !Number.isInteger(cell) || cell > limit || cell < -limit) {
      return null;
    }
    packed[place] = sign * cell * size + place;
  }
  packed.sort();
  const sorted: WidgetRow[] = [];
  for (let at = 0; at < size; at++) {
    const value = packed[at] ?? 0;
    // A quotient may round to its neighbour; its remainder then lies one size off and says so.
    const place = value - size * Math.floor(value / size);
    const row = rows[place < 0 ? place + size : place >= size ? place - size : place];
    if (row) sorted.push(row);
  }
  return sorted;
}

function sortCompared(rows: readonly WidgetRow[], keys: readonly SortKey[]): WidgetRow[] {
  const columns = keys.map(({ field, direction }) => {
    const read = pathReader(field);
    return { cells: rows.map((row) => cellOf(read(row))), sign: direction === "desc" ? -1 : 1 };
  });
  return rows
    .map((_, place) => place)
    .toSorted((a, b) => {
      for (const { cells, sign } of columns) {
        const difference = compareColumn(cells, sign, a, b);
        if (difference !== 0) return difference;
      }
      return a - b;
    })
    .flatMap((place) => rows.slice(place, place + 1));
}

/**
 * Sorts into a new list: stable, rows without the value last in both directions, numbers before texts,
 * texts as people order them ("item 9" before "item 10").
 */
export function sortRows(rows: readonly WidgetRow[], keys: readonly SortKey[]): WidgetRow[] {
  const [first] = keys;
  if (!first) return [...rows];
  return (keys.length === 1 ? sortPacked(rows, first) : null) ?? sortCompared(rows, keys);
}
