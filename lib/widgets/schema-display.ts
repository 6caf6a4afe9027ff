import * as z from "zod/mini";

import {
  ClassName,
  EventName,
  Expression,
  FieldPath,
  StateMessage,
  Tone,
  VariableName,
  withDefault,
} from "./schema-parts";

const text = (length: number) => z.string().check(z.maxLength(length));

const FORMATS = [
  "currency",
  "large-number",
  "relative-time",
  "short-date",
  "date-time",
  "zoned-time",
] as const;

const Style = z.strictObject({
  condition: z.optional(Expression),
  className: z.optional(ClassName),
  tone: z.optional(Tone),
  icon: z.optional(text(40)),
  label: z.optional(text(80)),
});

/** How one field of a row is drawn. */
export const Field = z.strictObject({
  key: FieldPath,
  label: z.optional(text(80)),
  type: withDefault(
    z.enum([
      "text",
      "number",
      "money",
      "date",
      "badge",
      "link",
      "id",
      "email",
      "boolean",
      "percent",
      "progress",
      "json",
    ]),
    "text",
  ),
  format: z.optional(z.enum(FORMATS)),
  currencyField: z.optional(FieldPath),
  role: z.optional(z.enum(["primary", "secondary", "meta", "badge"])),
  style: z.optional(z.array(Style)),
  align: z.optional(z.enum(["start", "end"])),
  sortable: z.optional(z.boolean()),
  priority: z.optional(z.int().check(z.gte(1), z.lte(5))),
  copyable: z.optional(z.boolean()),
  hideWhen: z.optional(Expression),
});

const VIEWS = ["list", "table", "stat", "detail", "feed", "card", "chart", "tile"] as const;

const Layout = z.strictObject({
  height: z.optional(z.enum(["auto", "fixed"])),
  emptyState: z.optional(StateMessage),
  waitingState: z.optional(StateMessage),
  errorState: z.optional(StateMessage),
});

const DisplayAction = z.union([
  z.strictObject({ trigger: z.literal("click"), event: EventName }),
  z.strictObject({ trigger: z.literal("button"), run: VariableName }),
]);

/** Rows as a picture: each row is a point of `x`, with the numbers of `y`. */
const Chart = z.strictObject({
  kind: z.enum(["line", "area", "bar", "stacked-bar", "waterfall"]),
  /** Names the points. */
  x: FieldPath,
  /** One field of numbers; a stacked bar has up to five. Their labels and units are those of `fields`. */
  y: z.array(FieldPath).check(z.minLength(1), z.maxLength(5)),
  /** Numbers of an earlier time, for a line or an area. */
  before: z.optional(FieldPath),
});

/** One number of the first row. Of a metric, everything is known and may be left out. */
const Tile = z.strictObject({
  value: z.optional(FieldPath),
  /** The number that it is compared with. */
  comparison: z.optional(FieldPath),
  /** Says which direction is good. */
  goodDirection: z.optional(z.enum(["up", "down"])),
  /** Numbers of all rows, as a line without an axis. */
  sparkline: z.optional(FieldPath),
});

/** How rows are drawn. `run`, `stat.sparkline` and `export` are not supported yet: the card shows a warning. */
export const Display = z.strictObject({
  view: z.enum(VIEWS),
  layout: z.optional(Layout),
  fields: withDefault(z.array(Field), []),
  actions: z.optional(z.array(DisplayAction)),
  rowKey: z.optional(FieldPath),
  stat: z.optional(
    z.strictObject({
      value: z.optional(FieldPath),
      comparison: z.optional(FieldPath),
      goodDirection: z.optional(z.enum(["up", "down"])),
      sparkline: z.optional(FieldPath),
    }),
  ),
  detail: z.optional(
    z.strictObject({ columns: z.optional(z.union([z.literal(1), z.literal(2)])) }),
  ),
  feed: z.optional(z.strictObject({ time: z.optional(FieldPath) })),
  chart: z.optional(Chart),
  tile: z.optional(Tile),
  export: z.optional(z.array(z.enum(["csv", "png"]))),
});
