/** A warning on an expression. `position` counts characters from 0; `suggestion` is what was probably meant. */
export interface Diagnostic {
  readonly position: number;
  readonly message: string;
  readonly suggestion?: string;
}

/** The value of a literal. `undefined` in the source text reads as `null`. */
type Scalar = string | number | boolean | null;

export type BinaryOperator =
  | "??"
  | "||"
  | "&&"
  | "==="
  | "!=="
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "in"
  | "+"
  | "-"
  | "*"
  | "/"
  | "%";

/** A parsed expression. `at` is the position in the source text. */
export type Ast =
  | { readonly kind: "literal"; readonly value: Scalar; readonly at: number }
  | { readonly kind: "list"; readonly items: readonly Ast[]; readonly at: number }
  | { readonly kind: "variable"; readonly name: string; readonly at: number }
  | { readonly kind: "member"; readonly object: Ast; readonly key: Ast; readonly at: number }
  | { readonly kind: "not" | "negate"; readonly operand: Ast; readonly at: number }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Ast;
      readonly right: Ast;
      readonly at: number;
    }
  | {
      readonly kind: "choice";
      readonly condition: Ast;
      readonly whenTrue: Ast;
      readonly whenFalse: Ast;
      readonly at: number;
    }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly Ast[];
      readonly at: number;
    };

/** Thrown inside this folder only; the public functions return it as a {@link Diagnostic}. */
export class ExpressionError extends Error {
  readonly diagnostic: Diagnostic;

  constructor(message: string, position: number, suggestion?: string) {
    super(message);
    this.name = "ExpressionError";
    this.diagnostic = { position, message, ...(suggestion === undefined ? {} : { suggestion }) };
  }
}
