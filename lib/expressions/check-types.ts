import type { Ast, BinaryOperator, Diagnostic } from "./ast";
import { freePaths } from "./paths";

type Kind = "a number" | "text" | "yes or no";

const KINDS: Readonly<Record<string, Kind>> = {
  number: "a number",
  string: "text",
  boolean: "yes or no",
};
const ORDERINGS: ReadonlySet<BinaryOperator> = new Set(["<", "<=", ">", ">="]);
const COMPARISONS: ReadonlySet<BinaryOperator> = new Set(["===", "!==", "==", "!=", ...ORDERINGS]);

/** A side of a comparison: what an example of it is, and how to name it. */
interface Side {
  readonly example: unknown;
  readonly name: string;
  readonly path: string | null;
}

function sideOf(ast: Ast, exampleAt: (path: string) => unknown): Side | null {
  if (ast.kind === "literal")
    return { example: ast.value, name: JSON.stringify(ast.value), path: null };
  if (ast.kind === "negate") return sideOf(ast.operand, exampleAt);
  if (ast.kind !== "variable" && ast.kind !== "member") return null;
  const [read] = freePaths(ast);
  return read?.exact
    ? { example: exampleAt(read.path), name: `"${read.path}"`, path: read.path }
    : null;
}

const kindOf = ({ example }: Side): Kind | undefined => KINDS[typeof example];
const isMoneyText = ({ example, path }: Side) =>
  path === null && typeof example === "string" && /^\s*\p{Sc}\s*\d|\d\s*\p{Sc}\s*$/u.test(example);

function complaint(operator: BinaryOperator, left: Side, right: Side): string | null {
  const [a, b] = [kindOf(left), kindOf(right)];
  const text = [left, right].find(isMoneyText);
  if (text && (ORDERINGS.has(operator) || a !== b))
    return `${text.name} is text, which is never compared as an amount. Use a whole number in the currency's smallest unit`;
  if (a !== undefined && b !== undefined && a !== b)
    return `${left.name} is ${a}, and ${right.name} is ${b}: the two are never equal and have no order`;
  return null;
}

function partsOf(ast: Ast): readonly Ast[] {
  switch (ast.kind) {
    case "binary":
      return [ast.left, ast.right];
    case "not":
    case "negate":
      return [ast.operand];
    case "choice":
      return [ast.condition, ast.whenTrue, ast.whenFalse];
    case "call":
      return ast.args;
    default:
      return [];
  }
}

/**
 * Finds comparisons that can never be true, such as a number with a text. `exampleAt` gives an example of what stands at a
 * path, `undefined` where none is known: nothing is said of it then.
 */
export function checkComparisons(
  ast: Ast,
  exampleAt: (path: string) => unknown,
): readonly Diagnostic[] {
  const found = partsOf(ast).flatMap((part) => checkComparisons(part, exampleAt));
  if (ast.kind !== "binary") return found;
  const left = sideOf(ast.left, exampleAt);
  const isList = ast.operator === "in" && ast.right.kind === "list";
  if (!left || !(isList || COMPARISONS.has(ast.operator))) return found;
  const others = ast.right.kind === "list" ? ast.right.items : [ast.right];
  const messages = others.flatMap((other) => {
    const right = sideOf(other, exampleAt);
    return (right && complaint(isList ? "===" : ast.operator, left, right)) ?? [];
  });
  return [...found, ...messages.map((message) => ({ position: ast.at, message }))];
}
