const MAX_DEPTH = 32;

function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}

/**
 * A JSON value as Postgres' `jsonb` takes it: no NUL, no lone surrogate, no number beyond double precision,
 * at most 32 levels deep (deeper becomes `null`), no prototype keys.
 */
export function sanitise(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "object" || value === null) return value ?? null;
  if (depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => sanitise(item, depth + 1));
  const entries = Object.entries(value)
    .filter(([key]) => key !== "__proto__")
    .map(([key, item]) => [cleanText(key), sanitise(item, depth + 1)] as const);
  return Object.fromEntries(entries);
}
