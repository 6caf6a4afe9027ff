import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

const css = readFileSync("app/globals.css", "utf8");
const [light = "", system = "", chosen = ""] = [...css.matchAll(/\{\s*color-scheme:[^}]*\}/g)].map(
  String,
);

function tokens(block: string) {
  const pairs = [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)];
  return new Map(pairs.map(([, name, hex]) => [name, hex]));
}

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

const grounds = ["canvas", "surface", "raised", "sunken", "accent-soft", "info-soft"];
const tones = ["success", "warning", "danger", "info", "neutral"];
const pairs = [
  ...grounds.flatMap((ground) => [
    ["ink", ground],
    ["muted", ground],
  ]),
  ...["canvas", "surface"].map((ground) => ["accent", ground]),
  ...["accent", "accent-hover", "danger", "danger-hover"].map((ground) => ["accent-ink", ground]),
  ["danger-ink", "surface"],
  ["warning-ink", "surface"],
  ...tones.map((tone) => [`${tone}-ink`, `${tone}-soft`]),
];
const themes = [["light", light] as const, ["dark", chosen] as const];

describe("the colours", () => {
  it("are the same whether the system or a person chose the dark theme", () => {
    expect(tokens(system).size).toBeGreaterThan(20);
    expect(tokens(chosen)).toEqual(tokens(system));
  });

  it.each(
    themes.flatMap(([theme, block]) =>
      pairs.map(([text = "", ground = ""]) => [theme, text, ground, block] as const),
    ),
  )("%s: %s on %s reads at 4.5:1", (_, text, ground, block) => {
    const found = tokens(block);
    expect(contrast(found.get(text), found.get(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(themes)("%s: controls and focus stand out at 3:1", (_, block) => {
    const found = tokens(block);
    expect(contrast(found.get("line-strong"), found.get("surface"))).toBeGreaterThanOrEqual(3);
    expect(contrast(found.get("accent"), found.get("canvas"))).toBeGreaterThanOrEqual(3);
  });
});
