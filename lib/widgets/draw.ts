import { stringify } from "csv-stringify/sync";

import type { Unit } from "../charts/axis";
import type { Figure } from "../contracts/metrics";
import { daysText } from "../figures/days";
import { toTile } from "../figures/tile";
import type { WidgetData, WidgetDrawing, WidgetRow } from "./data";
import { drawChart, type ChartRow } from "./draw-chart";
import { formatField } from "./format";
import { readPath } from "./paths";
import type { FieldConfig, WidgetDefinition } from "./schema";

const fieldOf = ({ display }: WidgetDefinition, key: string): FieldConfig | undefined =>
  display.fields.find((field) => field.key === key);

const UNITS: Readonly<Record<string, Unit>> = {
  percent: { kind: "share" },
  progress: { kind: "share" },
};

const textAt = (row: WidgetRow, field: string): string | null => {
  const value = readPath(row, field);
  return typeof value === "string" && value !== "" ? value : null;
};

const numberAt = (row: WidgetRow, field: string | undefined): number | null => {
  const value = field === undefined ? undefined : readPath(row, field);
  return typeof value === "number" && Number.isFinite(value) ? value : null;
};

/** Fields of a metric's rows that are in the unit of its figure. */
const OF_FIGURE = new Set(["value", "before"]);

const isMoney = (field: FieldConfig | undefined): boolean =>
  field?.type === "money" || field?.format === "currency";

/** The unit of a field's numbers. */
function unitOf(definition: WidgetDefinition, key: string, data: WidgetData): Unit {
  const { metric, rows, currency: own } = data;
  const field = fieldOf(definition, key);
  if (metric && OF_FIGURE.has(key)) {
    const { unit } = metric.figure;
    return unit === "money" ? { kind: "money", currency: metric.currency } : { kind: unit };
  }
  if (!isMoney(field)) return UNITS[field?.type ?? ""] ?? { kind: "count" };
  const named = rows[0] && textAt(rows[0], field?.currencyField ?? "currency");
  return { kind: "money", currency: (named ?? own ?? "usd").toLowerCase() };
}

/** The rows in the currency of the chart's axis: amounts of several currencies have no common axis. */
function rowsIn(unit: Unit, field: FieldConfig | undefined, rows: readonly WidgetRow[]) {
  if (unit.kind !== "money") return rows;
  const key = field?.currencyField ?? "currency";
  return rows.filter((row) => (textAt(row, key) ?? unit.currency).toLowerCase() === unit.currency);
}

/** A file in an address, so that it has the same rows as the picture. Cells that a spreadsheet takes for a formula are quoted. */
function csvHref(rows: readonly (readonly string[])[]): string {
  const text = stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true },
  );
  return `data:text/csv;charset=utf-8,${encodeURIComponent(text)}`;
}

function noteOf({ metric }: WidgetData): string | null {
  if (!metric) return null;
  const year = metric.to.slice(0, 4);
  const now = daysText(metric, year);
  return metric.before ? `${now}, compared with ${daysText(metric.before, year)}` : now;
}

/** Draws the rows as a chart; nothing if there is no point. */
function chartOf(definition: WidgetDefinition, data: WidgetData): WidgetData {
  const { chart } = definition.display;
  const [first] = chart?.y ?? [];
  if (!chart || first === undefined || data.rows.length === 0) return data;
  const { metric } = data;
  const unit = unitOf(definition, first, data);
  const rows = rowsIn(unit, fieldOf(definition, first), data.rows);
  const left = data.rows.length - rows.length;
  const x: FieldConfig = fieldOf(definition, chart.x) ?? { key: chart.x, type: "text" };
  const format = { timeZone: data.timeZone, currency: data.currency, nowMs: Date.parse(data.asOf) };
  const points = rows.map((row): ChartRow => {
    const label = formatField(x, row, { ...format, names: data.names ?? {} }).text;
    return {
      label,
      name: (metric && textAt(row, "name")) ?? label,
      key: (metric && textAt(row, "time")) ?? label,
      values: chart.y.map((key) => numberAt(row, key)),
      before: numberAt(row, chart.before),
      beforeName: (metric && textAt(row, "beforeName")) ?? "Before",
    };
  });
  const names = chart.y.map((key) => {
    const own = metric && OF_FIGURE.has(key) ? metric.figure.label : key;
    return fieldOf(definition, key)?.label ?? own;
  });
  const { csv, ...drawn } = drawChart({
    kind: chart.kind,
    caption: metric
      ? `${definition.name} from ${metric.from} to ${metric.to}.`
      : `${definition.name}.`,
    x: x.label ?? "Name",
    names,
    unit,
    currency: unit.kind === "money" ? unit.currency : (metric?.currency ?? null),
    rows: points,
    hasBefore: chart.before !== undefined && points.some(({ before }) => before !== null),
    isSoFar:
      metric?.isSoFar === true && points.length > 1 && textAt(rows[0] ?? {}, "time") !== null,
  });
  const drawing: WidgetDrawing = {
    kind: "chart",
    note: noteOf(data),
    chart: { ...drawn, csvHref: csvHref(csv), csvName: `${definition.type}.csv` },
  };
  const warning = `display.chart: ${left} rows in other currencies are left out. Filter by one currency`;
  return {
    ...data,
    drawing,
    diagnostics: left === 0 ? data.diagnostics : [...data.diagnostics, warning],
  };
}

/** The figure of a tile: that of the metric, else the numbers of the first row. */
function figureOf(definition: WidgetDefinition, data: WidgetData, key: string | undefined) {
  const { metric, rows } = data;
  const { tile } = definition.display;
  const [first = {}] = rows;
  const unit = unitOf(definition, key ?? "value", data);
  const currency = unit.kind === "money" ? unit.currency : (data.currency ?? "usd");
  if (metric && key === undefined) return { figure: metric.figure, currency };
  const figure: Figure = {
    metric: definition.type,
    version: definition.version,
    label: definition.name,
    definition: definition.description ?? "",
    unit: unit.kind,
    value: numberAt(first, key),
    before: numberAt(first, tile?.comparison),
    parts: null,
  };
  return { figure, currency };
}

/** Draws a figure as a tile. */
function tileOf(definition: WidgetDefinition, data: WidgetData): WidgetData {
  const { tile } = definition.display;
  if (data.rows.length === 0 && !data.metric) return data;
  const { figure, currency } = figureOf(definition, data, tile?.value);
  const course =
    tile?.sparkline ?? (data.metric && tile?.value === undefined ? "value" : undefined);
  const series = data.rows.flatMap((row) => numberAt(row, course) ?? []);
  const drawn = toTile(figure, currency, {
    series,
    isSoFar: data.metric?.isSoFar ?? false,
    isBetterUp: tile?.goodDirection && tile.goodDirection === "up",
  });
  return { ...data, drawing: { kind: "tile", note: noteOf(data), tile: drawn } };
}

/** Adds the picture of the views `chart` and `tile` to the rows that they are of. Pure. */
export function drawWidget(definition: WidgetDefinition, data: WidgetData): WidgetData {
  const { view } = definition.display;
  if (view === "chart") return chartOf(definition, data);
  return view === "tile" ? tileOf(definition, data) : data;
}
