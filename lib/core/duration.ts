const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^([1-9]\d{0,4})([smhd])$/;
const MAX_MS = 90 * UNITS.d;

/** Parses a duration such as `90s`, `15m`, `2h` or `3d` to milliseconds; `null` if it is invalid or longer than 90 days. */
export function durationMs(text: string): number | null {
  const [, count, unit] = DURATION.exec(text) ?? [];
  if (!count || !unit) return null;
  const ms = Number(count) * UNITS[unit as keyof typeof UNITS];
  return ms <= MAX_MS ? ms : null;
}
