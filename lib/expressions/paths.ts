import type { Ast } from "./ast";

const RESERVED = new Set(["__proto__", "constructor", "prototype"]);

/** Stands for "there is nothing here", which differs from a present `null`. */
export const ABSENT: unique symbol = Symbol("absent");

/** True if no path may ever step on this name. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}

/**
 * Reads an own property, or ABSENT. Inherited and reserved names, functions and `undefined` are absent;
 * texts and lists have a `length` and lists have indexes.
 */
export function readOwn(holder: unknown, key: unknown): unknown {
  if (typeof key !== "string" && typeof key !== "number") return ABSENT;
  const name = String(key);
  if (typeof holder === "string") return name === "length" ? holder.length : ABSENT;
  if (typeof holder !== "object" || holder === null || RESERVED.has(name)) return ABSENT;
  if (!Object.hasOwn(holder, name)) return ABSENT;
  const value: unknown = (holder as Record<string, unknown>)[name];
  return value === undefined || typeof value === "function" ? ABSENT : value;
}

/** A path that an expression reads. `exact` is false when a computed index follows. */
export interface FreePath {
  readonly path: string;
  readonly exact: boolean;
  readonly at: number;
}

function staticPath(ast: Ast): { path: string; exact: boolean } | null {
  if (ast.kind === "variable") return { path: ast.name, exact: true };
  if (ast.kind !== "member") return null;
  const parent = staticPath(ast.object);
  if (!parent) return null;
  if (!parent.exact || ast.key.kind !== "literal") return { path: parent.path, exact: false };
  return { path: `${parent.path}.${String(ast.key.value)}`, exact: true };
}

function children(ast: Ast): readonly Ast[] {
  switch (ast.kind) {
    case "literal":
    case "variable":
      return [];
    case "list":
      return ast.items;
    case "member":
      return [ast.object, ast.key];
    case "not":
    case "negate":
      return [ast.operand];
    case "binary":
      return [ast.left, ast.right];
    case "choice":
      return [ast.condition, ast.whenTrue, ast.whenFalse];
    case "call":
      return ast.args;
  }
}

/** Every path that the expression reads, longest form, in source order. */
export function freePaths(ast: Ast): readonly FreePath[] {
  const path = staticPath(ast);
  if (path) {
    const computed: FreePath[] = [];
    for (let node = ast; node.kind === "member"; node = node.object) {
      if (node.key.kind !== "literal") computed.unshift(...freePaths(node.key));
    }
    return [{ ...path, at: ast.at }, ...computed];
  }
  return children(ast).flatMap(freePaths);
}

const EQUALITIES: ReadonlySet<string> = new Set(["===", "!==", "==", "!=", "in"]);

function literals(ast: Ast): readonly unknown[] {
  if (ast.kind === "list") return ast.items.flatMap(literals);
  return ast.kind === "literal" ? [ast.value] : [];
}

/** Every path that the expression compares with a fixed value for equality, each with that value. */
export function equalities(
  ast: Ast,
): readonly { readonly path: string; readonly value: unknown }[] {
  if (ast.kind !== "binary" || !EQUALITIES.has(ast.operator))
    return children(ast).flatMap(equalities);
  return [[ast.left, ast.right] as const, [ast.right, ast.left] as const].flatMap(
    ([field, other]) => {
      const path = staticPath(field)?.path;
      return path === undefined ? [] : literals(other).map((value) => ({ path, value }));
    },
  );
}
