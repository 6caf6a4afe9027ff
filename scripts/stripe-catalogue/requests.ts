import { readFileSync } from "node:fs";

import { snakeCase, ts } from "./compiler.ts";

/** A request that a method of the SDK makes. */
export interface SdkRequest {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  /** Third kind of options that the SDK passes, such as `methodType: "list"`. */
  readonly options: Readonly<Record<string, string | true>>;
  readonly isMultipart: boolean;
}

const ENCODED = /^encodeURIComponent\((?:String\()?([A-Za-z0-9_]+)\)*$/;

function pathOf(node: ts.Expression, source: ts.SourceFile): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  const spans = node.templateSpans.map(({ expression, literal }) => {
    const name = expression.getText(source).replace(ENCODED, "$1");
    return `{${snakeCase(name)}}${literal.text}`;
  });
  return node.head.text + spans.join("");
}

function optionsOf(node: ts.Expression | undefined, source: ts.SourceFile) {
  if (!node || !ts.isObjectLiteralExpression(node)) return {};
  return Object.fromEntries(
    node.properties.map((property) => {
      const value = ts.isPropertyAssignment(property) ? property.initializer : undefined;
      const text = value && ts.isStringLiteralLike(value) ? value.text : true;
      return [property.name?.getText(source) ?? "", text] as const;
    }),
  );
}

function requestOf(
  node: ts.Node,
  source: ts.SourceFile,
): Omit<SdkRequest, "isMultipart"> | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression))
    return undefined;
  if (node.expression.name.text !== "_makeRequest") return undefined;
  const [verb, where, , , spec] = node.arguments;
  const path = where ? pathOf(where, source) : null;
  if (path === null || !verb || !ts.isStringLiteralLike(verb)) return undefined;
  const method = verb.text as SdkRequest["method"]; // the SDK knows no other verbs
  return { method, path, options: optionsOf(spec, source) };
}

function firstRequest(node: ts.Node, source: ts.SourceFile): ReturnType<typeof requestOf> {
  return requestOf(node, source) ?? ts.forEachChild(node, (child) => firstRequest(child, source));
}

/** Reads the requests of a resource's JavaScript, by class and method. */
export function requestsIn(file: string): ReadonlyMap<string, SdkRequest> {
  const text = readFileSync(file, "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found = new Map<string, SdkRequest>();
  for (const statement of source.statements) {
    if (!ts.isClassDeclaration(statement)) continue;
    const uploads = statement.getText(source).includes("multipartRequestDataProcessor");
    for (const member of statement.members) {
      if (!ts.isMethodDeclaration(member)) continue;
      const request = firstRequest(member, source);
      const name = `${statement.name?.text}.${member.name.getText(source)}`;
      if (request)
        found.set(name, { ...request, isMultipart: uploads && request.method === "POST" });
    }
  }
  return found;
}
