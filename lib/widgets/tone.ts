import type { Ast } from "../expressions/ast";
import { matches } from "../expressions/evaluate";
import { parseExpression } from "../expressions/parser";
import type { WidgetRow } from "./data";
import type { FieldConfig } from "./schema";

export type Tone = "neutral" | "info" | "success" | "warning" | "danger";

const COLOURS: ReadonlyMap<string, Tone> = new Map<string, Tone>(
  Object.entries({
    success: "green emerald teal lime",
    danger: "red rose pink",
    warning: "amber yellow orange",
    info: "blue sky indigo cyan violet purple",
    neutral: "gray slate zinc neutral stone",
  } satisfies Record<Tone, string>).flatMap(([tone, colours]) =>
    colours.split(" ").map((colour) => [colour, tone as Tone] as const),
  ),
);

const COLOUR_CLASS = /^(?:bg|text|border)-([a-z]+)-\d{2,3}$/;
const PLAIN_CLASSES = new Set(
  "font-medium font-semibold font-bold italic underline line-through uppercase lowercase truncate tabular-nums".split(
    " ",
  ),
);

/** The tone that a pair such as `bg-green-100 text-green-800` stands for; a background decides over a text. */
export function toneOfClasses(className: string): Tone | undefined {
  const classes = className
    .split(/\s+/)
    .toSorted((a, b) => Number(b.startsWith("bg-")) - Number(a.startsWith("bg-")));
  for (const name of classes) {
    const tone = COLOURS.get(COLOUR_CLASS.exec(name)?.[1] ?? "");
    if (tone) return tone;
  }
  return undefined;
}

/** The classes of a definition that are drawn as they are: typography, never colour or layout. */
export function plainClasses(className: string): string {
  return className
    .split(/\s+/)
    .filter((name) => PLAIN_CLASSES.has(name))
    .join(" ");
}

/** How a value is set apart: always a tone, sometimes an icon's name, other words, typography. */
export interface ResolvedStyle {
  readonly tone: Tone;
  readonly icon?: string;
  readonly label?: string;
  readonly className: string;
}

interface CompiledStyle extends ResolvedStyle {
  /** `null` holds always; `undefined` (did not parse) never. */
  readonly condition: Ast | null | undefined;
}

const compiled = new WeakMap<FieldConfig, readonly CompiledStyle[]>();

function compile(field: FieldConfig): readonly CompiledStyle[] {
  return (field.style ?? []).map((style) => {
    const parsed = style.condition === undefined ? null : parseExpression(style.condition);
    const className = style.className ?? "";
    return {
      condition: parsed === null ? null : parsed.ok ? parsed.ast : undefined,
      tone: style.tone ?? toneOfClasses(className) ?? "neutral",
      className: plainClasses(className),
      ...(style.icon === undefined ? {} : { icon: style.icon }),
      ...(style.label === undefined ? {} : { label: style.label }),
    };
  });
}

/**
 * The first style of a field whose condition holds for the whole row, or `null`. A condition that does
 * not parse, or reads what is not there, gives no style.
 */
export function resolveStyle(field: FieldConfig, row: WidgetRow): ResolvedStyle | null {
  let styles = compiled.get(field);
  if (!styles) {
    styles = compile(field);
    compiled.set(field, styles);
  }
  return (
    styles.find(
      ({ condition }) =>
        condition === null || (condition !== undefined && matches(condition, row).matched),
    ) ?? null
  );
}

const hidden = new WeakMap<FieldConfig, Ast | null>();

/** True if a field's `hideWhen` holds for the row. */
export function isHidden(field: FieldConfig, row: WidgetRow, nowMs?: number): boolean {
  if (field.hideWhen === undefined) return false;
  let ast = hidden.get(field);
  if (ast === undefined) {
    const parsed = parseExpression(field.hideWhen);
    ast = parsed.ok ? parsed.ast : null;
    hidden.set(field, ast);
  }
  return ast !== null && matches(ast, row, nowMs === undefined ? {} : { nowMs }).matched;
}
