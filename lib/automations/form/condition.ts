import { isFields, isSame } from "./json";
import { TESTS, type ConditionForm, type ConditionRow, type Test } from "./types";

const isTest = (name: string): name is Test => (TESTS as readonly string[]).includes(name);

export const NO_CONDITION: ConditionForm = { kind: "rows", rows: [] };

function rowsOf(condition: Readonly<Record<string, unknown>>): ConditionRow[] | null {
  const rows: ConditionRow[] = [];
  for (const [field, tests] of Object.entries(condition)) {
    if (!isFields(tests)) return null;
    for (const [test, value] of Object.entries(tests)) {
      if (!isTest(test)) return null;
      rows.push({ field, test, value });
    }
  }
  return rows;
}

/** Converts a condition to its form. A condition that rows cannot express stays JSON. */
export function toConditionForm(condition: unknown): ConditionForm {
  if (condition === undefined) return NO_CONDITION;
  if (typeof condition === "string") return { kind: "text", text: condition };
  const rows = isFields(condition)
    ? (rowsOf(condition) ??
      (Array.isArray(condition["all"])
        ? condition["all"].flatMap((one) => (isFields(one) ? (rowsOf(one) ?? []) : []))
        : null))
    : null;
  const form: ConditionForm | null = rows && rows.length > 0 ? { kind: "rows", rows } : null;
  return form && isSame(fromConditionForm(form), condition)
    ? form
    : { kind: "json", json: condition };
}

/** Converts a form to a condition; `undefined` for none. Ignores rows without a field. */
export function fromConditionForm(form: ConditionForm): unknown {
  if (form.kind === "text") return form.text;
  if (form.kind === "json") return form.json;
  const rows = form.rows.filter(({ field }) => field !== "");
  if (rows.length === 0) return undefined;
  const places = new Set(rows.map(({ field, test }) => `${field} ${test}`));
  // The same test of the same field twice does not fit into one object.
  if (places.size < rows.length)
    return { all: rows.map(({ field, test, value }) => ({ [field]: { [test]: value } })) };
  const condition: Record<string, Record<string, unknown>> = {};
  for (const { field, test, value } of rows)
    condition[field] = {
      ...(Object.hasOwn(condition, field) ? condition[field] : {}),
      [test]: value,
    };
  return condition;
}

const TEXTUAL = new Set<Test>(["contains"]);

function scalarOf(text: string, sample: unknown): unknown {
  const typed = text.trim();
  if (typeof sample === "string") return text;
  if (/^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?$/.test(typed)) return Number(typed);
  if (typed === "true" || typed === "false") return typed === "true";
  return typed === "null" ? null : text;
}

/** Parses typed text to a value: a number if it looks like one and the field is not text. */
export function valueOf(test: Test, text: string, sample: unknown): unknown {
  if (test === "exists") return text !== "false";
  if (test === "in") return text.split(",").map((part) => scalarOf(part.trim(), sample));
  return TEXTUAL.has(test) && typeof sample !== "number" ? text : scalarOf(text, sample);
}

/** Formats a value for an input field. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}
