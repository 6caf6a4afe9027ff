import * as z from "zod/mini";

import {
  Binding,
  Emit,
  EventPattern,
  Expression,
  FieldPath,
  Scalar,
  Tone,
  VariableName,
  withDefault,
} from "./schema-parts";

const text = (length: number) => z.string().check(z.maxLength(length));

/** An empty `eventField` means that the event clears what another one set. */
const Match = z.strictObject({
  eventField: z.union([FieldPath, z.literal("")]),
  widgetField: FieldPath,
});

/** Events that a widget publishes, by occasion. */
export const Events = z.strictObject({ onItemClick: z.optional(Emit) });

/** The reaction of a widget to an event. */
export const Subscription = z.strictObject({
  pattern: EventPattern,
  when: z.optional(Expression),
  action: z.enum(["filter", "highlight", "refresh", "set", "notify"]),
  filterBy: z.optional(Match),
  highlightBy: z.optional(Match),
  set: z.optional(z.record(VariableName, z.strictObject({ expr: Expression }))),
  message: z.optional(text(300)),
});

/** A value that a widget waits for or remembers, filled from an event's data. */
export const Variable = z.strictObject({
  type: withDefault(z.enum(["string", "number", "boolean", "string[]"]), "string"),
  from: z.optional(
    z.strictObject({ event: EventPattern, path: FieldPath, when: z.optional(Expression) }),
  ),
  default: withDefault(z.union([Scalar, z.array(Scalar)]), null),
  persist: withDefault(z.enum(["none", "url", "session"]), "none"),
  toggle: withDefault(z.boolean(), false),
});

const Input = z.strictObject({
  type: z.enum(["text", "number", "money", "select", "boolean", "date"]),
  max: z.optional(Binding),
});

const Consequence = z.union([
  z.strictObject({ notify: text(300) }),
  z.strictObject({ refresh: z.array(z.string()) }),
]);

/** A named operation of a row. Not supported yet: the card shows a warning and no button. */
export const Action = z.strictObject({
  operation: z
    .string()
    .check(z.regex(/^[a-z_]+(\.[a-z_]+)+$/, "Must be an operation such as refunds.create")),
  label: text(60),
  tone: z.optional(Tone),
  when: z.optional(Expression),
  params: z.record(z.string().check(z.maxLength(80)), Binding),
  input: z.optional(z.record(VariableName, Input)),
  onSuccess: z.optional(z.array(Consequence)),
});
