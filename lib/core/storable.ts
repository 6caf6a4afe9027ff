/** How many levels of arrays and objects {@link storable} keeps of a JSON value. */
export const MAX_STORED_DEPTH = 32;

/** At most `max` UTF-16 units of a text; a character that would be cut in half is left out whole. */
export function cutText(text: string, max: number): string {
  return text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, "");
}

/** A text as Postgres keeps it: well-formed, with U+FFFD in the place of NUL. At most `max` UTF-16 units. */
export function storableText(text: string, max = Number.POSITIVE_INFINITY): string {
  return cutText(text, max).toWellFormed().replaceAll("\u0000", "\uFFFD");
}

/**
 * A JSON value as Postgres' `jsonb` takes it: no NUL, no lone surrogate, no number beyond double precision,
 * at most 32 levels deep (deeper becomes `null`), no prototype keys.
 * `levels`: more than 32 for what was written here and checked, such as a parsed condition.
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

/** Tells whether arrays and objects nest deeper than so many levels; an empty one is a level too. */
export const isDeeperThan = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels <= 0 || Object.values(value).some((item) => isDeeperThan(item, levels - 1)));

/** The JSON text of a value for a `jsonb` column; see {@link storable}. Whatever is stored as JSON goes through here. */
export const toJson = (value: unknown, levels = MAX_STORED_DEPTH): string =>
  JSON.stringify(storable(value, levels));
