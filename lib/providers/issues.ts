import type { z } from "zod";

/** An issue of an input with its place. */
export interface InputIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const isWrongKind = (issue: z.core.$ZodIssue) =>
  issue.path.length === 0 &&
  (issue.code === "invalid_type" ||
    issue.code === "invalid_value" ||
    issue.code === "invalid_union");

function kindsOf(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === "invalid_type") return [issue.expected];
  if (issue.code === "invalid_union") return issue.errors.flat().flatMap(kindsOf);
  if (issue.code !== "invalid_value") return [];
  return issue.values.map((value) => (value === "" ? "empty" : JSON.stringify(value)));
}

function flatten(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): readonly InputIssue[] {
  const path = [...above, ...issue.path];
  if (issue.code !== "invalid_union") return [{ path, message: issue.message }];
  const meant = issue.errors.find((branch) => branch.length > 0 && !branch.some(isWrongKind));
  if (meant) return meant.flatMap((inner) => flatten(inner, path));
  const kinds = [...new Set(kindsOf(issue))];
  return [{ path, message: kinds.length === 0 ? issue.message : `must be ${kinds.join(" or ")}` }];
}

/**
 * Returns the issues of an input with their places. Zod reports a union as a whole; this gives the issues of the option that
 * the value is like, or the kinds that it may have.
 */
export const issuesOf = ({ issues }: z.ZodError): readonly InputIssue[] =>
  issues.flatMap((issue) => flatten(issue, []));

/** Describes an issue with its field. */
export function describeIssue({ path, message }: InputIssue): string {
  const field = path.map(String).join(".");
  return field === "" ? message : `“${field}”: ${message}`;
}
