import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

const css = readFileSync("app/globals.css", "utf8");
const PAIR = /--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g;
const pairsIn = [...css.matchAll(PAIR)];
const light = new Map(pairsIn.map(([, name = "", hex]) => [name, hex]));
const dark = new Map(pairsIn.map(([, name = "", , hex]) => [name, hex]));

function luminance(hex = "#000000"): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a?: string, b?: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const grounds = [
  "canvas",
  "rail",
  "surface",
  "raised",
  "sunken",
  "hover",
  "selected",
  "rail-selected",
];
const tones = ["success", "warning", "danger", "info", "neutral"];
const pairs = [
  ...grounds.flatMap((ground) => [
    ["ink", ground],
    ["muted", ground],
  ]),
  ...["canvas", "surface"].flatMap((ground) => [
    ["accent", ground],
    ["link", ground],
  ]),
  ...["accent", "accent-hover", "danger", "danger-hover"].map((ground) => ["accent-ink", ground]),
  ["danger-ink", "surface"],
  ["warning-ink", "surface"],
  ...tones.map((tone) => [`${tone}-ink`, `${tone}-soft`]),
  ...[1, 2, 3, 4].map((tint) => [`app-${tint}-ink`, `app-${tint}-soft`]),
  ["muted", "neutral-soft"],
];
const themes = [["light", light] as const, ["dark", dark] as const];

describe("the colours", () => {
  it("are written once for both themes", () => {
    expect(light.size).toBeGreaterThan(30);
    expect(css.match(/--canvas:/g)).toHaveLength(1);
  });

  it.each(
    themes.flatMap(([theme, block]) =>
      pairs.map(([text = "", ground = ""]) => [theme, text, ground, block] as const),
    ),
  )("%s: %s on %s reads at 4.5:1", (_, text, ground, block) => {
    expect(contrast(block.get(text), block.get(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(themes)("%s: controls and focus stand out at 3:1", (_, block) => {
    expect(contrast(block.get("line-strong"), block.get("surface"))).toBeGreaterThanOrEqual(3);
    expect(contrast(block.get("accent"), block.get("canvas"))).toBeGreaterThanOrEqual(3);
  });
});
