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

const params = z.optional(
  z.record(
    z.string().check(z.maxLength(80)),
    z.union([Binding, z.array(Scalar), z.record(z.string(), Binding)]),
  ),
);

const common = {
  refreshInterval: z.optional(z.int().check(z.gte(0))),
  refreshOn: z.optional(z.array(EventPattern)),
  requires: z.optional(z.array(VariableName)),
};

const text = (length: number) => z.string().check(z.minLength(1), z.maxLength(length));
const words = z.array(text(60)).check(z.minLength(1), z.maxLength(30));
/** A text, or the variable that has it. */
const bound = z.union([text(300), z.strictObject({ var: VariableName })]);
const instant = z
  .string()
  .check(
    z.maxLength(40),
    z.regex(
      /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/,
      "Must be a time such as 2026-11-30T00:00:00Z",
    ),
  );

/** Which objects of the copy are listed: the filters of the verb `objects.list`. Amounts are minor units. */
const ObjectFilter = z.strictObject({
  statuses: z.optional(words),
  customer: z.optional(bound),
  parent: z.optional(bound),
  methods: z.optional(words),
  currency: z.optional(
    z.string().check(z.regex(/^[a-zA-Z]{3}$/, "Must be a currency such as usd")),
  ),
  minAmount: z.optional(z.int()),
  maxAmount: z.optional(z.int()),
  from: z.optional(instant),
  to: z.optional(instant),
  text: z.optional(bound),
  metadata: z.optional(
    z.strictObject({ key: text(40), value: z.string().check(z.maxLength(500)) }),
  ),
});

/** Where rows come from. Times are milliseconds; an endpoint is a path, never a host. */
export const DataSource = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("api"),
    endpoint: Endpoint,
    method: withDefault(z.enum(["GET", "POST"]), "GET"),
    expand: z.optional(z.array(FieldPath)),
    params,
    ...common,
  }),
  z.strictObject({
    type: z.literal("metric"),
    /** An id of docs/reference/metrics.md. */
    metric: z
      .string()
      .check(z.maxLength(60), z.regex(/^[a-z][a-z_]*$/, "Must be the id of a metric such as mrr")),
    range: withDefault(z.enum(["today", "7d", "30d", "90d", "mtd", "qtd", "ytd", "12m"]), "30d"),
    /** Length of each part of the time; by default one that suits the range. */
    interval: z.optional(z.enum(["hour", "day", "week", "month"])),
    group: z.optional(z.enum(["outcome", "method", "country", "movement"])),
    compare: withDefault(z.enum(["previous", "year", "none"]), "previous"),
    currency: z.optional(
      z.string().check(z.regex(/^[a-zA-Z]{3}$/, "Must be a currency such as usd")),
    ),
    ...common,
  }),
  z.strictObject({
    type: z.literal("objects"),
    /** A type of the synced copy, or `payment`. */
    object: z
      .string()
      .check(
        z.maxLength(60),
        z.regex(/^[a-z][a-z_.]*$/, "Must be a type of objects such as payment"),
      ),
    filter: z.optional(ObjectFilter),
    sort: z.optional(
      z.strictObject({
        field: z.enum(["created", "amount"]),
        direction: withDefault(z.enum(["asc", "desc"]), "desc"),
      }),
    ),
    /** Rows on the page. */
    limit: withDefault(z.int().check(z.gte(1), z.lte(100)), 20),
    ...common,
  }),
  z.strictObject({
    type: z.literal("events"),
    pattern: EventPattern,
    limit: withDefault(z.int().check(z.gte(1), z.lte(1000)), 100),
    /** Leaves out clicks in the dashboard and the providers' technical events. */
    businessOnly: withDefault(z.boolean(), false),
    params,
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
