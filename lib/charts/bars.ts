import { scaleBand } from "d3-scale";
import { stack, stackOffsetDiverging } from "d3-shape";

import { gridLines, pointLabels, valueAxis, type Unit } from "./axis";
import {
  mark,
  near,
  picture,
  pointColumns,
  stretched,
  type ColourName,
  type Frame,
  type Mark,
} from "./mark";

/** Bars over time, each made of the same parts. */
export interface StackData {
  readonly labels: readonly string[];
  /** Parts from the bottom; at most five. */
  readonly keys: readonly string[];
  readonly rows: readonly Readonly<Record<string, number>>[];
  readonly words: readonly string[];
  readonly unit: Unit;
  /** True if the last bar may still grow: it is pale with a dashed edge. */
  readonly isSoFar: boolean;
  /** Colours of the parts; the usual ones if they are left out. */
  readonly colours?: readonly ColourName[] | undefined;
}

const SERIES: readonly ColourName[] = ["series-1", "series-2", "series-3", "series-4", "series-5"];

/** A bar whose upper corners are round. */
export function roundedBar(
  place: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  },
  radius: number,
): string {
  const { x, y, width, height } = place;
  const turn = Math.min(radius, height, width / 2);
  const end = x + width;
  return (
    `M${near(x)},${near(y + height)}V${near(y + turn)}Q${near(x)},${near(y)} ${near(x + turn)},${near(y)}` +
    `H${near(end - turn)}Q${near(end)},${near(y)} ${near(end)},${near(y + turn)}V${near(y + height)}Z`
  );
}

/** Draws bars that are made of parts. */
export function stackedBars(frame: Frame, data: StackData): Mark {
  const { labels, keys, rows, words, unit, isSoFar, colours = SERIES } = data;
  const band = { top: 14, bottom: frame.height - 30 };
  const ends = rows.flatMap((row) => {
    const values = keys.map((key) => row[key] ?? 0);
    const sumOf = (all: readonly number[]) => all.reduce((sum, value) => sum + value, 0);
    return [sumOf(values.filter((value) => value > 0)), sumOf(values.filter((value) => value < 0))];
  });
  const axis = valueAxis(ends, band, unit);
  const { y } = axis;
  const left = axis.room;
  const right = frame.width - 10;
  const scale = scaleBand<number>()
    .domain(rows.map((_, index) => index))
    .range([left, right])
    .paddingInner(0.35)
    .paddingOuter(0.15);
  const width = scale.bandwidth();
  const x = (index: number) => (scale(index) ?? left) + width / 2;
  const layers = stack<Readonly<Record<string, number>>>()
    .keys(keys)
    .value((row, key) => row[key] ?? 0)
    .offset(stackOffsetDiverging)([...rows]);
  const bars = layers.flatMap((layer, part) =>
    layer.flatMap(([low, high], index) => {
      const height = y(low) - y(high);
      if (height <= 0) return [];
      // Below zero, bars are not round.
      const isTop = high > 0 && keys.slice(part + 1).every((key) => (rows[index]?.[key] ?? 0) <= 0);
      const gap = isTop || high === 0 ? 0 : Math.min(1.5, height / 2);
      const place = { x: scale(index) ?? left, y: y(high) + gap, width, height: height - gap };
      const colour = `$${colours[part] ?? "total"}`;
      const isPale = isSoFar && index === rows.length - 1;
      return [
        mark("path", {
          d: roundedBar(place, isTop ? 3 : 0),
          fill: colour,
          ...(isPale
            ? {
                "fill-opacity": 0.22,
                stroke: colour,
                "stroke-width": 1.25,
                "stroke-dasharray": "3 3",
              }
            : {}),
        }),
      ];
    }),
  );
  return picture(frame, [
    ...gridLines(axis, { left, right }),
    ...bars,
    ...pointLabels(labels, x, { y: frame.height - 8, left, right }),
    pointColumns({ words, x, step: scale.step(), ...band }),
  ]);
}

/** Draws one bar of a list: its length is its share of the longest. */
export function shareBar(frame: Frame, share: number, colour: ColourName): Mark {
  const { width, height } = frame;
  const filled = Math.max(0, Math.min(1, share)) * width;
  const round = { y: 0, height, rx: height / 2 };
  return stretched(
    picture(frame, [
      mark("rect", { x: 0, width, fill: "$grid", ...round }),
      mark("rect", { x: 0, width: near(filled), fill: `$${colour}`, ...round }),
    ]),
  );
}
