import { describe, expect, it } from "vitest";

import { tickText, valueAxis, type Unit } from "./axis";
import { shareBar, stackedBars } from "./bars";
import { lineChart, sparkline, type LineData } from "./line";
import type { Mark } from "./mark";
import { toSvgText } from "./render";
import { cutOf, waterfall, type WaterfallData } from "./waterfall";

const frame = { width: 600, height: 240, summary: "Gross volume of <three> days" };
const usd: Unit = { kind: "money", currency: "usd" };

const all = (of: Mark): Mark[] => [
  of,
  ...of.children.flatMap((child) => (typeof child === "string" ? [] : all(child))),
];
const texts = (of: Mark) =>
  all(of).flatMap(({ tag, children }) => (tag === "text" ? children : []));
const points = (of: Mark) => all(of).flatMap(({ attributes }) => attributes["data-words"] ?? []);

describe("ticks", () => {
  it.each([
    [0, 2_000_000, usd, "$0"],
    [4_000_000, 2_000_000, usd, "$40K"],
    [150_000, 50_000, usd, "$1,500"],
    [50, 50, usd, "$0.50"],
    [-200_000, 100_000, usd, "−$2K"],
    [4000, 2000, { kind: "money", currency: "jpy" }, "¥4K"],
    [0.05, 0.05, { kind: "share" }, "5%"],
    [20, 10, { kind: "count" }, "20"],
  ] as const)("write %d in steps of %d as people read it", (value, step, unit, expected) => {
    expect(tickText(value, step, unit)).toBe(expected);
  });

  it("have zero among them and at most five gaps", () => {
    for (const values of [[], [0], [3, 99_999], [-50_000, 20_000], [1]])
      for (const unit of [usd, { kind: "count" }] as const) {
        const { ticks } = valueAxis(values, { top: 0, bottom: 200 }, unit);
        expect([ticks.includes(0), ticks.length >= 2 && ticks.length <= 6]).toEqual([true, true]);
      }
  });
});

const data: LineData = {
  labels: ["Nov 28", "Nov 29", "Nov 30"],
  values: [100_00, null, 300_00],
  before: [50_00, 60_00, 70_00],
  words: ["first", "second", "third"],
  unit: usd,
  isSoFar: true,
};

describe("a line", () => {
  it("has a column with words for each point, and the newest label", () => {
    const chart = lineChart(frame, data);
    expect(points(chart)).toEqual(["first", "second", "third"]);
    expect(texts(chart)).toContain("Nov 30");
  });

  it("dots what may still grow, and draws the earlier time thin and grey", () => {
    const svg = toSvgText(lineChart(frame, data));
    expect(svg).toContain('stroke-dasharray="0.1 5"');
    expect(toSvgText(lineChart(frame, { ...data, isSoFar: false }))).not.toContain("dasharray");
    expect(svg).toMatch(/stroke="#868d99" stroke-width="1.25"/);
  });

  it("is well-formed text with colours in it, whatever its words are", () => {
    const svg = toSvgText(lineChart(frame, data));
    expect(svg).toContain("&#60;three&#62;");
    expect(svg).not.toMatch(/\$series|var\(|NaN|undefined/);
  });

  it.each([[[]], [[5]], [[5, 5, 5]]])("can be drawn of %j", (values) => {
    const words = values.map(String);
    const few = { ...data, values, labels: words, words, before: undefined };
    expect(toSvgText(lineChart(frame, few))).not.toContain("NaN");
    expect(toSvgText(sparkline(frame, values, true))).not.toContain("NaN");
  });
});

describe("bars", () => {
  const rows = [
    { paid: 3, failed: 1 },
    { paid: 0, failed: 0 },
    { paid: 2, failed: 2 },
  ];
  const chart = stackedBars(frame, {
    labels: ["a", "b", "c"],
    keys: ["paid", "failed"],
    rows,
    words: ["a", "b", "c"],
    unit: { kind: "count" },
    isSoFar: true,
  });

  it("leave out parts of nothing, and are pale where they may still grow", () => {
    const bars = all(chart).filter(({ tag }) => tag === "path");
    expect(bars.length).toBe(4);
    expect(bars.filter(({ attributes }) => "fill-opacity" in attributes).length).toBe(2);
  });

  it("of a list are as long as their share", () => {
    const [, filled] = all(shareBar({ width: 200, height: 4, summary: "" }, 0.25, "loss")).filter(
      ({ tag }) => tag === "rect",
    );
    expect(filled?.attributes["width"]).toBe(50);
  });
});

const bar = (label: string, value: number) => ({ label, value, text: label, words: label });
const fall = (start: number, moves: readonly number[], end: number): WaterfallData => ({
  start: bar("start", start),
  moves: moves.map((value) => bar(`move ${value}`, value)),
  end: bar("end", end),
  unit: usd,
});

describe("a waterfall", () => {
  it("refuses movements that do not add up", () => {
    expect(() => waterfall(frame, fall(100, [20, -5], 116))).toThrow(/do not add up/);
  });

  it("cuts its axis only where movements would be slivers, and shows it", () => {
    const large = fall(1_700_000, [130_000, -20_000], 1_810_000);
    expect(cutOf(large)).toBeGreaterThan(0);
    const tears = (of: WaterfallData) =>
      all(waterfall(frame, of)).filter(({ attributes }) => attributes["stroke-width"] === 3).length;
    expect([tears(large), tears(fall(1000, [900], 1900))]).toEqual([2, 0]);
    expect(cutOf(fall(1000, [900], 1900))).toBeNull();
  });

  it.each([
    ["nothing", fall(0, [0, 0], 0)],
    ["a fall to nothing", fall(500, [-500], 0)],
    ["no movement", fall(500, [0], 500)],
  ])("can be drawn of %s", (_name, of) => {
    expect(toSvgText(waterfall(frame, of))).not.toMatch(/NaN|(?:height|width)="-/);
  });
});

it("draws bars below zero from zero downwards", () => {
  const chart = stackedBars(frame, {
    labels: ["Mon", "Tue"],
    keys: ["net"],
    rows: [{ net: 400 }, { net: -200 }],
    words: ["Mon", "Tue"],
    unit: usd,
    isSoFar: false,
  });
  const [up = "", down = ""] = all(chart).flatMap(({ tag, attributes }) =>
    tag === "path" ? String(attributes["d"]) : [],
  );
  // A path begins at the lower left corner of its bar, and goes up to its upper edge.
  const [zero = 0] = /(?<=,)[\d.]+/.exec(up)?.map(Number) ?? [];
  const [low = 0] = /(?<=,)[\d.]+/.exec(down)?.map(Number) ?? [];
  expect(low).toBeGreaterThan(zero);
  expect(Number(/(?<=V)[\d.]+/.exec(down)?.[0])).toBeCloseTo(zero, 1);
});

it("fills below a line unless told otherwise", () => {
  const filled = (isFilled: boolean | undefined) =>
    all(
      lineChart(frame, {
        labels: ["Mon", "Tue"],
        values: [1, 2],
        words: ["Mon", "Tue"],
        unit: usd,
        isSoFar: false,
        isFilled,
      }),
    ).some(({ attributes }) => attributes["fill-opacity"] === 0.08);
  expect([filled(undefined), filled(true), filled(false)]).toEqual([true, true, false]);
});
