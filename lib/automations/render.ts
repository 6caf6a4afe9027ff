import type { Sink } from "../expressions/sinks";
import { parseTemplate, renderTemplate } from "../expressions/template";
import type { Scope } from "./plan-types";
import type { TemplateFields, TemplateValue } from "./schema-parts";

/** Where a field of an operation lands, by its path: `text`, `blocks.0.text`. */
export type SinkOf = (path: string) => Sink;

/** Characters that all fields of one step have together. */
const MAX_CHARACTERS = 200_000;

interface Rendering {
  /** How many characters may still be made. */
  left: number;
  readonly scope: Scope;
  readonly sinkOf: SinkOf;
  readonly warnings: string[];
}

function renderText(source: string, path: string, rendering: Rendering): unknown {
  const { scope, sinkOf, warnings } = rendering;
  if (rendering.left <= 0) {
    warnings.push(
      `${path}: The fields of this step are longer than ${MAX_CHARACTERS} characters together`,
    );
    return null;
  }
  const parsed = parseTemplate(source);
  if (!parsed.ok) {
    warnings.push(`${path}: ${parsed.diagnostic.message}`);
    return null;
  }
  const { value, diagnostics } = renderTemplate(parsed.template, scope, sinkOf(path));
  for (const { message } of diagnostics) warnings.push(`${path}: ${message}`);
  rendering.left -= typeof value === "string" ? value.length : 0;
  return value;
}

function renderValue(value: TemplateValue, path: string, rendering: Rendering): unknown {
  if (typeof value === "string") return renderText(value, path, rendering);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value))
    return value.map((item: TemplateValue, index) =>
      renderValue(item, `${path}.${index}`, rendering),
    );
  const fields = Object.entries(value).map(([key, item]) => [
    key,
    renderValue(item, path === "" ? key : `${path}.${key}`, rendering),
  ]);
  return Object.fromEntries(fields);
}

/** Fills every template of a tree of fields. A field whose value is absent is left out, with a warning. */
export function renderFields(
  fields: TemplateFields,
  scope: Scope,
  sinkOf: SinkOf,
): { readonly value: Record<string, unknown>; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const rendered = renderValue(fields, "", {
    left: MAX_CHARACTERS,
    scope,
    sinkOf,
    warnings,
  }) as Record<string, unknown>;
  const present = Object.entries(rendered).filter(([, value]) => value !== null);
  return { value: Object.fromEntries(present), warnings };
}

/** Fills one text. */
export function renderOne(
  source: string,
  scope: Scope,
  sink: Sink,
): { readonly value: unknown; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const value = renderText(source, "text", {
    left: MAX_CHARACTERS,
    scope,
    sinkOf: () => sink,
    warnings,
  });
  return { value, warnings };
}
