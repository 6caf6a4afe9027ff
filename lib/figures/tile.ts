import { changeOf, figureText, splitAmount, type ChangeView } from "../business/figures";
import { sparkline } from "../charts/line";
import type { Mark } from "../charts/mark";
import type { Figure } from "../contracts/metrics";
import type { AboutFact } from "./about";

/** A figure as a tile of the strip. */
export interface TileView {
  readonly label: string;
  /** Says what it counts. */
  readonly definition: string;
  readonly main: string;
  /** The cents of an amount, which are smaller. */
  readonly cents: string;
  readonly change: ChangeView | null;
  readonly note: string | null;
  readonly spark: Mark | null;
  /** Facts that people should know about the figure; none where the figure has a page that says it. */
  readonly about?: readonly AboutFact[] | undefined;
}

/** Composes a tile. `series` is the shape beside the figure. */
export function toTile(
  figure: Figure,
  currency: string,
  more: {
    readonly note?: string | null;
    readonly series?: readonly number[] | undefined;
    readonly isSoFar?: boolean;
    /** Says whether more is better; by default, the metric says it. */
    readonly isBetterUp?: boolean | undefined;
    readonly about?: readonly AboutFact[] | undefined;
  } = {},
): TileView {
  const { note, series, isSoFar = false, isBetterUp, about } = more;
  const text = figureText(figure, currency);
  const parts = figure.unit === "money" ? splitAmount(text) : { main: text, cents: "" };
  const before =
    figure.before === null
      ? null
      : `from ${figureText({ ...figure, value: figure.before }, currency)}`;
  const spark =
    series && series.length > 1
      ? sparkline({ width: 80, height: 28, summary: `Course of ${figure.label}` }, series, isSoFar)
      : null;
  return {
    label: figure.label,
    definition: figure.definition,
    ...parts,
    change: changeOf(figure, isBetterUp),
    note: note === undefined ? before : note,
    spark,
    ...(about && { about }),
  };
}
