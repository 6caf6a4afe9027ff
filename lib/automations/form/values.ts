import type { PlainField } from "./catalogue";

const hasHole = (text: string) => text.includes("{{");

/** Formats the value of a field for an input. */
export function fieldText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  const isFlat =
    Array.isArray(value) &&
    value.every(
      (one) => typeof one === "string" && /^[^,[\]{}\s][^,[\]{}]*$/.test(one) && one.trim() === one,
    );
  return isFlat ? (value as string[]).join(", ") : JSON.stringify(value);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Parses typed text to the value of a field; `undefined` for an empty text. Text with placeholders stays text, because
 * they are replaced when the step runs.
 */
export function fieldValue(text: string, type: PlainField["type"]): unknown {
  if (text === "") return undefined;
  if (type === "text") return text;
  const typed = text.trim();
  if (type === "number") return /^-?\d{1,15}(?:\.\d{1,10})?$/.test(typed) ? Number(typed) : text;
  if (type === "boolean") return typed === "true" ? true : typed === "false" ? false : text;
  const json = /^[[{]/.test(typed) && !typed.startsWith("{{") ? jsonOf(typed) : undefined;
  if (json !== undefined) return json;
  if (type !== "list" || /^[[{]/.test(typed) || (hasHole(typed) && !typed.includes(",")))
    return text;
  return typed
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}
