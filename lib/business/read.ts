/** Readers of an object's data, which is whatever the provider sent. */

type Data = Readonly<Record<string, unknown>>;

export function dataIn(data: Data, name: string): Data {
  const value = data[name];
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Data) // an object by the check on the line above
    : {};
}

export function itemsIn(data: Data, name: string): readonly Data[] {
  const value = Array.isArray(data[name]) ? data[name] : dataIn(data, name)["data"];
  return Array.isArray(value)
    ? value.filter((item): item is Data => typeof item === "object" && item !== null)
    : [];
}

export function textIn(data: Data, name: string): string | null {
  const value = data[name];
  return typeof value === "string" && value !== "" ? value : null;
}

export function numberIn(data: Data, name: string): number | null {
  const value = data[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Reads unix seconds of a midnight in UTC that name a calendar day, which no time zone moves: `2026-12-02`. */
export const dayIn = (data: Data, name: string): string | null =>
  dateIn(data, name)?.toISOString().slice(0, 10) ?? null;

/** Reads unix seconds. */
export function dateIn(data: Data, name: string): Date | null {
  const seconds = numberIn(data, name);
  return seconds === null || seconds <= 0 ? null : new Date(seconds * 1000);
}
