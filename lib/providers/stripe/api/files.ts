import { readFileSync } from "node:fs";
import path from "node:path";

import type { Entry, Fields } from "./entry";

// The folder is named from the root, because a bundle has another place than its source.
const FOLDER = "lib/providers/stripe/api";

/** Reads a generated file when it is first asked for. */
function lazily<T>(name: string): () => T {
  let value: T | undefined;
  return () => {
    const file = path.join(/* turbopackIgnore: true */ process.cwd(), FOLDER, `${name}.gen.json`);
    return (value ??= JSON.parse(readFileSync(file, "utf8")) as T); // `npm run stripe:catalogue` writes it
  };
}

interface OperationsFile {
  readonly version: { readonly sdk: string; readonly api: string };
  readonly operations: Readonly<Record<string, Entry>>;
}
interface DocsFile {
  readonly operations: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Operations of the SDK with method, path and names of types. */
export const operationsFile = lazily<OperationsFile>("operations");
/** Types of parameters by name. */
export const typesFile = lazily<Readonly<Record<string, Fields>>>("types");
/** Shapes of answers by name, one level deep. */
export const answersFile = lazily<Readonly<Record<string, Fields>>>("answers");
/** Texts about operations and fields. */
export const docsFile = lazily<DocsFile>("docs");
/** Fields by type that a version of the SDK removed. */
export const removedFile =
  lazily<Readonly<Record<string, Readonly<Record<string, string>>>>>("removed");

/** Returns an entry; `undefined` if the SDK has no such operation. */
export function entryOf(key: string): Entry | undefined {
  const { operations } = operationsFile();
  return Object.hasOwn(operations, key) ? operations[key] : undefined;
}

/** Names the ids in the path of an operation. */
export const idsOf = ({ p }: Entry): readonly string[] =>
  [...p.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

export const isV2 = ({ p }: Entry): boolean => p.startsWith("/v2/");
