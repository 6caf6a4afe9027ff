import * as all from "./all";

/** Facts about a widget that a gallery shows before it is placed. */
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

/** Widgets of the first dashboard of a workspace, in order. */
const FIRST_WIDGETS = ["stripe-payments", "stripe-payment-details", "stripe-balance", "event-feed"];

/** Every shipped definition, with its position in the first dashboard of a workspace. */
export const BUILTIN_WIDGETS = [...sources.values()].map((definition) => {
  const position = FIRST_WIDGETS.indexOf(definition.type);
  const { type, version } = definition;
  return { type, version, definition, position: position === -1 ? null : position };
});
