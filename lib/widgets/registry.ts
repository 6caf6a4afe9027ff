import { AppError } from "../core/errors";
import * as all from "./all";
import { parseDefinition } from "./parse-definition";
import type { WidgetDefinition } from "./schema";

/** What a gallery needs to know of a widget before it is placed. */
export interface WidgetMetadata {
  readonly type: string;
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly defaultConfig: Readonly<Record<string, unknown>>;
}

const sources = new Map(Object.values(all).map((json) => [json.type, json]));

/** Every widget that ships with the dashboard, by type. Derived from the definitions in `all.ts`. */
export const WIDGET_REGISTRY: Readonly<Record<string, WidgetMetadata>> = Object.fromEntries(
  [...sources.values()].map(({ type, version, name, description }) => [
    type,
    { type, version, name, description, defaultConfig: {} },
  ]),
);

/** The JSON of a shipped definition as it stands in its file, or `undefined`. */
export function getDefinitionSource(type: string): unknown {
  return sources.get(type);
}

const parsed = new Map<string, WidgetDefinition>();

/**
 * A shipped definition with its defaults filled in, or `undefined` when no such type ships.
 * Throws "internal" when the shipped file is not valid, which a test rules out.
 */
export function getDefinition(type: string): WidgetDefinition | undefined {
  const known = parsed.get(type);
  const source = sources.get(type);
  if (known ?? !source) return known;
  const result = parseDefinition(source);
  if (!result.ok) {
    const details = { issues: result.issues };
    throw new AppError("internal", `The shipped widget ${type} is not valid.`, { details });
  }
  parsed.set(type, result.definition);
  return result.definition;
}
