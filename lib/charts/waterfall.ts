import { scaleBand } from "d3-scale";

import { cutAxis, valueAxis, type Band, type Unit, type ValueAxis } from "./axis";
import { roundedBar } from "./bars";
import { label, mark, near, picture, pointColumns, type Frame, type Mark } from "./mark";

/** How a total became another: the movements between them, in their order. */
export interface WaterfallData {
  readonly start: FallBar;
  readonly moves: readonly FallBar[];
  readonly end: FallBar;
  readonly unit: Unit;
}

export interface FallBar {
  readonly label: string;
  /** A total, or the change that a movement makes. */
  readonly value: number;
  /** Written above the bar. */
  readonly text: string;
  /** The text that is read of it. */
  readonly words: string;
}

interface Bar extends FallBar {
  readonly isTotal: boolean;
  readonly low: number;
  readonly high: number;
  /** The total after it. */
  readonly after: number;
}

/** Where movements would be slivers on top of a large total, the axis begins higher. */
const CUT_BELOW = 0.35;

function barsOf({ start, moves, end }: WaterfallData): Bar[] {
  const total = (bar: FallBar): Bar => ({
    ...bar,
    isTotal: true,
    low: 0,
    high: bar.value,
    after: bar.value,
  });
  let running = start.value;
  const moved = moves.map((move): Bar => {
    const from = running;
    running += move.value;
    const [low, high] = from < running ? [from, running] : [running, from];
    return { ...move, isTotal: false, low, high, after: running };
  });
  if (running !== end.value) throw new Error("The movements do not add up to the end.");
  return [total(start), ...moved, total(end)];
}

function axisOf(bars: readonly Bar[], band: Band, unit: Unit): ValueAxis & { isCut: boolean } {
  const high = Math.max(...bars.map((bar) => bar.high));
  const low = Math.min(...bars.map((bar) => bar.after));
  const isCut = low > 0 && high > low && high - low < high * CUT_BELOW;
  const axis = isCut
    ? cutAxis(Math.max(0, low - (high - low) * 0.6), high, band, unit)
    : valueAxis([low, high], band, unit);
  return { ...axis, isCut: isCut && (axis.y.domain()[0] ?? 0) > 0 };
}

/** The value at which the axis of a waterfall begins, if it is above zero; else `null`. */
export function cutOf(data: WaterfallData): number | null {
  const { y, isCut } = axisOf(barsOf(data), { top: 0, bottom: 100 }, data.unit);
  return isCut ? (y.domain()[0] ?? null) : null;
}

/** A slanted gap through a total, where the axis is cut. */
const tear = (x: number, y: number, width: number): Mark =>
  mark("path", {
    d: `M${near(x - 2)},${near(y + 3)}L${near(x + width + 2)},${near(y - 3)}`,
    stroke: "$surface",
    "stroke-width": 3,
    fill: "none",
  });

/** Draws how a total became another. Throws Error if the movements do not add up. */
export function waterfall(frame: Frame, data: WaterfallData): Mark {
  const band = { top: 24, bottom: frame.height - 26 };
  const bars = barsOf(data);
  const { y, isCut } = axisOf(bars, band, data.unit);
  const scale = scaleBand<number>()
    .domain(bars.map((_, index) => index))
    .range([0, frame.width])
    .paddingInner(0.25)
    .paddingOuter(0.1);
  const width = scale.bandwidth();
  const left = (index: number) => scale(index) ?? 0;
  const x = (index: number) => left(index) + width / 2;
  const connectors = bars.slice(0, -1).map((bar, index) =>
    mark("line", {
      x1: near(left(index) + width),
      x2: near(left(index + 1)),
      y1: near(y(bar.after)),
      y2: near(y(bar.after)),
      stroke: "$before",
      "stroke-width": 1,
    }),
  );
  const shapes = bars.flatMap((bar, index) => {
    const top = y(bar.high);
    const place = { x: left(index), y: top, width, height: Math.max(0, band.bottom - top) };
    const move = { x: near(left(index)), y: near(top), width: near(width), rx: 1 };
    return [
      bar.isTotal
        ? mark("path", { d: roundedBar(place, 2), fill: "$total" })
        : mark("rect", {
            ...move,
            height: near(Math.max(bar.value === 0 ? 1 : 2, y(bar.low) - top)),
            fill: bar.value === 0 ? "$before" : bar.value > 0 ? "$gain" : "$loss",
          }),
      ...(isCut && bar.isTotal ? [tear(left(index), band.bottom - 14, width)] : []),
      label({ x: x(index), y: top - 7 }, bar.text, { "text-anchor": "middle", fill: "$ink" }),
      label({ x: x(index), y: frame.height - 8 }, bar.label, { "text-anchor": "middle" }),
    ];
  });
  return picture(frame, [
    mark("line", {
      x1: 0,
      x2: frame.width,
      y1: band.bottom,
      y2: band.bottom,
      stroke: "$before",
      "shape-rendering": "crispEdges",
    }),
    ...connectors,
    ...shapes,
    pointColumns({ words: bars.map(({ words }) => words), x, step: scale.step(), ...band }),
  ]);
}
