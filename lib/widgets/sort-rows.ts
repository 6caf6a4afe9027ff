import type { WidgetRow } from "./data";
import { pathReader } from "./paths";

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
 * The order of whole numbers, or `null` when some row has none or they are too large for it. Value and
 * place are packed into one exact number, so that the native sort needs no comparator and stays stable.
 */
function packedOrder(rows: readonly WidgetRow[], { field, direction }: SortKey): number[] | null {
  const read = pathReader(field);
  const size = rows.length;
  const packed = new Float64Array(size);
  const limit = Math.floor(Number.MAX_SAFE_INTEGER / (size + 1));
  for (let place = 0; place < size; place++) {
    const cell = read(rows[place]);
    if (typeof cell !== "number" || !Number.isInteger(cell) || cell > limit || cell < -limit) {
      return null;
    }
    packed[place] = (direction === "desc" ? -cell : cell) * size + place;
  }
  packed.sort();
  const order: number[] = [];
  for (const value of packed) {
    // A quotient may round to its neighbour; its remainder then lies one size off and says so.
    const place = value - size * Math.floor(value / size);
    order.push(place < 0 ? place + size : place >= size ? place - size : place);
  }
  return order;
}

function comparedOrder(rows: readonly WidgetRow[], keys: readonly SortKey[]): number[] {
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
    });
}

/**
 * Sorts into a new list: stable, rows without the value last in both directions, numbers before texts,
 * texts as people order them ("item 9" before "item 10").
 */
export function sortRows(rows: readonly WidgetRow[], keys: readonly SortKey[]): WidgetRow[] {
  const [first] = keys;
  if (!first) return [...rows];
  const packed = keys.length === 1 ? packedOrder(rows, first) : null;
  const sorted: WidgetRow[] = [];
  for (const place of packed ?? comparedOrder(rows, keys)) {
    const row = rows[place];
    if (row) sorted.push(row);
  }
  return sorted;
}
