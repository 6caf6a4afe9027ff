import type { Sink } from "../expressions/sinks";
import { parseTemplate, renderTemplate } from "../expressions/template";
import type { Scope } from "./plan-types";
import type { TemplateFields, TemplateValue } from "./schema-parts";

/** Returns the output format of an operation's field by its path, such as `text` or `blocks.0.text`. */
export type SinkOf = (path: string) => Sink;

/** Max total length of all fields of a step. */
const MAX_CHARACTERS = 200_000;

interface Rendering {
  /** Number of characters left. */
  left: number;
  readonly scope: Scope;
  readonly sinkOf: SinkOf;
  readonly warnings: string[];
}

function renderText(source: string, path: string, rendering: Rendering): unknown {
  const { scope, sinkOf, warnings } = rendering;
  if (rendering.left <= 0) {
    warnings.push(`${path}: The fields of this step exceed ${MAX_CHARACTERS} characters in total`);
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

/** Renders all templates in a tree of fields. Omits a field without a value and adds a warning. */
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

/** Renders one template. */
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
