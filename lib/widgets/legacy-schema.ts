import * as z from "zod/mini";

const text = z.string();
const maybe = z.optional(text);
const anything = z.record(text, z.unknown());

const Layout = z.discriminatedUnion("type", [
  z.looseObject({
    type: z.literal("list"),
    fields: z.looseObject({
      title: text,
      subtitle: maybe,
      metadata: z.optional(z.array(text)),
      badge: z.optional(z.looseObject({ field: text, colorMap: z.optional(z.record(text, text)) })),
    }),
  }),
  z.looseObject({
    type: z.literal("table"),
    columns: z.array(
      z.looseObject({
        field: text,
        header: maybe,
        label: maybe,
        sortable: z.optional(z.boolean()),
      }),
    ),
    defaultSort: z.optional(
      z.looseObject({ field: text, direction: z.optional(z.enum(["asc", "desc"])) }),
    ),
  }),
  z.looseObject({
    type: z.literal("cards"),
    card: z.looseObject({
      title: text,
      description: maybe,
      metadata: z.optional(z.array(text)),
      actions: z.optional(z.array(anything)),
    }),
  }),
  z.looseObject({
    type: z.literal("metric"),
    value: text,
    label: maybe,
    comparison: z.optional(z.looseObject({ field: text })),
    format: z.optional(z.enum(["number", "currency", "percentage", "duration"])),
  }),
  z.looseObject({
    type: z.literal("chart"),
    chartType: z.enum(["line", "bar", "pie", "area"]),
    xAxis: text,
    yAxis: z.union([text, z.array(text)]),
    title: maybe,
  }),
]);

/** The older dialect: JSONPath fields, templates in braces, polling in seconds. */
export const LegacyDefinition = z.looseObject({
  metadata: z.looseObject({ name: text, description: maybe }),
  dataSource: z.looseObject({
    provider: text,
    endpoint: text,
    method: z.optional(text),
    params: z.optional(anything),
    body: z.optional(z.unknown()),
    pollInterval: z.optional(z.number()),
    dataPath: maybe,
  }),
  fields: z.array(
    z.looseObject({
      name: text,
      path: text,
      label: maybe,
      type: z.optional(z.enum(["string", "number", "boolean", "date", "url", "enum"])),
      format: maybe,
      enumLabels: z.optional(z.record(text, text)),
    }),
  ),
  layout: Layout,
  interactions: z.optional(
    z.looseObject({
      onSelect: z.optional(
        z.looseObject({ eventName: text, payload: z.optional(anything), source: maybe }),
      ),
    }),
  ),
  subscriptions: z.optional(
    z.array(
      z.looseObject({
        pattern: text,
        action: z.looseObject({
          filter: z.optional(z.looseObject({ field: text, operator: maybe, value: z.unknown() })),
          highlight: z.optional(z.looseObject({ field: text, value: z.unknown() })),
          notification: z.optional(z.looseObject({ message: text })),
        }),
      }),
    ),
  ),
  emptyMessage: maybe,
  errorMessage: maybe,
});

export type LegacyDefinition = z.infer<typeof LegacyDefinition>;
