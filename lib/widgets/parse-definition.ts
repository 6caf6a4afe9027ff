import { describeRawIssue, toIssues, type DefinitionIssue } from "../core/definition-issues";
import { SCHEMA_REVISION, WidgetDefinition } from "./schema";
import { checkWiring } from "./wiring";

/** A definition with its defaults filled in, or everything that is wrong with it. */
export type ParsedDefinition =
  | { readonly ok: true; readonly definition: WidgetDefinition }
  | { readonly ok: false; readonly issues: readonly DefinitionIssue[] };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function newerThanThis(json: unknown): DefinitionIssue | null {
  const revision = isRecord(json) ? json["schema"] : undefined;
  if (typeof revision !== "number" || !(revision > SCHEMA_REVISION)) return null;
  return {
    code: "needs-newer-version",
    path: "schema",
    message: `This widget needs a newer version of the dashboard: it is written in schema ${revision}, and this version reads up to ${SCHEMA_REVISION}`,
  };
}

/**
 * Checks a definition: shape, names (with "did you mean"), expressions, and that everything it refers to
 * exists. Never throws. `issues` name each place by its path, e.g. `display.fields[3].style[0].condition`.
 */
export function parseDefinition(json: unknown): ParsedDefinition {
  const newer = newerThanThis(json);
  if (newer) return { ok: false, issues: [newer] };
  const known = isRecord(json)
    ? Object.fromEntries(Object.entries(json).filter(([key]) => !key.startsWith("x-")))
    : json;
  const result = WidgetDefinition.safeParse(known, { error: describeRawIssue });
  if (!result.success) return { ok: false, issues: toIssues(result.error.issues) };
  const issues = checkWiring(result.data);
  return issues.length > 0 ? { ok: false, issues } : { ok: true, definition: result.data };
}
