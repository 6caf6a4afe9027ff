import * as z from "zod/mini";

import {
  Binding,
  EventPattern,
  Expression,
  FieldName,
  FieldPath,
  MapSource,
  Scalar,
  VariableName,
  withDefault,
} from "./schema-parts";

const Endpoint = z.string().check(
  z.maxLength(300),
  z.regex(/^\/(?!\/)[\w\-/{}.]*$/, "Must be a path below the provider, such as /charges"),
  z.refine((path) => !path.includes(".."), "Must not contain .."),
);

const common = {
  params: z.optional(
    z.record(
      z.string().check(z.maxLength(80)),
      z.union([Binding, z.array(Scalar), z.record(z.string(), Binding)]),
    ),
  ),
  refreshInterval: z.optional(z.int().check(z.gte(0))),
  refreshOn: z.optional(z.array(EventPattern)),
  requires: z.optional(z.array(VariableName)),
};

/** Where rows come from. Times are milliseconds; an endpoint is a path, never a host. Metrics are not supported yet. */
export const DataSource = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("api"),
    endpoint: Endpoint,
    method: withDefault(z.enum(["GET", "POST"]), "GET"),
    expand: z.optional(z.array(FieldPath)),
    ...common,
  }),
  z.strictObject({
    type: z.literal("metric"),
    metric: z.string().check(z.regex(/^[a-z]+\.[a-z_]+$/, "Must be a metric such as stripe.mrr")),
    interval: z.optional(z.enum(["day", "week", "month"])),
    timeRange: z.optional(
      z.strictObject({ param: z.string(), range: z.string(), compare: z.optional(z.string()) }),
    ),
    ...common,
  }),
  z.strictObject({
    type: z.literal("events"),
    pattern: EventPattern,
    limit: withDefault(z.int().check(z.gte(1), z.lte(1000)), 100),
    /** Leaves out clicks in the dashboard and the providers' technical events. */
    businessOnly: withDefault(z.boolean(), false),
    ...common,
  }),
  z.strictObject({ type: z.literal("static"), data: z.unknown() }),
]);

const OPERATORS = [
  "==",
  "!=",
  ">",
  ">=",
  "<",
  "<=",
  "in",
  "notIn",
  "contains",
  "startsWith",
  "endsWith",
  "exists",
  "between",
] as const;

const Sort = z.strictObject({ field: FieldPath, direction: z.enum(["asc", "desc"]) });

/** Steps over the fetched body, in this order: path, mapItem, derive, filter, group, sort, limit. */
export const Transform = z.strictObject({
  path: z.optional(
    z
      .string()
      .check(z.maxLength(200), z.regex(/^[A-Za-z_]\w*(\.\w+)*$/, "Must be a path such as data")),
  ),
  mapItem: z.optional(
    z.record(
      FieldName,
      z.union([MapSource, z.strictObject({ expr: Expression }), z.strictObject({ const: Scalar })]),
    ),
  ),
  derive: z.optional(z.record(FieldName, Expression)),
  filter: z.optional(
    z.array(
      z.union([
        z.strictObject({
          field: FieldPath,
          operator: z.enum(OPERATORS),
          value: z.optional(z.union([Binding, z.array(Scalar)])),
        }),
        z.strictObject({ expr: Expression }),
      ]),
    ),
  ),
  group: z.optional(
    z.strictObject({
      by: z.array(FieldPath).check(z.minLength(1)),
      aggregate: z.record(
        FieldName,
        z.strictObject({
          op: z.enum(["count", "sum", "avg", "min", "max", "first", "last"]),
          field: z.optional(FieldPath),
        }),
      ),
    }),
  ),
  sort: z.optional(z.union([Sort, z.array(Sort)])),
  limit: z.optional(z.int().check(z.gte(1), z.lte(1000))),
});
