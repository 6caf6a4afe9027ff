import * as z from "zod/mini";

import { DataSource, Transform } from "./schema-data-source";
import type { Field } from "./schema-display";
import { Display } from "./schema-display";
import { Action, Events, Subscription, Variable } from "./schema-interaction";
import { VariableName, withDefault } from "./schema-parts";

/** The schema revision that this release reads. */
export const SCHEMA_REVISION = 1;

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
  authoring: z.optional(z.looseObject({})),
});

export type WidgetDefinition = z.infer<typeof WidgetDefinition>;
export type Transform = z.infer<typeof Transform>;
export type Display = z.infer<typeof Display>;
export type FieldConfig = z.infer<typeof Field>;
export type SubscriptionConfig = z.infer<typeof Subscription>;
export type VariableConfig = z.infer<typeof Variable>;
