import { tickText, type Unit } from "../charts/axis";
import type { Frame, Mark } from "../charts/mark";
import { formatMinor, majorText } from "../core/money";

/** A chart's data as a table: its first column names the rows. */
export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A chart with all that its readers need: the drawing for wide and for narrow screens, its words and its table. */
export interface Chart {
  readonly caption: string;
  readonly wide: Mark;
  /** Drawn for phones, whose letters would be too small otherwise. */
  readonly narrow: Mark;
  readonly table: ChartTable;
  /** Address of the data as CSV. */
  readonly csvHref?: string | undefined;
  /** Name of that file, if its address has none. */
  readonly csvName?: string | undefined;
  /** Address of the drawing as a file. */
  readonly pngHref?: string | undefined;
}

/** Draws a chart at a size. */
export type Draw = (frame: Frame) => Mark;
/** The place of a chart on a page. */
export type Size = "main" | "side" | "full";

/** Sizes at which letters are as large as in the text around. */
export const WIDE: Readonly<Record<Size, readonly [number, number]>> = {
  main: [740, 240],
  side: [380, 230],
  full: [1140, 250],
};
/** Size of the drawing for phones. */
export const NARROW = [310, 200] as const;

/** Draws a chart for wide and for narrow screens. */
export const drawn = (draw: Draw, size: Size, summary: string): Pick<Chart, "wide" | "narrow"> => {
  const [width, height] = WIDE[size];
  return {
    wide: draw({ width, height, summary }),
    narrow: draw({ width: NARROW[0], height: NARROW[1], summary }),
  };
};

/** A value as it is read. */
export const exactText = (value: number | null, unit: Unit): string => {
  if (value === null) return "—";
  if (unit.kind === "money") return formatMinor(value, unit.currency);
  return unit.kind === "share" ? tickText(value, 1, unit) : value.toLocaleString("en-US");
};

/** A value as a file has it: amounts in major units. */
export const plainText = (value: number | null, unit: Unit): string => {
  if (value === null) return "";
  return unit.kind === "money" ? (majorText(value, unit.currency) ?? String(value)) : String(value);
};
