/** A part of a picture as data: an SVG element with its attributes and children. */
export interface Mark {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Mark | string)[];
}

/** Colours by name. In an attribute, `$series-1` stands for the colour of that name. */
export const COLOURS = {
  surface: { variable: "--surface", plain: "#ffffff" },
  ink: { variable: "--ink", plain: "#16181d" },
  muted: { variable: "--muted", plain: "#59606c" },
  grid: { variable: "--line", plain: "#e4e7ec" },
  before: { variable: "--line-strong", plain: "#868d99" },
  "series-1": { variable: "--chart-1", plain: "#4f46e5" },
  "series-2": { variable: "--chart-2", plain: "#2ea392" },
  "series-3": { variable: "--chart-3", plain: "#c26a08" },
  "series-4": { variable: "--chart-4", plain: "#7a1f3d" },
  "series-5": { variable: "--chart-5", plain: "#00467a" },
  gain: { variable: "--chart-2", plain: "#2ea392" },
  loss: { variable: "--chart-3", plain: "#c26a08" },
  total: { variable: "--chart-6", plain: "#858c98" },
} as const;
export type ColourName = keyof typeof COLOURS;

/** Size and name of a picture. `summary` says in a sentence what it shows. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly summary: string;
}

export const mark = (
  tag: string,
  attributes: Mark["attributes"],
  children: Mark["children"] = [],
): Mark => ({ tag, attributes, children });

/** Rounds a coordinate to hundredths, which keeps the text of a picture short. */
export const near = (value: number): number => Math.round(value * 100) / 100;

const FONT_SIZE = 12;

/** Estimates the width of a text, rather too wide: the server measures no fonts. */
export const widthOf = (text: string): number => text.length * FONT_SIZE * 0.56;

/** A text at a place, in the quiet colour unless told otherwise. */
export const label = (
  at: { readonly x: number; readonly y: number },
  text: string,
  attributes: Mark["attributes"] = {},
): Mark =>
  mark(
    "text",
    { x: near(at.x), y: near(at.y), "font-size": FONT_SIZE, fill: "$muted", ...attributes },
    [text],
  );

/** The whole picture. */
export const picture = ({ width, height, summary }: Frame, children: Mark["children"]): Mark =>
  mark(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": summary,
    },
    children,
  );

/** A picture without letters that fills whatever room it is given. */
export const stretched = (whole: Mark): Mark => ({
  ...whole,
  attributes: { ...whole.attributes, preserveAspectRatio: "none" },
});

/** The text of each point for readers, and where the pointer meets it. */
export interface Points {
  readonly words: readonly string[];
  readonly x: (index: number) => number;
  /** Width of each point's column. */
  readonly step: number;
  readonly top: number;
  readonly bottom: number;
}

/** Invisible columns where the pointer and the keyboard meet a point. Each carries its words. */
export function pointColumns({ words, x, step, top, bottom }: Points): Mark {
  const columns = words.map((text, index) =>
    mark("g", { "data-point": index, "data-words": text }, [
      mark("line", {
        x1: near(x(index)),
        x2: near(x(index)),
        y1: top,
        y2: bottom,
        stroke: "$before",
        "stroke-width": 1,
        "data-guide": "",
        visibility: "hidden",
      }),
      mark("rect", {
        x: near(x(index) - step / 2),
        y: top,
        width: near(step),
        height: bottom - top,
        fill: "transparent",
      }),
    ]),
  );
  return mark("g", { "data-points": words.length, "aria-hidden": "true" }, columns);
}
