import type { ImportRange } from "@/lib/db/object-imports";

/** How far the import of a type is. Times are unix seconds. */
export interface Progress {
  /** Ranges that are left to be read. */
  readonly ranges: readonly ImportRange[];
  /** Objects that were read. */
  readonly rows: number;
  /** When objects of the type begin; `null` if that is not known. */
  readonly from: number | null;
  /** The end of what the import reads. */
  readonly to: number;
}

/** With less of the time read, the density of a burst would be taken for that of all years. */
const MIN_SHARE = 0.1;

/**
 * Estimates how many objects a type has, from the times that were read and the objects that were found in them; the provider
 * has no count. `null` while there is nothing to estimate from. Never less than what was read.
 */
export function estimateTotal({ ranges, rows, from, to }: Progress): number | null {
  if (ranges.length === 0) return rows;
  if (from === null || rows === 0 || to <= from) return null;
  // Nothing is expected before the beginning.
  const left = ranges
    .map((range) => Math.max(0, Math.min(range.to, to) - Math.max(range.from, from)))
    .reduce((sum, length) => sum + length, 0);
  const share = 1 - left / (to - from);
  if (!(share >= MIN_SHARE)) return null;
  return Math.max(rows, Math.round(rows / share));
}

/** How far the import of a type is that is read from the list of each owner, such as the payment methods of customers. */
export interface OwnedProgress {
  /** Ranges that are left to be read. */
  readonly ranges: readonly ImportRange[];
  /** Objects that were read. */
  readonly rows: number;
  /** Owners that there are. */
  readonly owners: number;
}

/** With fewer owners read, a few unusual ones would be taken for all. */
const MIN_OWNERS = 20;

/** How many owners were passed, and of how many; `null` if none was, or their number is not known. */
export function ownersRead({ ranges, owners }: Pick<OwnedProgress, "ranges" | "owners">): {
  readonly read: number;
  readonly all: number;
} | null {
  const read = ranges.reduce((sum, { passed = 0 }) => sum + passed, 0);
  return read === 0 || owners === 0 ? null : { read, all: Math.max(read, owners) };
}

/**
 * Estimates how many objects a type has that is read owner by owner, from the owners that were read so far, who come in the
 * order of their ids. `null` while there are too few of them. Never less than what was read.
 */
export function estimateOwned(progress: OwnedProgress): number | null {
  const { rows } = progress;
  const counted = ownersRead(progress);
  if (counted === null) return null;
  const { read, all } = counted;
  if (read < MIN_OWNERS && read / all < MIN_SHARE) return null;
  return Math.max(rows, Math.round((rows * all) / read));
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/**
 * When objects of a type begin. What lies below the ranges that are left was read; without that, the oldest object of types
 * that are imported completely tells how old the account is. `null` if neither is known, or the type is seen to be older.
 */
export function beginningOf(
  ranges: readonly ImportRange[],
  oldest: Date | null,
  completed: readonly (Date | null)[],
): number | null {
  const lowest = Math.min(...ranges.map(({ from }) => from));
  const own = oldest === null ? [] : [seconds(oldest)];
  if (Number.isFinite(lowest) && lowest > 0) return Math.min(lowest, ...own);
  const known = completed.flatMap((at) => (at === null ? [] : [seconds(at)]));
  const begin = Math.min(...known);
  return Number.isFinite(begin) && own.every((at) => at >= begin) ? begin : null;
}
