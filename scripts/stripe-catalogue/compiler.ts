import { readFileSync } from "node:fs";
import path from "node:path";

import { getLibFiles, libFolderInMemoryPath, ts } from "@ts-morph/common";

export { ts };

/** The SDK as the compiler sees it. TypeScript 7 has no compiler API, so the one of TypeScript 6 reads it. */
export interface Sdk {
  readonly checker: ts.TypeChecker;
  /** Declarations of the client. */
  readonly entry: ts.SourceFile;
  /** Folder of the resources, absolute. */
  readonly resources: string;
  readonly version: { readonly sdk: string; readonly api: string };
}

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  strict: true,
  skipLibCheck: true,
  types: ["node"],
};

/** Creates a compiler host that has TypeScript's own declarations in memory. */
function createHost(): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  const libraries = new Map(
    getLibFiles().map(({ fileName, text }) => [`${libFolderInMemoryPath}/${fileName}`, text]),
  );
  return {
    ...host,
    getDefaultLibLocation: () => libFolderInMemoryPath,
    getDefaultLibFileName: (options) =>
      `${libFolderInMemoryPath}/${ts.getDefaultLibFileName(options)}`,
    fileExists: (name) => libraries.has(name) || host.fileExists(name),
    readFile: (name) => libraries.get(name) ?? host.readFile(name),
    getSourceFile(name, languageVersion, ...more) {
      const text = libraries.get(name);
      return text === undefined
        ? host.getSourceFile(name, languageVersion, ...more)
        : ts.createSourceFile(name, text, languageVersion);
    },
  };
}

/** Loads the declarations of a `stripe` package. */
export function loadSdk(folder: string): Sdk {
  const root = path.join(path.resolve(folder), "esm");
  const file = path.join(root, "stripe.esm.node.d.ts");
  const program = ts.createProgram([file], OPTIONS, createHost());
  const entry = program.getSourceFile(file);
  if (!entry) throw new Error(`There is no Stripe SDK in ${folder}.`);
  const { version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    version: string;
  };
  const api = /'(\d{4}[^']+)'/.exec(readFileSync(path.join(root, "apiVersion.js"), "utf8"))?.[1];
  if (api === undefined) throw new Error("The SDK names no API version.");
  return {
    checker: program.getTypeChecker(),
    entry,
    resources: path.join(root, "resources"),
    version: { sdk: version, api },
  };
}

/** Converts a camel-case name: `threeDSecure` → `three_d_secure`. */
export const snakeCase = (name: string): string =>
  name
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase();

/** Returns the doc text of a symbol as one line: links as their text, without tags and code marks, at most two sentences. */
export function docText({ checker }: Sdk, symbol: ts.Symbol): string {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const bare = text
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replaceAll(/<[^>]+>|`/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  const sentences = /^.*?[.!?](?:\s.*?[.!?])?(?=\s|$)/.exec(bare)?.[0] ?? bare;
  return sentences.length > 400 ? `${sentences.slice(0, 399)}…` : sentences;
}

export const isDeprecated = ({ checker }: Sdk, symbol: ts.Symbol): boolean =>
  symbol.getJsDocTags(checker).some(({ name }) => name === "deprecated");

/** Returns a name that is unique across files, such as `Checkout.SessionCreateParams.LineItem`. */
export function nameOf({ resources }: Sdk, symbol: ts.Symbol): string {
  const parts: string[] = [];
  let at: (ts.Symbol & { parent?: ts.Symbol }) | undefined = symbol;
  while (at && !/^(?:__type$|")/.test(String(at.escapedName))) {
    parts.unshift(String(at.escapedName));
    at = at.parent;
  }
  const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? "";
  const folder = path.dirname(path.relative(resources, file));
  const folders = folder === "." || folder.startsWith("..") ? [] : folder.split(path.sep);
  // A file lies in folders that have the names of its namespaces.
  while (parts.length > 1 && folders.includes(parts[0] ?? "")) parts.shift();
  return [...folders, ...parts].join(".");
}

/** Lists the properties of a type that are declared somewhere. */
export function propertiesOf({ checker }: Sdk, type: ts.Type) {
  return checker.getPropertiesOfType(type).flatMap((symbol) => {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    if (!declaration) return [];
    const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
    return [
      {
        symbol,
        name: symbol.name,
        key: isOptional ? `${symbol.name}?` : symbol.name,
        type: checker.getTypeOfSymbolAtLocation(symbol, declaration),
      },
    ];
  });
}

const DECIMAL = /^Decimal(Impl)?$/;

export function isDecimal(type: ts.Type): boolean {
  const names = [type.symbol?.escapedName, type.aliasSymbol?.escapedName].map(String);
  return (
    names.some((name) => DECIMAL.test(name)) ||
    (type.isIntersection() && type.types.some(isDecimal))
  );
}

/** Returns true for `OtherString`, which keeps an enum open. */
export const isOpenText = (type: ts.Type): boolean =>
  type.isIntersection() && type.types.some(({ flags }) => (flags & ts.TypeFlags.String) !== 0);

export const isNamed = ({ symbol }: { readonly symbol?: ts.Symbol | undefined }): boolean =>
  symbol !== undefined && (symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class)) !== 0;
