import type { WidgetDefinition } from "./schema";

/** Lists the parts of a valid definition that this version ignores, as warnings for its author. */
export function unsupportedParts({ actions, display }: WidgetDefinition): readonly string[] {
  const buttons = (display.actions ?? []).flatMap((action, index) =>
    "run" in action ? [`display.actions[${index}]`] : [],
  );
  return [
    ...(actions === undefined ? [] : ["actions"]),
    ...buttons,
    ...(display.stat?.sparkline === undefined ? [] : ["display.stat.sparkline"]),
    ...(display.export === undefined ? [] : ["display.export"]),
  ].map((path) => `${path}: not supported yet`);
}
