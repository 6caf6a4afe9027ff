import type { Unit } from "../charts/axis";
import { tickText } from "../charts/axis";
import { stackedBars } from "../charts/bars";
import { lineChart } from "../charts/line";
import { waterfall, type FallBar } from "../charts/waterfall";
import { drawn, exactText, plainText, type Chart, type Draw } from "../figures/chart";
import type { WidgetDefinition } from "./schema";

/** A point of a chart. */
export interface ChartRow {
  /** Below the point. */
  readonly label: string;
  /** Where there is room for more words. */
  readonly name: string;
  /** In a file. */
  readonly key: string;
  /** One value for each field of numbers. */
  readonly values: readonly (number | null)[];
  readonly before: number | null;
  readonly beforeName: string;
}

/** Rows that are ready to be drawn. */
export interface ChartData {
  readonly kind: NonNullable<WidgetDefinition["display"]["chart"]>["kind"];
  readonly caption: string;
  /** Heading of what names the points. */
  readonly x: string;
  /** Names of the fields of numbers. */
  readonly names: readonly string[];
  readonly unit: Unit;
  readonly rows: readonly ChartRow[];
  readonly hasBefore: boolean;
  /** The currency of the figure, which its file names in each line; `null` for numbers of no currency. */
  readonly currency: string | null;
  /** True if the last point may still grow. */
  readonly isSoFar: boolean;
}

const signOf = (value: number) => (value > 0 ? "+" : "");
const trueMinus = (text: string) => text.replace("-", "−");

function wordsOf({ names, unit, rows, hasBefore, isSoFar }: ChartData): string[] {
  return rows.map(({ name, values, before, beforeName }, index) =>
    [
      name,
      ...names.map((series, part) => {
        const isLast = isSoFar && index === rows.length - 1;
        return `${series}: ${exactText(values[part] ?? null, unit)}${isLast ? " so far" : ""}`;
      }),
      ...(hasBefore ? [`${beforeName}: ${exactText(before, unit)}`] : []),
    ].join("\n"),
  );
}

/** The bars of a waterfall: the first and the last row are totals, the others are what moved in between. */
function fallBars({ unit, rows }: ChartData, words: readonly string[]): FallBar[] {
  return rows.map(({ label, values }, index) => {
    const value = values[0] ?? 0;
    const isTotal = index === 0 || index === rows.length - 1;
    const size = Math.max(1, Math.abs(value));
    const text = trueMinus(tickText(value, size, unit));
    return {
      label,
      value,
      text: isTotal ? text : `${signOf(value)}${text}`,
      words: words[index] ?? "",
    };
  });
}

function painter(data: ChartData, words: readonly string[]): Draw {
  const { kind, names, unit, rows, hasBefore, isSoFar } = data;
  const labels = rows.map(({ label }) => label);
  switch (kind) {
    case "line":
    case "area":
      return (frame) =>
        lineChart(frame, {
          labels,
          values: rows.map(({ values }) => values[0] ?? null),
          before: hasBefore ? rows.map(({ before }) => before) : undefined,
          words,
          unit,
          isSoFar,
          isFilled: kind === "area",
        });
    case "bar":
    case "stacked-bar":
      return (frame) =>
        stackedBars(frame, {
          labels,
          keys: names,
          rows: rows.map(({ values }) =>
            Object.fromEntries(names.map((name, part) => [name, values[part] ?? 0])),
          ),
          words,
          unit,
          isSoFar,
        });
    case "waterfall": {
      const bars = fallBars(data, words);
      const [start, ...rest] = bars;
      const end = rest.at(-1) ?? start;
      return (frame) =>
        start && end
          ? waterfall(frame, { unit, start, moves: rest.slice(0, -1), end })
          : stackedBars(frame, { labels, keys: [], rows: [], words, unit, isSoFar });
    }
  }
}

/** Draws rows as a chart, with the table and the file of its numbers. */
export function drawChart(data: ChartData): Chart & { readonly csv: readonly string[][] } {
  const { caption, x, names, unit, rows, hasBefore, currency } = data;
  const ofCurrency = (text: string | null) => (text === null ? [] : [text]);
  return {
    caption,
    ...drawn(painter(data, wordsOf(data)), "main", caption),
    table: {
      head: [x, ...names, ...(hasBefore ? ["Compared with"] : [])],
      rows: rows.map(({ name, values, before }) => [
        name,
        ...names.map((_, part) => exactText(values[part] ?? null, unit)),
        ...(hasBefore ? [exactText(before, unit)] : []),
      ]),
    },
    csv: [
      [x, ...names, ...(hasBefore ? ["Compared with"] : []), ...ofCurrency(currency && "Currency")],
      ...rows.map(({ key, values, before }) => [
        key,
        ...names.map((_, part) => plainText(values[part] ?? null, unit)),
        ...(hasBefore ? [plainText(before, unit)] : []),
        ...ofCurrency(currency?.toUpperCase() ?? null),
      ]),
    ],
  };
}
