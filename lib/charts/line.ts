import { scaleLinear, scalePoint } from "d3-scale";
import { area, line } from "d3-shape";

import { gridLines, pointLabels, valueAxis, type Unit } from "./axis";
import { mark, near, picture, pointColumns, stretched, type Frame, type Mark } from "./mark";

type Value = number | null;

/** A line over time, with the line of an earlier time behind it. */
export interface LineData {
  /** Below the points, from the oldest. */
  readonly labels: readonly string[];
  readonly values: readonly Value[];
  /** Values of the earlier time, point by point; absent without a comparison. */
  readonly before?: readonly Value[] | undefined;
  /** The text that is read of each point. */
  readonly words: readonly string[];
  readonly unit: Unit;
  /** True if the last point may still grow: it is dotted. */
  readonly isSoFar: boolean;
  /** False leaves out the colour below the line. */
  readonly isFilled?: boolean | undefined;
}

const STROKE = { fill: "none", "stroke-linejoin": "round", "stroke-linecap": "round" } as const;

/** The last part of a line, which may still grow: dots, and a ring at its end. */
function soFar(
  from: readonly [number, number],
  to: readonly [number, number],
  width: number,
): Mark[] {
  const [x1, y1] = from;
  const [x2, y2] = to;
  return [
    mark("line", {
      x1: near(x1),
      y1: near(y1),
      x2: near(x2),
      y2: near(y2),
      stroke: "$series-1",
      "stroke-width": width,
      "stroke-dasharray": "0.1 5",
      "stroke-linecap": "round",
    }),
    mark("circle", {
      cx: near(x2),
      cy: near(y2),
      r: 3.5,
      fill: "$surface",
      stroke: "$series-1",
      "stroke-width": 2,
    }),
  ];
}

/** Draws a line over time. Zero is on its axis; the earlier time is a thin grey line, because dots mean “so far”. */
export function lineChart(frame: Frame, data: LineData): Mark {
  const { labels, values, before = [], words, unit, isSoFar, isFilled = true } = data;
  const band = { top: 14, bottom: frame.height - 30 };
  const known = [...values, ...before].filter((value) => value !== null);
  const axis = valueAxis(known, band, unit);
  const { y } = axis;
  const left = axis.room;
  const right = frame.width - 10;
  const count = Math.max(values.length, before.length);
  const scale = scalePoint<number>()
    .domain(Array.from({ length: count }, (_, index) => index))
    .range([left + 4, right - 6]);
  const x = (index: number) => scale(index) ?? left;
  const path = line<Value>()
    .defined((value) => value !== null)
    .x((_, index) => x(index))
    .y((value) => y(value ?? 0))
    .digits(1);
  const fill = area<Value>()
    .defined((value) => value !== null)
    .x((_, index) => x(index))
    .y0(y(0))
    .y1((value) => y(value ?? 0))
    .digits(1);
  const last = values.length - 1;
  const isDotted = isSoFar && last > 0;
  const solid = values.map((value, index) => (isDotted && index === last ? null : value));
  const at = (index: number) => [x(index), y(values[index] ?? 0)] as const;
  return picture(frame, [
    ...gridLines(axis, { left, right }),
    ...pointLabels(labels, x, { y: frame.height - 8, left, right }),
    ...(isFilled
      ? [mark("path", { d: fill(solid) ?? "", fill: "$series-1", "fill-opacity": 0.08 })]
      : []),
    ...(before.length > 0
      ? [
          mark("path", {
            ...STROKE,
            d: path(before) ?? "",
            stroke: "$before",
            "stroke-width": 1.25,
          }),
        ]
      : []),
    mark("path", { ...STROKE, d: path(solid) ?? "", stroke: "$series-1", "stroke-width": 2 }),
    ...(isDotted ? soFar(at(last - 1), at(last), 2) : []),
    pointColumns({ words, x, step: (right - left) / Math.max(1, count), ...band }),
  ]);
}

/** Draws the shape of a series, without an axis: it need not begin at zero. */
export function sparkline(frame: Frame, values: readonly number[], isSoFar: boolean): Mark {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const y = scaleLinear()
    .domain(low === high ? [low - 1, high + 1] : [low, high])
    .range([frame.height - 4, 4]);
  const scale = scalePoint<number>()
    .domain(values.map((_, index) => index))
    .range([3, frame.width - 5]);
  const x = (index: number) => scale(index) ?? 0;
  const last = values.length - 1;
  const isDotted = isSoFar && last > 0;
  const path = line<number>()
    .x((_, index) => x(index))
    .y((value) => y(value))
    .digits(1);
  const at = (index: number) => [x(index), y(values[index] ?? 0)] as const;
  const solid = isDotted ? values.slice(0, last) : values;
  const even = { "vector-effect": "non-scaling-stroke" };
  const dots = isDotted ? soFar(at(last - 1), at(last), 1.5).slice(0, 1) : [];
  return stretched(
    picture(frame, [
      mark("path", {
        ...STROKE,
        ...even,
        d: path(solid) ?? "",
        stroke: "$series-1",
        "stroke-width": 1.5,
      }),
      ...dots.map((dot) => mark(dot.tag, { ...dot.attributes, ...even })),
    ]),
  );
}
