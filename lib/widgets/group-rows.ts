import type { WidgetRow } from "./data";
import { pathReader } from "./paths";
import type { Remarks } from "./row-expressions";
import type { Transform } from "./schema";

type Group = NonNullable<Transform["group"]>;
type Aggregate = Group["aggregate"][string];

/** True if adding up a column of these rows would add amounts of different currencies. */
function mixesCurrencies(rows: readonly WidgetRow[]): boolean {
  const currencies = new Set(rows.map((row) => row["currency"]).filter(Boolean));
  return currencies.size > 1;
}

function numbersOf(rows: readonly WidgetRow[], field: string): number[] {
  const read = pathReader(field);
  return rows.map(read).filter((value) => typeof value === "number");
}

function extreme(rows: readonly WidgetRow[], field: string, wanted: "min" | "max"): number | null {
  const numbers = numbersOf(rows, field);
  if (numbers.length === 0) return null;
  return numbers.reduce((a, b) => (wanted === "min" ? Math.min(a, b) : Math.max(a, b)));
}

function aggregate(
  { op, field = "" }: Aggregate,
  rows: readonly WidgetRow[],
  isMoney: boolean,
  warnings: Remarks,
): unknown {
  if (op === "count") return rows.length;
  if (op === "first" || op === "last") return pathReader(field)(rows.at(op === "first" ? 0 : -1));
  if (isMoney && mixesCurrencies(rows)) {
    warnings.add(
      `transform.group: amounts of different currencies are not added, group by currency`,
    );
    return null;
  }
  if (op === "min" || op === "max") return extreme(rows, field, op);
  const numbers = numbersOf(rows, field);
  if (numbers.length === 0) return null;
  const sum = numbers.reduce((a, b) => a + b, 0);
  return op === "sum" ? sum : sum / numbers.length;
}

/**
 * One row per distinct combination of the `by` fields, in order of first appearance. Amounts of different
 * currencies are never added: such a group's figure is `null`, with a warning.
 */
export function groupRows(
  rows: readonly WidgetRow[],
  group: Group,
  moneyKeys: ReadonlySet<string>,
  warnings: Remarks,
): WidgetRow[] {
  const readers = group.by.map((field) => [field, pathReader(field)] as const);
  const groups = new Map<string, { by: WidgetRow; rows: WidgetRow[] }>();
  for (const row of rows) {
    const by = Object.fromEntries(readers.map(([field, read]) => [field, read(row) ?? null]));
    const key = JSON.stringify(Object.values(by));
    const found = groups.get(key);
    if (found) found.rows.push(row);
    else groups.set(key, { by, rows: [row] });
  }
  return [...groups.values()].map(({ by, rows: members }) => {
    const figures = Object.entries(group.aggregate).map(
      ([key, spec]) => [key, aggregate(spec, members, moneyKeys.has(key), warnings)] as const,
    );
    return { ...by, ...Object.fromEntries(figures) };
  });
}
