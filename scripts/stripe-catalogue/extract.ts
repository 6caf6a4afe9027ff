import type { Entry, Fields } from "../../lib/providers/stripe/api/entry.ts";
import { AnswerShapes } from "./answers.ts";
import { docText, isDeprecated, loadSdk, snakeCase, ts, type Sdk } from "./compiler.ts";
import { ParameterTypes } from "./parameters.ts";
import { requestsIn, type SdkRequest } from "./requests.ts";

/** The catalogue of one SDK, as it is written to files. */
export interface Extracted {
  readonly version: { readonly sdk: string; readonly api: string };
  readonly operations: Readonly<Record<string, Entry>>;
  readonly types: Readonly<Record<string, Fields>>;
  readonly answers: Readonly<Record<string, Fields>>;
  readonly texts: {
    readonly operations: Readonly<Record<string, string>>;
    readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}

/** Properties of the client that are no resources, or a second name of one. */
const EXCLUDED = new Set(["oauth", "account", "webhooks", "errors"]);
const VERBS: Readonly<Record<string, string>> = { retrieve: "get", del: "delete" };

const verbOf = (name: string) => VERBS[name] ?? snakeCase(name).replace(/^retrieve_/, "get_");

/** Returns the key of a method: `paymentIntents.retrieve` → `payment_intents.get`. */
const keyOf = (trail: readonly string[]) =>
  [...trail.slice(0, -1).map(snakeCase), verbOf(trail.at(-1) ?? "")].join(".");

class Extraction {
  readonly operations: Record<string, Entry> = {};
  readonly texts: Record<string, string> = {};
  readonly parameters: ParameterTypes;
  readonly answers: AnswerShapes;
  readonly #sdk: Sdk;

  constructor(sdk: Sdk) {
    this.#sdk = sdk;
    this.parameters = new ParameterTypes(sdk);
    this.answers = new AnswerShapes(sdk);
  }

  visit(trail: readonly string[], type: ts.Type): void {
    const declaration = type.symbol?.valueDeclaration;
    if (!declaration || !ts.isClassDeclaration(declaration)) return;
    const { checker, resources } = this.#sdk;
    const file = declaration.getSourceFile().fileName;
    if (!file.startsWith(resources)) return;
    const requests = requestsIn(file.replace(/\.d\.ts$/, ".js"));
    for (const property of checker.getPropertiesOfType(type)) {
      const at = property.valueDeclaration;
      if (!at) continue;
      const inner = [...trail, property.name];
      if (ts.isPropertyDeclaration(at)) {
        if (ts.getCombinedModifierFlags(at) & ts.ModifierFlags.Private) continue;
        this.visit(inner, checker.getTypeOfSymbolAtLocation(property, at));
      } else if (ts.isMethodDeclaration(at) && at.getSourceFile().fileName === file) {
        const request = requests.get(`${type.symbol.name}.${property.name}`);
        if (request) this.#add(inner, property, at, request);
      }
    }
  }

  #add(
    trail: readonly string[],
    symbol: ts.Symbol,
    at: ts.MethodDeclaration,
    request: SdkRequest,
  ): void {
    const key = keyOf(trail);
    if (key in this.operations) throw new Error(`Two methods have the key ${key}.`);
    const input = this.#inputOf(at);
    const output = this.answers.namesOf(this.#answerOf(at));
    const { methodType, apiBase, streaming, validator } = request.options;
    this.operations[key] = {
      m: request.method,
      p: request.path,
      sdk: trail.join("."),
      ...(input === undefined ? {} : { in: input }),
      ...(output === undefined ? {} : { out: output }),
      ...(methodType === "list" || methodType === "search" ? { k: methodType } : {}),
      ...(typeof apiBase === "string" ? { base: apiBase } : {}),
      ...(request.isMultipart ? { file: true as const } : {}),
      ...(streaming ? { stream: true as const } : {}),
      ...(validator ? { needs: "options" as const } : {}),
      ...(isDeprecated(this.#sdk, symbol) ? { old: true as const } : {}),
    };
    this.texts[key] = docText(this.#sdk, symbol);
    this.#checkNames(key);
  }

  /** Refuses a parameter with the name of an id in the path, because the input has both. */
  #checkNames(key: string): void {
    const { p, in: input } = this.operations[key] ?? { p: "" };
    const names = [...p.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    const fields = input === undefined ? {} : (this.parameters.types[input] ?? {});
    const both = names.filter((name) => name in fields || `${name}?` in fields);
    if (both.length > 0) throw new Error(`${key} has ${both.join(", ")} in its path and its body.`);
  }

  #inputOf(at: ts.MethodDeclaration): string | undefined {
    const { checker } = this.#sdk;
    const parameter = checker
      .getSignatureFromDeclaration(at)
      ?.parameters.find(({ name }) => name === "params");
    if (!parameter?.valueDeclaration) return undefined;
    const type = checker.getTypeOfSymbolAtLocation(parameter, parameter.valueDeclaration);
    const node = this.parameters.nodeOf(checker.getNonNullableType(type));
    if (typeof node === "string" && node.startsWith("#")) return node.slice(1);
    throw new Error(`The parameters of ${at.name.getText()} have no name.`);
  }

  #answerOf(at: ts.MethodDeclaration): ts.Type | undefined {
    const { checker } = this.#sdk;
    const signature = checker.getSignatureFromDeclaration(at);
    if (!signature) return undefined;
    const promise = checker.getReturnTypeOfSignature(signature) as ts.TypeReference; // a method returns a promise or a list
    const [result] = checker.getTypeArguments(promise);
    return String(result?.aliasSymbol?.escapedName) === "Response"
      ? result?.aliasTypeArguments?.[0]
      : result;
  }
}

function clientOf({ checker, entry }: Sdk): ts.Type {
  const root = checker.getSymbolAtLocation(entry);
  const symbol = root && checker.getExportsOfModule(root).find(({ name }) => name === "Stripe");
  if (!symbol) throw new Error("The SDK exports no client.");
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  return checker.getDeclaredTypeOfSymbol(isAlias ? checker.getAliasedSymbol(symbol) : symbol);
}

/** Reads every operation of a `stripe` package from its declarations and its JavaScript. */
export function extract(folder: string): Extracted {
  const sdk = loadSdk(folder);
  const extraction = new Extraction(sdk);
  for (const property of sdk.checker.getPropertiesOfType(clientOf(sdk))) {
    const at = property.valueDeclaration;
    if (at && !EXCLUDED.has(property.name))
      extraction.visit([property.name], sdk.checker.getTypeOfSymbolAtLocation(property, at));
  }
  const { parameters, answers, operations, texts } = extraction;
  return {
    version: sdk.version,
    operations,
    types: parameters.types,
    answers: answers.shapes,
    texts: { operations: texts, types: parameters.texts },
  };
}
