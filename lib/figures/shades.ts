/** The smallest and the largest of some values. */
export interface Extent {
  readonly min: number;
  readonly max: number;
}

/** The extent of values; of none, that of all shares. */
export const extentOf = (values: readonly number[]): Extent =>
  values.length === 0 ? { min: 0, max: 1 } : { min: Math.min(...values), max: Math.max(...values) };

/**
 * The step of a value's shade, from 1 for the smallest value to `steps` for the largest, so that close values still differ.
 * Equal values all have the deepest shade.
 */
export function shadeStep(value: number, { min, max }: Extent, steps: number): number {
  if (max <= min) return steps;
  const share = Math.min(1, Math.max(0, (value - min) / (max - min)));
  return Math.min(steps, 1 + Math.floor(share * steps));
}
