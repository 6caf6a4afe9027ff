import type { DefinitionIssue } from "../core/definition-issues";
import { issue } from "../core/definition-issues";
import { nearest } from "../core/text";
import { check } from "../expressions/check";
import { parseExpression } from "../expressions/parser";

type Path = readonly (string | number)[];

/** Collects what refers to nothing. */
export class Wiring {
  readonly issues: DefinitionIssue[] = [];

  add(path: Path, message: string, suggestion?: string): void {
    this.issues.push(issue(path, message, suggestion));
  }

  /** A field's path must begin at a known field; `null` means that fields are not known. */
  field(path: Path, name: string, known: readonly string[] | null): void {
    if (!known || known.includes(name) || known.includes(name.split(".")[0] ?? name)) return;
    this.add(path, `Unknown field "${name}"`, nearest(name, known));
  }

  expression(path: Path, source: string | undefined, known: readonly string[] | null): void {
    if (!known || source === undefined) return;
    const parsed = parseExpression(source);
    if (!parsed.ok) return;
    const open = known.flatMap((name) => [name, `${name}.*`]);
    for (const { message, position, suggestion } of check(parsed.ast, open)) {
      this.add(path, `${message} (at character ${position + 1})`, suggestion);
    }
  }

  name(path: Path, kind: string, name: string, known: readonly string[]): void {
    if (!known.includes(name)) this.add(path, `Unknown ${kind} "${name}"`, nearest(name, known));
  }
}
