import type * as z from "zod/mini";

import { nearest } from "./text";

/** A problem of a definition, described for its author. */
export interface DefinitionIssue {
  /** `invalid`, or `needs-newer-version` if this release cannot read the definition. */
  readonly code: "invalid" | "needs-newer-version";
  /** Path, e.g. `display.fields[3].key`; empty for the whole definition. */
  readonly path: string;
  readonly message: string;
  /** Suggested value. */
  readonly suggestion?: string | undefined;
}

type RawIssue = z.core.$ZodRawIssue;
type Issue = z.core.$ZodIssue;

/** Formats a path: `["display", "fields", 3]` → `display.fields[3]`. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text ? `${text}.${String(part)}` : String(part);
  }, "");
}

/** Creates an issue. The message includes the suggestion, for callers that only show the message. */
export function issue(
  path: readonly PropertyKey[],
  message: string,
  suggestion?: string,
): DefinitionIssue {
  return {
    code: "invalid",
    path: pathText(path),
    message: suggestion === undefined ? message : `${message}. Did you mean "${suggestion}"?`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

const NAMES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

function typeName(value: unknown): string {
  if (value === null) return "null";
  const name = Array.isArray(value) ? "array" : typeof value;
  return NAMES[name] ?? name;
}

function hint(word: unknown, candidates: readonly string[]): string {
  const found = typeof word === "string" ? nearest(word, candidates) : undefined;
  return found === undefined ? "" : `. Did you mean "${found}"?`;
}

/** Reads internals of the schema library, whose types differ between schemas and checks. */
function dig(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (holder, key) => (typeof holder === "object" && holder ? Reflect.get(holder, key) : undefined),
    value,
  );
}

function shapeKeys(raw: RawIssue): string[] {
  const shape = dig(raw.inst, "_zod", "def", "shape");
  const names = dig(raw.inst, "_zod", "def", "keyType", "_zod", "values");
  if (names instanceof Set) return [...names].map(String);
  return typeof shape === "object" && shape !== null ? Object.keys(shape) : [];
}

function oneOf(values: readonly unknown[], input: unknown): string {
  const texts = values.map(String);
  const message =
    values.length === 1 ? `Must be ${texts[0]}` : `Must be one of ${texts.join(", ")}`;
  return `${message}${hint(input, texts)}`;
}

function bound(raw: RawIssue & { code: "too_big" | "too_small" }): string {
  if (raw.code === "too_small" && raw.minimum === 1 && raw.origin !== "number") {
    return "Must not be empty";
  }
  const limit = raw.code === "too_big" ? `at most ${raw.maximum}` : `at least ${raw.minimum}`;
  if (raw.origin === "string") return `Must have ${limit} characters`;
  return raw.origin === "array" ? `Must have ${limit} entries` : `Must be ${limit}`;
}

function discriminators(raw: RawIssue & { code: "invalid_union" }): string | undefined {
  const key = dig(raw, "discriminator");
  if (typeof key !== "string") return undefined;
  const values = dig(raw.inst, "_zod", "propValues", key);
  return values instanceof Set ? oneOf([...values], dig(raw.input, key)) : undefined;
}

/** Error map of the schema library that describes issues for an author. */
export function describeRawIssue(raw: RawIssue): string | undefined {
  switch (raw.code) {
    case "unrecognized_keys": {
      const known = shapeKeys(raw);
      const [first = ""] = raw.keys;
      const keys = raw.keys.map((key) => `"${key}"`).join(", ");
      return `Unknown ${raw.keys.length > 1 ? "keys" : "key"} ${keys}${hint(first, known)}`;
    }
    case "invalid_type":
      return raw.input === undefined
        ? "Is missing"
        : `Must be ${NAMES[raw.expected] ?? raw.expected}, not ${typeName(raw.input)}`;
    case "invalid_value":
      return raw.input === undefined ? "Is missing" : oneOf(raw.values, raw.input);
    case "too_big":
    case "too_small":
      return bound(raw);
    case "invalid_union":
      if (raw.input === undefined) return "Is missing";
      return discriminators(raw) ?? "Has none of the allowed shapes";
    default:
      return undefined;
  }
}

/** True if a value has a wrong type as a whole, such as text instead of an object. */
function isMismatch(found: Issue): boolean {
  if (found.path.length > 0) return false;
  if (found.code !== "invalid_union")
    return found.code === "invalid_type" || found.code === "invalid_value";
  return found.errors.length > 0 && found.errors.every((issues) => issues.some(isMismatch));
}

/** Rates how well a value matches an option of a union. A wrong type of the whole value does not match at all. */
function nearness(issues: readonly Issue[]): number {
  if (issues.some(isMismatch)) return -1000;
  const unknown = issues.reduce(
    (count, found) => count + (found.code === "unrecognized_keys" ? found.keys.length : 0),
    0,
  );
  return Math.max(...issues.map(({ path }) => path.length)) * 10 - issues.length - unknown * 5;
}

/** Describes the accepted types of a union if the value has none of them. */
function expectations(errors: readonly (readonly Issue[])[]): string[] {
  const found = errors.flat().flatMap((inner) => {
    if (inner.path.length > 0) return [];
    if (inner.code === "invalid_type") return [NAMES[inner.expected] ?? inner.expected];
    if (inner.code === "invalid_value") return inner.values.map(String);
    return inner.code === "invalid_union" ? expectations(inner.errors) : [];
  });
  return [...new Set(found)];
}

function flatten(found: Issue, prefix: readonly PropertyKey[]): DefinitionIssue[] {
  const path = [...prefix, ...found.path];
  if (found.code === "invalid_union" && found.errors.length > 0) {
    const ranked = found.errors.toSorted((a, b) => nearness(b) - nearness(a));
    const best = ranked[0];
    if (best && nearness(best) > -1000) return best.flatMap((inner) => flatten(inner, path));
    const wanted = expectations(found.errors);
    if (wanted.length > 0) return [issue(path, `Must be ${wanted.join(" or ")}`)];
  }
  if (found.code === "invalid_key") {
    return found.issues.map((inner) => issue(path, inner.message));
  }
  const suggestion = /\. Did you mean "([^"]+)"\?$/.exec(found.message)?.[1];
  const message =
    suggestion === undefined ? found.message : found.message.replace(/\. Did you mean .*$/, "");
  return [issue(path, message, suggestion)];
}

/** Converts issues of the schema library. For a union, returns those of the best matching option, one per path. */
export function toIssues(found: readonly Issue[]): readonly DefinitionIssue[] {
  const byPath = new Map<string, DefinitionIssue>();
  for (const each of found.flatMap((one) => flatten(one, []))) {
    if (!byPath.has(each.path)) byPath.set(each.path, each);
  }
  return [...byPath.values()];
}
