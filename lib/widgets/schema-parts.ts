import * as z from "zod/mini";

import { nearest } from "../core/text";
import { isPattern } from "../core/topics";
import { parseExpression } from "../expressions/parser";
import { isReserved } from "../expressions/paths";
import { PIPE_NAMES } from "./pipes";

// oxlint-disable-next-line no-underscore-dangle -- the library's own name, because `default` is a keyword
export const withDefault = z._default;

/** Says what is wrong inside a text and, where one is near, what was meant. */
function withSuggestion(message: string, suggestion: string | undefined): string {
  return suggestion === undefined ? message : `${message}. Did you mean "${suggestion}"?`;
}

const notReserved = (path: string) => !path.split(/[.|\s]+/).some(isReserved);

/** An expression's text; it is parsed when the definition is, so a mistake is named with its position. */
export const Expression = z.string().check(z.maxLength(500), (context) => {
  const result = parseExpression(context.value);
  if (result.ok) return;
  const { message, position, suggestion } = result.diagnostic;
  context.issues.push({
    code: "custom",
    input: context.value,
    message: withSuggestion(`${message} (at character ${position + 1})`, suggestion),
  });
});

export const Scalar = z.union([
  z.string().check(z.maxLength(2000)),
  z.number(),
  z.boolean(),
  z.null(),
]);

/** A dotted path into a row: `customer.email`. */
export const FieldPath = z
  .string()
  .check(
    z.maxLength(200),
    z.regex(/^[A-Za-z_]\w*(\.\w+)*$/, "Must be a field's path such as customer.email"),
    z.refine(notReserved, "This name is reserved"),
  );

/** A field that a definition makes up itself: one name, no dots. */
export const FieldName = z
  .string()
  .check(
    z.maxLength(80),
    z.regex(/^[A-Za-z_]\w*$/, "Must be one name of letters, digits and _"),
    z.refine(notReserved, "This name is reserved"),
  );

/** `a.b` or `a.b | lower | trim`. */
export const MapSource = z
  .string()
  .check(
    z.maxLength(200),
    z.regex(
      /^[A-Za-z_]\w*(\.\w+)*(\s*\|\s*[A-Za-z]\w*)*$/,
      "Must be a path such as customer.email, optionally followed by | lower",
    ),
    z.refine(notReserved, "This name is reserved"),
    (context) => {
      for (const name of context.value.split("|").slice(1)) {
        const pipe = name.trim();
        if (PIPE_NAMES.includes(pipe)) continue;
        const message = withSuggestion(`Unknown pipe "${pipe}"`, nearest(pipe, PIPE_NAMES));
        context.issues.push({ code: "custom", input: context.value, message });
      }
    },
  );

/** The same as `isTopic`, as a pattern that JSON Schema can carry too. */
export const EventName = z
  .string()
  .check(
    z.maxLength(200),
    z.regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+){0,4}$/, "Must be dotted lower-case, at most 5 parts"),
  );

export const EventPattern = z
  .string()
  .check(
    z.regex(
      /^[a-z0-9_*]+(\.[a-z0-9_*]+){0,4}$/,
      "Must be an event pattern such as stripe.payment.*",
    ),
    z.refine(isPattern, "* stands for a whole part, and ** only at the end"),
  );

export const Tone = z.enum(["neutral", "info", "success", "warning", "danger"]);

export const ClassName = z
  .string()
  .check(z.maxLength(200), z.regex(/^[A-Za-z0-9\-:/.[\]%# ]*$/, "Must be class names"));

/** The text of a state: a sentence, or a title with a hint. */
export const StateMessage = z.union([
  z.string().check(z.maxLength(300)),
  z.strictObject({
    title: z.string().check(z.maxLength(120)),
    hint: z.optional(z.string().check(z.maxLength(300))),
  }),
]);

export const VariableName = z.string().check(z.regex(/^[A-Za-z]\w*$/, "Must be one name"));

/** Where a value comes from: itself, a variable, a field of the row, an expression or a form's input. */
export const Binding = z.union([
  Scalar,
  z.strictObject({ var: VariableName }),
  z.strictObject({ field: FieldPath }),
  z.strictObject({ expr: Expression }),
  z.strictObject({ input: VariableName }),
]);

const Payload = z.union([
  z.array(FieldPath).check(z.maxLength(50)),
  z.record(FieldName, z.union([Scalar, z.strictObject({ expr: Expression })])),
]);

/** An event that a widget publishes. */
export const Emit = z.strictObject({
  eventName: EventName,
  payload: Payload,
  source: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  when: z.optional(Expression),
});
