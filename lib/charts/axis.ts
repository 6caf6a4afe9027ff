import { scaleLinear, type ScaleLinear } from "d3-scale";

import { apiExponent } from "../core/money";
import { label, mark, near, widthOf, type Mark } from "./mark";

/** The unit of a chart's numbers: minor units of a currency, shares of one, or counts. */
export type Unit =
  | { readonly kind: "money"; readonly currency: string }
  | { readonly kind: "share" }
  | { readonly kind: "count" };

/** A scale with the marks of its axis. */
export interface ValueAxis {
  readonly y: ScaleLinear<number, number>;
  readonly ticks: readonly number[];
  readonly labels: readonly string[];
  /** Room that the labels need at the left. */
  readonly room: number;
}

export interface Band {
  readonly top: number;
  readonly bottom: number;
}

const unitSize = (unit: Unit): number =>
  unit.kind === "money" ? 10 ** (apiExponent(unit.currency) ?? 0) : 1;

/** A true minus sign, as wide as a plus sign. */
const trueMinus = (text: string): string => text.replace("-", "−");

/**
 * Writes a tick with as few digits as tell it from its neighbours: `$0`, `$20K`, `$0.50`. A tick is a round number and no
 * amount that anybody owes.
 */
export function tickText(value: number, step: number, unit: Unit): string {
  const size = unitSize(unit);
  const major = value / size;
  const distance = step / size;
  if (unit.kind === "share") return trueMinus(`${Math.round(major * 1000) / 10}%`);
  const isCompact = Math.abs(major) >= 10_000 || (distance >= 1000 && major !== 0);
  const digits = distance < 1 ? Math.round(Math.log10(size)) : 0;
  const options: Intl.NumberFormatOptions = isCompact
    ? { notation: "compact", maximumFractionDigits: 1 }
    : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const money: Intl.NumberFormatOptions =
    unit.kind === "money"
      ? {
          style: "currency",
          currency: unit.currency.toUpperCase(),
          currencyDisplay: "narrowSymbol",
          ...(isCompact ? { minimumFractionDigits: 0 } : {}),
        }
      : {};
  return trueMinus(new Intl.NumberFormat("en-US", { ...money, ...options }).format(major));
}

function withLabels(y: ScaleLinear<number, number>, unit: Unit): ValueAxis {
  const isWhole = unit.kind !== "share";
  const ticks = y.ticks(4).filter((tick) => !isWhole || Number.isInteger(tick));
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  const labels = ticks.map((tick) => tickText(tick, step, unit));
  return { y, ticks, labels, room: Math.max(...labels.map(widthOf)) + 12 };
}

/** An axis that has zero on it and at most five gaps. Without values it is calm, from zero to a few units. */
export function valueAxis(values: readonly number[], { top, bottom }: Band, unit: Unit): ValueAxis {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const calm = unit.kind === "share" ? 1 : 4 * unitSize(unit);
  const y = scaleLinear()
    .domain([low, high === low ? calm : high])
    .nice(4)
    .range([bottom, top]);
  return withLabels(y, unit);
}

/** An axis that begins above zero. Whoever uses it must show the cut and say it. */
export function cutAxis(low: number, high: number, { top, bottom }: Band, unit: Unit): ValueAxis {
  return withLabels(scaleLinear().domain([low, high]).nice(4).range([bottom, top]), unit);
}

/** Lines of the axis, with their labels at the left. */
export const gridLines = (
  { y, ticks, labels }: ValueAxis,
  { left, right }: { readonly left: number; readonly right: number },
): Mark[] =>
  ticks.flatMap((tick, index) => [
    mark("line", {
      x1: left,
      x2: right,
      y1: near(y(tick)),
      y2: near(y(tick)),
      stroke: tick === 0 ? "$before" : "$grid",
      "stroke-width": 1,
      "shape-rendering": "crispEdges",
    }),
    label({ x: left - 8, y: y(tick) + 4 }, labels[index] ?? "", { "text-anchor": "end" }),
  ]);

const MAX_LABELS = 8;

/** Labels below the points: as many as fit, stepped back from the newest, so that the newest always has its label. */
export function pointLabels(
  labels: readonly string[],
  x: (index: number) => number,
  place: { readonly y: number; readonly left: number; readonly right: number },
): Mark[] {
  const last = labels.length - 1;
  const widest = Math.max(0, ...labels.map(widthOf)) + 18;
  const distance = last < 1 ? widest : (x(last) - x(0)) / last;
  const fitting = Math.ceil(widest / Math.max(1, distance));
  const every = Math.max(1, fitting, Math.ceil(labels.length / MAX_LABELS));
  return labels.flatMap((text, index) => {
    if ((last - index) % every !== 0) return [];
    const half = widthOf(text) / 2;
    const at = x(index);
    if (at - half < place.left)
      return [label({ x: place.left, y: place.y }, text, { "text-anchor": "start" })];
    if (at + half > place.right)
      return [label({ x: place.right, y: place.y }, text, { "text-anchor": "end" })];
    return [label({ x: at, y: place.y }, text, { "text-anchor": "middle" })];
  });
}
