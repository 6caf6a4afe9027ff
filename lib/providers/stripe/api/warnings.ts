import { nearest } from "@/lib/core/text";

import type { Entry, Node } from "./entry";
import { typesFile } from "./files";

const MAX_KNOWN = 12;

function enumWarning(place: string, value: string, known: readonly string[]): readonly string[] {
  if (known.includes(value)) return [];
  const similar = nearest(value, known);
  const hint =
    similar !== undefined
      ? ` Did you mean “${similar}”?`
      : known.length <= MAX_KNOWN
        ? ` Known values: ${known.join(", ")}.`
        : "";
  return [`“${place}”: Stripe documents no value “${value}”.${hint}`];
}

function walkFields(type: string, value: object, place: string): readonly string[] {
  const fields = typesFile()[type] ?? {};
  return Object.entries(value).flatMap(([name, inner]) =>
    walk(
      fields[name] ?? fields[`${name}?`] ?? "x",
      inner,
      place === "" ? name : `${place}.${name}`,
    ),
  );
}

function walk(node: Node, value: unknown, place: string): readonly string[] {
  if (value === undefined || value === null || value === "") return [];
  if (typeof node === "string")
    return node.startsWith("#") && typeof value === "object"
      ? walkFields(node.slice(1), value, place)
      : [];
  if (!Array.isArray(node)) return [];
  const [kind, ...rest] = node as readonly [string, ...Node[]];
  const [first = "x"] = rest;
  if (kind === "o")
    return typeof value === "string" ? enumWarning(place, value, rest.map(String)) : [];
  if (kind === "a")
    return Array.isArray(value)
      ? value.flatMap((item: unknown, at) => walk(first, item, `${place}.${at}`))
      : [];
  if (typeof value === "object" && kind === "m")
    return Object.entries(value).flatMap(([key, item]) => walk(first, item, `${place}.${key}`));
  const objects = rest.filter((option) => typeof option === "string" && option.startsWith("#"));
  if (kind !== "u" || rest.includes("s") || objects.length > 1) return [];
  return rest.flatMap((option) => walk(option, value, place));
}

/**
 * Warns about values that an enum of Stripe does not list. They are not refused, because Stripe adds values without a new SDK.
 */
export const warningsOf = ({ in: type = "" }: Entry, input: unknown): readonly string[] =>
  typeof input === "object" && input !== null ? walkFields(type, input, "") : [];
