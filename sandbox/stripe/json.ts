import type { Json, JsonObject } from "./types.ts";

/** The value as an object, or an empty one: absent and mistyped read the same. */
export function record(value: Json | undefined): JsonObject {
  return isRecord(value) ? value : {};
}

/** True for a JSON object that is neither an array nor null. */
export function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a string, or null. */
export function text(value: Json | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** A string or number as text; anything else as nothing. */
export function written(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" ? `${value}` : "";
}

/** The value as a number, or null. */
export function numeric(value: Json | undefined): number | null {
  return typeof value === "number" ? value : null;
}

/** The value as an array, or an empty one. */
export function items(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** JSON with keys sorted at every level, for comparing two bodies by meaning. */
export function canonical(value: Json | undefined): string {
  return JSON.stringify(sorted(value ?? null));
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}
