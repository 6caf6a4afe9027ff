import { nearest } from "../core/text";
import type { Ast, BinaryOperator, Diagnostic } from "./ast";
import { ExpressionError } from "./ast";
import { callable, FUNCTION_NAMES } from "./functions";
import type { Token } from "./lexer";
import { lex } from "./lexer";

const MAX_LENGTH = 500;
const MAX_NODES = 256;
const MAX_DEPTH = 32;

const PRECEDENCE: ReadonlyMap<
  string,
  { readonly operator: BinaryOperator; readonly rank: number }
> = new Map(
  (
    [
      ["??"],
      ["||"],
      ["&&"],
      ["===", "!==", "==", "!="],
      ["<", "<=", ">", ">=", "in"],
      ["+", "-"],
      ["*", "/", "%"],
    ] as const
  ).flatMap((operators, index) =>
    operators.map((operator) => [operator, { operator, rank: index + 1 }] as const),
  ),
);

const KEYWORDS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
  ["undefined", null],
]);

/** One pass over the tokens; a precedence climber with budgets for nodes and depth. */
class Parser {
  readonly #tokens: readonly Token[];
  #index = 0;
  #nodes = 0;
  #depth = 0;

  constructor(source: string) {
    this.#tokens = lex(source);
  }

  parse(): Ast {
    const ast = this.#choice();
    const rest = this.#peek();
    if (rest.kind !== "end") throw new ExpressionError(`Unexpected "${rest.text}"`, rest.at);
    return ast;
  }

  #peek(): Token {
    return this.#tokens[this.#index] ?? { kind: "end", text: "the end", at: 0 };
  }

  #next(): Token {
    const token = this.#peek();
    this.#index += 1;
    return token;
  }

  #eat(mark: string): boolean {
    const token = this.#peek();
    if (token.kind !== "mark" || token.text !== mark) return false;
    this.#index += 1;
    return true;
  }

  #want(mark: string): void {
    if (!this.#eat(mark)) throw new ExpressionError(`Expected "${mark}"`, this.#peek().at);
  }

  #node(ast: Ast): Ast {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) throw new ExpressionError("Too many parts", ast.at);
    return ast;
  }

  #nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new ExpressionError("Nested too deeply", this.#peek().at);
    const result = read();
    this.#depth -= 1;
    return result;
  }

  #choice(): Ast {
    return this.#nested(() => {
      const condition = this.#binary(0);
      if (!this.#eat("?")) return condition;
      const whenTrue = this.#choice();
      this.#want(":");
      return this.#node({
        kind: "choice",
        condition,
        whenTrue,
        whenFalse: this.#choice(),
        at: condition.at,
      });
    });
  }

  #binary(above: number): Ast {
    let left = this.#unary();
    for (;;) {
      const token = this.#peek();
      const known =
        token.kind === "mark" || token.kind === "name" ? PRECEDENCE.get(token.text) : undefined;
      if (!known || known.rank <= above) return left;
      this.#next();
      const right = this.#nested(() => this.#binary(known.rank));
      left = this.#node({ kind: "binary", operator: known.operator, left, right, at: token.at });
    }
  }

  #unary(): Ast {
    const { at } = this.#peek();
    const kind = this.#eat("!") ? "not" : this.#eat("-") ? "negate" : undefined;
    if (!kind) return this.#postfix();
    return this.#node({ kind, operand: this.#nested(() => this.#unary()), at });
  }

  #postfix(): Ast {
    let object = this.#primary();
    for (;;) {
      if (this.#eat(".")) {
        const name = this.#next();
        if (name.kind !== "name") throw new ExpressionError("Expected a name", name.at);
        const key = this.#node({ kind: "literal", value: name.text, at: name.at });
        object = this.#node({ kind: "member", object, key, at: object.at });
      } else if (this.#eat("[")) {
        const key = this.#choice();
        this.#want("]");
        object = this.#node({ kind: "member", object, key, at: object.at });
      } else return object;
    }
  }

  #list(close: string): Ast[] {
    const items: Ast[] = [];
    if (this.#eat(close)) return items;
    do items.push(this.#choice());
    while (this.#eat(","));
    this.#want(close);
    return items;
  }

  #primary(): Ast {
    const token = this.#next();
    const { at } = token;
    if (token.kind === "string") return this.#node({ kind: "literal", value: token.text, at });
    if (token.kind === "number") {
      if (!Number.isFinite(token.value)) throw new ExpressionError("Number too large", at);
      return this.#node({ kind: "literal", value: token.value, at });
    }
    if (token.kind === "mark" && token.text === "(") {
      const inner = this.#choice();
      this.#want(")");
      return inner;
    }
    if (token.kind === "mark" && token.text === "[") {
      return this.#node({ kind: "list", items: this.#list("]"), at });
    }
    if (token.kind !== "name") throw new ExpressionError(`Unexpected "${token.text}"`, at);
    const keyword = KEYWORDS.get(token.text);
    if (keyword !== undefined) return this.#node({ kind: "literal", value: keyword, at });
    if (this.#eat("(")) return this.#call(token.text, at);
    return this.#node({ kind: "variable", name: token.text, at });
  }

  #call(name: string, at: number): Ast {
    const known = callable(name);
    if (!known) {
      throw new ExpressionError(`Unknown function "${name}"`, at, nearest(name, FUNCTION_NAMES));
    }
    const args = this.#list(")");
    if (args.length < known.min || args.length > known.max) {
      const wanted = known.min === known.max ? `${known.min}` : `${known.min} to ${known.max}`;
      throw new ExpressionError(`"${name}" takes ${wanted} values, not ${args.length}`, at);
    }
    return this.#node({ kind: "call", name, args, at });
  }
}

/** A parsed expression, or what is wrong with its text and where. */
export type ParseResult =
  | { readonly ok: true; readonly ast: Ast }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/**
 * Parses an expression: literals, paths, `=== !== == != < <= > >= && || ?? ! ?: + - * / % in [..]` and
 * calls of listed functions. At most 500 characters, 256 nodes, 32 levels. Never throws.
 */
export function parseExpression(source: unknown): ParseResult {
  if (typeof source !== "string") {
    return { ok: false, diagnostic: { position: 0, message: "An expression must be text" } };
  }
  if (source.length > MAX_LENGTH) {
    const message = `An expression has at most ${MAX_LENGTH} characters`;
    return { ok: false, diagnostic: { position: MAX_LENGTH, message } };
  }
  try {
    return { ok: true, ast: new Parser(source).parse() };
  } catch (error) {
    if (error instanceof ExpressionError) return { ok: false, diagnostic: error.diagnostic };
    throw error;
  }
}
