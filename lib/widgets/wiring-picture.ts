import type { WidgetDefinition } from "./schema";
import type { Wiring } from "./wiring-issues";

/** Kinds of charts that show an earlier time behind the rows. */
const WITH_BEFORE = ["line", "area"];

function checkChart(
  wiring: Wiring,
  { chart }: WidgetDefinition["display"],
  known: readonly string[] | null,
): void {
  const path = ["display", "chart"];
  if (!chart) return wiring.add(path, "The view chart needs it: its kind, x and y");
  const { kind, x, y, before } = chart;
  wiring.field([...path, "x"], x, known);
  y.forEach((name, index) => wiring.field([...path, "y", index], name, known));
  if (kind !== "stacked-bar" && y.length > 1)
    wiring.add([...path, "y"], `A ${kind} chart has one field of numbers. Use stacked-bar`);
  if (before === undefined) return undefined;
  wiring.field([...path, "before"], before, known);
  if (!WITH_BEFORE.includes(kind))
    wiring.add([...path, "before"], `A ${kind} chart shows no earlier time. Use line or area`);
  return undefined;
}

function checkTile(
  wiring: Wiring,
  { dataSource, display: { tile } }: WidgetDefinition,
  known: readonly string[] | null,
): void {
  const path = ["display", "tile"];
  if (dataSource.type !== "metric" && tile?.value === undefined)
    wiring.add([...path, "value"], "A tile needs the field with its number");
  for (const key of ["value", "comparison", "sparkline"] as const) {
    const name = tile?.[key];
    if (name !== undefined) wiring.field([...path, key], name, known);
  }
}

/** Finds what the views `chart` and `tile` lack, and charts or tiles that another view does not draw. */
export function checkPicture(
  wiring: Wiring,
  definition: WidgetDefinition,
  known: readonly string[] | null,
): void {
  const { display } = definition;
  if (display.view === "chart") checkChart(wiring, display, known);
  if (display.view === "tile") checkTile(wiring, definition, known);
  for (const key of ["chart", "tile"] as const)
    if (display.view !== key && display[key])
      wiring.add(["display", key], `Only the view ${key} draws it`);
}
