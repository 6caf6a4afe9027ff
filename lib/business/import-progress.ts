import type { SyncStatus } from "../contracts/objects";
import { countText } from "./figures";

type Type = Pick<SyncStatus[number]["types"][number], "type" | "state" | "rows" | "total">;

/** An estimate in three digits, rounded up so that it is never less than what there is: `about 12,400`. */
export function aboutText(total: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, total))) - 2);
  return `about ${countText(Math.ceil(total / unit) * unit)}`;
}

/** How many objects of a type there are: exact once it is imported, else an estimate; `null` if nothing is known. */
export const totalText = ({ state, rows, total }: Type): string | null =>
  state === "done" ? countText(rows) : total === null ? null : aboutText(total);

/** How many objects were read, of how many: `7,934 of about 9,500 objects`, or only how many if there is no estimate for a type. */
export function progressText(types: readonly Type[]): string {
  const wanted = types.filter(({ state }) => state !== "refused");
  const rows = wanted.reduce((sum, type) => sum + type.rows, 0);
  const totals = wanted.flatMap(({ total }) => total ?? []);
  if (wanted.every(({ state }) => state === "done") || totals.length < wanted.length)
    return `${countText(rows)} objects`;
  return `${countText(rows)} of ${aboutText(totals.reduce((sum, total) => sum + total, 0))} objects`;
}

/** How many objects were read until a moment. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** By type. */
  readonly rows: Readonly<Record<string, number>>;
}

const WINDOW_MS = 15_000;
const MIN_MS = 1500;

/** Adds a sample and drops those that are too old to say how fast the import is now. */
export const withSample = (samples: readonly Sample[], next: Sample): readonly Sample[] => [
  ...samples.filter(({ atMs }) => atMs < next.atMs && next.atMs - atMs <= WINDOW_MS),
  next,
];

/** Objects of a type that were read in a second, of all types without one; `null` if that is not known or none was read. */
export function rateOf(samples: readonly Sample[], type?: string): number | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || last.atMs - first.atMs < MIN_MS) return null;
  const count = ({ rows }: Sample) =>
    type === undefined ? Object.values(rows).reduce((sum, n) => sum + n, 0) : (rows[type] ?? 0);
  const read = count(last) - count(first);
  return read > 0 ? (read * 1000) / (last.atMs - first.atMs) : null;
}

/** A rate as people read it: `310 a second`, `45 a minute`. */
export const rateText = (perSecond: number): string =>
  perSecond >= 2
    ? `${countText(Math.round(perSecond))} a second`
    : `${countText(Math.max(1, Math.round(perSecond * 60)))} a minute`;
