/** Max nesting of a stored JSON value. */
export const MAX_STORED_DEPTH = 32;

/** Cuts a text to `max` UTF-16 units without splitting a character. */
export function cutText(text: string, max: number): string {
  return text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, "");
}

/** Makes a text storable in Postgres: well-formed, NUL replaced by U+FFFD, at most `max` UTF-16 units. */
export function storableText(text: string, max = Number.POSITIVE_INFINITY): string {
  return cutText(text, max).toWellFormed().replaceAll("\u0000", "\uFFFD");
}

/**
 * Makes a JSON value storable as `jsonb`: no NUL, no lone surrogate, no number beyond double precision, no prototype keys,
 * at most 32 levels (deeper values become `null`). `levels` may be higher for trusted values such as a parsed condition.
 */
export function storable(value: unknown, levels = MAX_STORED_DEPTH): unknown {
  if (typeof value === "string") return storableText(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "object" || value === null) return value ?? null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (levels <= 0) return null;
  if (Array.isArray(value)) return value.map((item) => storable(item, levels - 1));
  const entries = Object.entries(value)
    .filter(([key, item]) => key !== "__proto__" && item !== undefined)
    .map(([key, item]) => [storableText(key), storable(item, levels - 1)] as const);
  return Object.fromEntries(entries);
}

/** True if arrays and objects are nested deeper than `levels`. Empty ones count as a level. */
export const isDeeperThan = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels <= 0 || Object.values(value).some((item) => isDeeperThan(item, levels - 1)));

/** Serialises a value for a `jsonb` column; see {@link storable}. All stored JSON must use it. */
export const toJson = (value: unknown, levels = MAX_STORED_DEPTH): string =>
  JSON.stringify(storable(value, levels));
