import * as z from "zod/mini";

import type { DefinitionIssue } from "../core/definition-issues";
import { describeRawIssue, toIssues } from "../core/definition-issues";
import { DataSource, Transform } from "./schema-data-source";
import type { Field } from "./schema-display";
import { Display } from "./schema-display";
import { Action, Events, Subscription, Variable } from "./schema-interaction";
import { VariableName, withDefault } from "./schema-parts";
import { checkWiring } from "./wiring";

/** The schema revision that this release reads. */
const SCHEMA_REVISION = 1;

/**
 * A widget, version 1: where rows come from, how they are reshaped, drawn and wired to events. Strict:
 * only `authoring` (and top-level `x-…`) may hold what it likes. `version` counts the definition's own
 * revisions, `schema` the format's; a missing `schema` means 1.
 */
export const WidgetDefinition = z.strictObject({
  $schema: z.optional(z.string()),
  schema: withDefault(z.literal(SCHEMA_REVISION), SCHEMA_REVISION),
  type: z
    .string()
    .check(z.maxLength(60), z.regex(/^[a-z][a-z0-9-]*$/, "Must be lower-case letters, digits, -")),
  version: z.int().check(z.gte(1)),
  name: z.string().check(z.minLength(1), z.maxLength(80)),
  description: z.optional(z.string().check(z.maxLength(500))),
  provider: z
    .string()
    .check(z.maxLength(40), z.regex(/^[a-z][a-z0-9-]*$/, "Must be a provider's id such as stripe")),
  dataSource: DataSource,
  transform: z.optional(Transform),
  display: Display,
  events: z.optional(Events),
  subscriptions: withDefault(z.array(Subscription), []),
  variables: z.optional(z.record(VariableName, Variable)),
  actions: z.optional(z.record(VariableName, Action)),
  tests: z.optional(
    z.array(z.strictObject({ name: z.string(), input: z.unknown(), expect: z.unknown() })),
  ),
  authoring: z.optional(z.looseObject({})),
});

export type WidgetDefinition = z.infer<typeof WidgetDefinition>;
export type Transform = z.infer<typeof Transform>;
export type Display = z.infer<typeof Display>;
export type FieldConfig = z.infer<typeof Field>;
export type SubscriptionConfig = z.infer<typeof Subscription>;
export type VariableConfig = z.infer<typeof Variable>;

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
