import type { DefinitionIssue } from "@/lib/core/definition-issues";
import type { WidgetData, WidgetRow } from "@/lib/widgets/data";
import type { Selection } from "@/lib/widgets/interactions";
import { readPath } from "@/lib/widgets/paths";

import type { WidgetRequestError } from "./fetch-widget";

/** Which of its states a card is in. Exactly one holds. */
export type WidgetStatus =
  | { readonly kind: "bad-definition"; readonly issues: readonly DefinitionIssue[] }
  | { readonly kind: "waiting" }
  | { readonly kind: "loading" }
  | { readonly kind: "error"; readonly error: WidgetRequestError }
  /** `among`: how many rows were read of which none passed the filter, while there are more. */
  | { readonly kind: "empty"; readonly among?: number }
  | { readonly kind: "filtered-empty" }
  | {
      readonly kind: "ready" | "refreshing" | "partial" | "stale";
      readonly rows: readonly WidgetRow[];
    };

export interface StatusInput {
  readonly issues: readonly DefinitionIssue[];
  readonly waiting: boolean;
  readonly data: WidgetData | undefined;
  readonly isPrevious: boolean;
  readonly error: WidgetRequestError | undefined;
  readonly isValidating: boolean;
  readonly filter: Selection | null;
}

function issuesIn(error: WidgetRequestError): readonly DefinitionIssue[] | null {
  const { reason, issues } = error.details;
  if (reason !== "bad-definition" || !Array.isArray(issues)) return null;
  return issues.filter(
    (found): found is DefinitionIssue =>
      typeof readPath(found, "path") === "string" && typeof readPath(found, "message") === "string",
  );
}

function failed(error: WidgetRequestError): WidgetStatus {
  const issues = issuesIn(error);
  if (issues) return { kind: "bad-definition", issues };
  return { kind: "error", error };
}

/** The state of a card. An error keeps the rows that it has, unless they answer an earlier question. */
export function widgetStatus(input: StatusInput): WidgetStatus {
  const { issues, data, isPrevious, error, filter } = input;
  if (issues.length > 0) return { kind: "bad-definition", issues };
  if (input.waiting) return { kind: "waiting" };
  if (error && (!data || isPrevious)) return failed(error);
  if (!data) return { kind: "loading" };
  if (data.rows.length === 0 && !error) {
    if (isPrevious) return { kind: "loading" };
    return data.hasMore && data.fetched > 0
      ? { kind: "empty", among: data.fetched }
      : { kind: "empty" };
  }
  const rows = filter
    ? data.rows.filter((row) => Object.is(readPath(row, filter.field), filter.value))
    : data.rows;
  if (rows.length === 0 && filter) return { kind: "filtered-empty" };
  if (error) return { kind: "stale", rows };
  if (input.isValidating) return { kind: "refreshing", rows };
  return { kind: data.hasMore || data.diagnostics.length > 0 ? "partial" : "ready", rows };
}
