import type { Ast, BinaryOperator, Diagnostic } from "./ast";
import { callable, textOf, UNKNOWN } from "./functions";
import { ABSENT, freePaths, readOwn } from "./paths";

/** Data that an expression can read: the row or event, and the moment for `daysSince`. */
export interface EvaluateOptions {
  readonly nowMs?: number;
}

const TEXT_LIMIT = 2000;
const NONE: readonly Diagnostic[] = [];

/** One evaluation: never throws, collects what could not be read. */
class Evaluation {
  #diagnostics: Diagnostic[] | null = null;
  readonly #scope: unknown;
  readonly #nowMs: number | undefined;

  constructor(scope: unknown, options: EvaluateOptions) {
    this.#scope = scope;
    this.#nowMs = options.nowMs;
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics ?? NONE;
  }

  #unknown(position: number, message: string): typeof UNKNOWN {
    (this.#diagnostics ??= []).push({ position, message });
    return UNKNOWN;
  }

  run(ast: Ast): unknown {
    switch (ast.kind) {
      case "literal":
        return ast.value;
      case "list": {
        const items = ast.items.map((item) => this.run(item));
        return items.includes(UNKNOWN) ? UNKNOWN : items;
      }
      case "variable":
      case "member":
        return this.#path(ast, true);
      case "not": {
        const value = this.run(ast.operand);
        return value === UNKNOWN ? UNKNOWN : !value;
      }
      case "negate": {
        const value = this.run(ast.operand);
        if (typeof value === "number") return -value;
        return value === UNKNOWN ? UNKNOWN : this.#unknown(ast.at, "Only a number can be negated");
      }
      case "choice": {
        const condition = this.run(ast.condition);
        if (condition === UNKNOWN) return UNKNOWN;
        return this.run(condition ? ast.whenTrue : ast.whenFalse);
      }
      case "call":
        return this.#call(ast);
      case "binary":
        return this.#binary(ast.operator, ast);
    }
  }

  /** `loud` is false where an absent path has a meaning of its own: left of `??`, in `coalesce` and `exists`. */
  #path(ast: Ast & { kind: "variable" | "member" }, loud: boolean): unknown {
    let value: unknown;
    if (ast.kind === "variable") value = readOwn(this.#scope, ast.name);
    else {
      const { object, key } = ast;
      const holder =
        object.kind === "variable" || object.kind === "member"
          ? this.#path(object, loud)
          : this.run(object);
      if (holder === UNKNOWN) return UNKNOWN;
      const name = this.run(key);
      if (name === UNKNOWN) return UNKNOWN;
      value = readOwn(holder, name);
    }
    if (value !== ABSENT) return value;
    if (!loud) return UNKNOWN;
    return this.#unknown(ast.at, `"${freePaths(ast)[0]?.path ?? "This"}" is not there`);
  }

  /** Like `run`, but an absent path reads as `null` without a warning. */
  #orNull(ast: Ast): unknown {
    const isPath = ast.kind === "variable" || ast.kind === "member";
    const value = isPath ? this.#path(ast, false) : this.run(ast);
    return value === UNKNOWN && isPath ? null : value;
  }

  #call(ast: Ast & { kind: "call" }): unknown {
    const known = callable(ast.name);
    if (!known) return this.#unknown(ast.at, `Unknown function "${ast.name}"`);
    const args = ast.args.map((arg) => (known.takesAbsent ? this.#orNull(arg) : this.run(arg)));
    if (args.includes(UNKNOWN)) return UNKNOWN;
    const result = known.run(args, { nowMs: this.#nowMs });
    if (result !== UNKNOWN) return result;
    return this.#unknown(ast.at, `"${ast.name}" has no answer for these values`);
  }

  #binary(operator: BinaryOperator, ast: Ast & { kind: "binary" }): unknown {
    if (operator === "??") return this.#orNull(ast.left) ?? this.run(ast.right);
    const left = this.run(ast.left);
    // Three-valued logic: unknown || true is true, unknown && false is false, all else stays unknown.
    if (operator === "||") {
      if (left !== UNKNOWN && left) return left;
      const right = this.run(ast.right);
      return left === UNKNOWN && !(right !== UNKNOWN && right) ? UNKNOWN : right;
    }
    if (operator === "&&") {
      if (left !== UNKNOWN && !left) return left;
      const right = this.run(ast.right);
      return left === UNKNOWN && (right === UNKNOWN || right) ? UNKNOWN : right;
    }
    const right = this.run(ast.right);
    if (left === UNKNOWN || right === UNKNOWN) return UNKNOWN;
    return this.#strict(operator, left, right, ast.at);
  }

  #strict(operator: BinaryOperator, left: unknown, right: unknown, at: number): unknown {
    switch (operator) {
      case "===":
      case "==":
        return left === right;
      case "!==":
      case "!=":
        return left !== right;
      case "in":
        return Array.isArray(right)
          ? right.includes(left)
          : this.#unknown(at, `"in" needs a list on its right`);
      case "<":
      case "<=":
      case ">":
      case ">=":
        return this.#order(operator, left, right, at);
      default:
        return this.#arithmetic(operator, left, right, at);
    }
  }

  #order(operator: "<" | "<=" | ">" | ">=", left: unknown, right: unknown, at: number): unknown {
    const numbers = typeof left === "number" && typeof right === "number";
    const texts = typeof left === "string" && typeof right === "string";
    if (!numbers && !texts) {
      return this.#unknown(at, `"${operator}" compares two numbers or two texts`);
    }
    if (operator === "<") return left < right;
    if (operator === "<=") return left <= right;
    return operator === ">" ? left > right : left >= right;
  }

  #arithmetic(operator: BinaryOperator, left: unknown, right: unknown, at: number): unknown {
    if (operator === "+" && (typeof left === "string" || typeof right === "string")) {
      return (textOf(left) + textOf(right)).slice(0, TEXT_LIMIT);
    }
    if (typeof left !== "number" || typeof right !== "number") {
      return this.#unknown(at, `"${operator}" needs two numbers`);
    }
    const result =
      operator === "+"
        ? left + right
        : operator === "-"
          ? left - right
          : operator === "*"
            ? left * right
            : operator === "/"
              ? left / right
              : left % right;
    return Number.isFinite(result) ? result : this.#unknown(at, "This has no finite result");
  }
}

/**
 * The value of an expression over `scope`'s own properties; `null` when it has no answer (an absent path,
 * a comparison across types, a division by zero), with a diagnostic that says why. Total: never throws.
 */
export function evaluate(
  ast: Ast,
  scope: unknown,
  options: EvaluateOptions = {},
): { readonly value: unknown; readonly diagnostics: readonly Diagnostic[] } {
  const evaluation = new Evaluation(scope, options);
  const value = evaluation.run(ast);
  return { value: value === UNKNOWN ? null : value, diagnostics: evaluation.diagnostics };
}

/**
 * True if a condition holds: only when its value is exactly `true`. An absent path means "not matched"
 * under negation too, and `diagnostics` names it. Total: never throws.
 */
export function matches(
  ast: Ast,
  scope: unknown,
  options: EvaluateOptions = {},
): { readonly matched: boolean; readonly diagnostics: readonly Diagnostic[] } {
  const evaluation = new Evaluation(scope, options);
  return { matched: evaluation.run(ast) === true, diagnostics: evaluation.diagnostics };
}
