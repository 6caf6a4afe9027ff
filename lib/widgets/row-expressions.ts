import { evaluate, matches } from "../expressions/evaluate";
import { parseExpression } from "../expressions/parser";

const MAX_REMARKS = 20;

/** Remarks for a widget's author, each once with a count of the rows that it holds for. */
export class Remarks {
  readonly #counts = new Map<string, number>();

  add(warning: string): void {
    const count = this.#counts.get(warning);
    if (count === undefined && this.#counts.size >= MAX_REMARKS) return;
    this.#counts.set(warning, (count ?? 0) + 1);
  }

  list(): string[] {
    return [...this.#counts].map(([warning, count]) =>
      count > 1 ? `${warning} (${count} rows)` : warning,
    );
  }
}

/** Compiles a condition over rows; one that does not parse holds for no row. */
export function conditionTest(
  source: string,
  place: string,
  warnings: Remarks,
  nowMs: number,
): (row: unknown) => boolean {
  const parsed = parseExpression(source);
  if (!parsed.ok) {
    warnings.add(`${place}: ${parsed.diagnostic.message}`);
    return () => false;
  }
  return (row) => {
    const { matched, diagnostics } = matches(parsed.ast, row, { nowMs });
    if (!matched) for (const { message } of diagnostics) warnings.add(`${place}: ${message}`);
    return matched;
  };
}

/** Compiles an expression over any value; one that does not parse, or has no answer, gives `null`. */
export function valueReader(
  source: string,
  place: string,
  warnings: Remarks,
  nowMs: number,
): (scope: unknown) => unknown {
  const parsed = parseExpression(source);
  if (!parsed.ok) {
    warnings.add(`${place}: ${parsed.diagnostic.message}`);
    return () => null;
  }
  return (scope) => {
    const { value, diagnostics } = evaluate(parsed.ast, scope, { nowMs });
    if (value === null) for (const { message } of diagnostics) warnings.add(`${place}: ${message}`);
    return value;
  };
}
