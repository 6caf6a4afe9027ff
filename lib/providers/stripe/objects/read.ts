import type { ObjectColumns, ObjectData } from "../../types";

/** Readers of Stripe's objects, which take any JSON and never throw. */

export function objectIn(data: ObjectData, name: string): ObjectData {
  const value = data[name];
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as ObjectData) // an object by the check on the line above
    : {};
}

export function listIn(data: ObjectData, name: string): readonly ObjectData[] {
  const items = objectIn(data, name)["data"];
  return Array.isArray(items)
    ? items.filter((item): item is ObjectData => typeof item === "object" && item !== null)
    : [];
}

/** Returns a text of at most 500 characters; `null` if it is missing or empty. */
export function textIn(data: ObjectData, name: string): string | null {
  const value = data[name];
  return typeof value === "string" && value !== "" ? value.slice(0, 500) : null;
}

export function integerIn(data: ObjectData, name: string): number | null {
  const value = data[name];
  return typeof value === "number" && Number.isSafeInteger(value) ? value : null;
}

/** Returns the id of a reference, expanded or not. */
export function idIn(data: ObjectData, name: string): string | null {
  return textIn(data, name) ?? textIn(objectIn(data, name), "id");
}

/** Reads unix seconds; `null` if they are no time between 1970 and 9999. */
export function timeIn(data: ObjectData, name: string): Date | null {
  const seconds = integerIn(data, name);
  return seconds === null || seconds < 0 || seconds > 253_402_300_799
    ? null
    : new Date(seconds * 1000);
}

/** Columns of an object with a time of creation; `null` without one. */
export function columnsOf(
  data: ObjectData,
  rest: Omit<ObjectColumns, "created">,
): ObjectColumns | null {
  const created = timeIn(data, "created");
  return created === null ? null : { created, ...rest };
}

/** The columns that most of Stripe's objects have under these names. */
export const common = (data: ObjectData) => ({
  status: textIn(data, "status"),
  customer: idIn(data, "customer"),
  currency: textIn(data, "currency"),
});
