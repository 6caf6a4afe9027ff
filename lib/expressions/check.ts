import { nearest } from "../core/text";
import type { Ast, Diagnostic } from "./ast";
import { freePaths, isReserved } from "./paths";

/** Reading a part of an object, the object itself, or anything below an open path (`data.*`) is known. */
function isKnown(path: string, exact: boolean, known: ReadonlySet<string>, all: readonly string[]) {
  if (known.has(path)) return exact || known.has(`${path}.*`);
  const segments = path.split(".");
  for (let length = 1; length < segments.length; length++) {
    if (known.has(`${segments.slice(0, length).join(".")}.*`)) return true;
  }
  return all.some((candidate) => candidate.startsWith(`${path}.`));
}

/**
 * Checks an expression against the paths that will exist when it runs. A known path `a.b` admits exactly
 * that path and the objects above it; `a.b.*` admits `a.b` and everything below. Returns one diagnostic
 * per unknown path, with what was probably meant; an empty list means fit to save.
 */
export function check(ast: Ast, knownPaths: Iterable<string>): readonly Diagnostic[] {
  const all = [...knownPaths];
  const known = new Set(all);
  const diagnostics: Diagnostic[] = [];
  for (const { path, exact, at } of freePaths(ast)) {
    if (!path.split(".").some(isReserved) && isKnown(path, exact, known, all)) continue;
    const suggestion = nearest(
      path,
      all.map((candidate) => candidate.replace(/\.\*$/, "")),
    );
    diagnostics.push({
      position: at,
      message: `Unknown field "${path}"`,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
  return diagnostics;
}
