import type { Overview } from "../contracts/metrics";

const MAX_ROWS = 6;

interface PaidRow {
  readonly name: string;
  readonly count: number;
  /** Minor units. */
  readonly sum: number;
  /** Share of the largest row, from 0 to 1. */
  readonly share: number;
}

/** Parts of what was paid, the largest first, and the rest as “Other”, so that the rows add up to everything. */
export function paidRows(
  all: Overview["methods"],
  nameOf: (name: string) => string,
): readonly PaidRow[] {
  const shown = all.slice(0, all.length > MAX_ROWS ? MAX_ROWS - 1 : MAX_ROWS);
  const rest = all.slice(shown.length);
  const rows = shown.map(({ name, count, sum }) => ({
    name: name === null ? "Unknown" : nameOf(name),
    count,
    sum,
  }));
  if (rest.length > 0)
    rows.push({
      name: "Other",
      count: rest.reduce((total, { count }) => total + count, 0),
      sum: rest.reduce((total, { sum }) => total + sum, 0),
    });
  const most = Math.max(0, ...rows.map(({ sum }) => sum));
  return rows.map((row) => ({ ...row, share: most === 0 ? 0 : Math.max(0, row.sum / most) }));
}
