import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Fields, Node } from "../../lib/providers/stripe/api/entry.ts";
import type { Extracted } from "./extract.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../lib/providers/stripe/api");

/** Removed fields by type, each with the SDK version that no longer has it. */
export type Removed = Readonly<Record<string, Readonly<Record<string, string>>>>;

const sorted = <T>(record: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(record).toSorted(([left], [right]) => (left < right ? -1 : 1));

/** Writes one entry per line, so that a difference reads like a change log. */
const lines = (record: Readonly<Record<string, unknown>>, indent: string) =>
  sorted(record)
    .map(([key, value]) => `${indent}${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(",\n");

const blocks = (record: Readonly<Record<string, Readonly<Record<string, unknown>>>>) =>
  sorted(record)
    .map(([key, inner]) =>
      Object.keys(inner).length === 0
        ? ` ${JSON.stringify(key)}: {}`
        : ` ${JSON.stringify(key)}: {\n${lines(inner, "  ")}\n }`,
    )
    .join(",\n");

const idsOf = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

/** Types that overlays are checked against: the SDK's methods, because it does not export every type of parameters. */
function keysFile({ version, operations }: Extracted): string {
  const members = sorted(operations).map(([key, { p, sdk }]) => {
    const ids = idsOf(p);
    const names = ids.map((id) => JSON.stringify(id)).join(" | ") || "never";
    const method = sdk.split(".").map((part) => `["${part}"]`);
    return `  ${JSON.stringify(key)}: [${names}, ${ids.length}, Stripe${method.join("")}];`;
  });
  return `// Generated from stripe ${version.sdk} by \`npm run stripe:catalogue\`.
import type { Stripe } from "stripe";

/** By operation: the names of the ids in its path, their number, the SDK's method. */
export interface Operations {
${members.join("\n")}
}
`;
}

/** Renders the generated files that follow from the SDK alone. */
export function render(found: Extracted): Readonly<Record<string, string>> {
  const { version, operations, types, answers, texts } = found;
  return {
    "operations.gen.json": `{\n"version": ${JSON.stringify(version)},\n"operations": {\n${lines(operations, " ")}\n}\n}\n`,
    "types.gen.json": `{\n${blocks(types)}\n}\n`,
    "answers.gen.json": `{\n${blocks(answers)}\n}\n`,
    "docs.gen.json": `{\n"operations": {\n${lines(texts.operations, " ")}\n},\n"types": {\n${blocks(texts.types)}\n}\n}\n`,
    "keys.gen.ts": keysFile(found),
  };
}

/** Reads a generated file; empty if it is missing. */
export function readGenerated(name: string): string {
  try {
    return readFileSync(path.join(FOLDER, name), "utf8");
  } catch {
    return "";
  }
}

export function writeGenerated(name: string, text: string): void {
  writeFileSync(path.join(FOLDER, name), text);
}

/** Reads the committed catalogue without its texts; `null` if there is none. */
export function readCommitted(): Pick<Extracted, "version" | "operations" | "types"> | null {
  const [operations, types] = ["operations.gen.json", "types.gen.json"].map(readGenerated);
  if (!operations || !types) return null;
  return { ...JSON.parse(operations), types: JSON.parse(types) } as ReturnType<
    typeof readCommitted
  >; // written by this script
}

export function readRemoved(): Removed {
  return JSON.parse(readGenerated("removed.gen.json") || "{}") as Removed; // written by this script
}

const bare = (field: string) => field.replace(/\?$/, "");
const has = (fields: Fields | undefined, name: string) =>
  fields !== undefined && (name in fields || `${name}?` in fields);

/** Names the types that a node holds. */
export function namesIn(node: Node): readonly string[] {
  if (typeof node === "string") return node.startsWith("#") ? [node.slice(1)] : [];
  if (!Array.isArray(node)) return Object.values(node).flatMap(namesIn);
  const [kind, ...rest] = node as readonly [string, ...Node[]];
  return "amu".includes(kind) ? rest.flatMap(namesIn) : [];
}

/** Adds the fields that a newer SDK lacks, and drops those that it has again. */
export function withRemoved(
  known: Removed,
  before: Readonly<Record<string, Fields>>,
  after: Pick<Extracted, "version" | "types">,
): Removed {
  const found: Record<string, Record<string, string>> = {};
  for (const [type, fields] of Object.entries(known))
    for (const [field, version] of Object.entries(fields))
      if (after.types[type] && !has(after.types[type], field))
        (found[type] ??= {})[field] = version;
  for (const [type, fields] of Object.entries(before))
    for (const field of Object.keys(fields).map(bare))
      if (after.types[type] && !has(after.types[type], field))
        (found[type] ??= {})[field] ??= after.version.sdk;
  return found;
}

export function renderRemoved(removed: Removed): string {
  return `{\n${blocks(removed)}\n}\n`;
}
