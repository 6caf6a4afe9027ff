import { readFileSync } from "node:fs";
import path from "node:path";

import type { Entry, Fields } from "./entry";

// The folder is named from the root, because a bundle has another place than its source.
const FOLDER = "lib/providers/stripe/api";

interface OperationsFile {
  readonly version: { readonly sdk: string; readonly api: string };
  readonly operations: Readonly<Record<string, Entry>>;
}
interface DocsFile {
  readonly operations: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The generated files by name. `npm run stripe:catalogue` writes them. */
interface Files {
  readonly operations: OperationsFile;
  readonly types: Readonly<Record<string, Fields>>;
  readonly answers: Readonly<Record<string, Fields>>;
  readonly docs: DocsFile;
  readonly removed: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const loaded: Partial<Files> = {};

/** Reads a generated file when it is first asked for. */
function load<Name extends keyof Files>(name: Name): Files[Name] {
  const known: Files[Name] | undefined = loaded[name];
  if (known) return known;
  const file = path.join(/* turbopackIgnore: true */ process.cwd(), FOLDER, `${name}.gen.json`);
  const value = JSON.parse(readFileSync(file, "utf8")) as Files[Name]; // written by our own script
  loaded[name] = value;
  return value;
}

/** Operations of the SDK with method, path and names of types. */
export const operationsFile = () => load("operations");
/** Types of parameters by name. */
export const typesFile = () => load("types");
/** Shapes of answers by name, one level deep. */
export const answersFile = () => load("answers");
/** Texts about operations and fields. */
export const docsFile = () => load("docs");
/** Fields by type that a version of the SDK removed. */
export const removedFile = () => load("removed");

/** Returns an entry; `undefined` if the SDK has no such operation. */
export function entryOf(key: string): Entry | undefined {
  const { operations } = operationsFile();
  return Object.hasOwn(operations, key) ? operations[key] : undefined;
}

/** Names the ids in the path of an operation. */
export const idsOf = ({ p }: Entry): readonly string[] =>
  [...p.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

export const isV2 = ({ p }: Entry): boolean => p.startsWith("/v2/");
