import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { expect, it } from "vitest";

import { svgToPng } from "./png";
import { unpackWoff } from "./woff";

const picture = (text: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" width="120" height="40" font-family="Inter, system-ui, sans-serif"><text x="4" y="24" font-size="14" fill="#000000">${text}</text></svg>`;

it("draws an SVG with twice as many pixels", async () => {
  const png = await svgToPng(picture("$1,500"));
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([240, 80]);
});

it("draws text, which the renderer leaves out without a font that it can read", async () => {
  const [empty, dollars, zloty] = await Promise.all(
    ["", "$1,500", "1 500 zł"].map((text) => svgToPng(picture(text))),
  );
  expect(dollars?.length).toBeGreaterThan((empty?.length ?? 0) + 300);
  expect(zloty?.equals(dollars ?? Buffer.alloc(0))).toBe(false);
});

it("unpacks a font whose tables lie where its header says", () => {
  const file = createRequire(import.meta.url).resolve(
    "@fontsource/inter/files/inter-latin-400-normal.woff",
  );
  const woff = readFileSync(file);
  const font = unpackWoff(woff);
  expect(font.readUInt32BE(0)).toBe(woff.readUInt32BE(4));
  const count = font.readUInt16BE(4);
  const tables = Array.from({ length: count }, (_, at) => 12 + 16 * at).map((at) => ({
    tag: font.toString("latin1", at, at + 4),
    end: font.readUInt32BE(at + 8) + font.readUInt32BE(at + 12),
  }));
  expect(tables.map(({ tag }) => tag)).toEqual(expect.arrayContaining(["cmap", "glyf", "head"]));
  expect(Math.max(...tables.map(({ end }) => end))).toBeLessThanOrEqual(font.length);
  const head = 12 + 16 * tables.findIndex(({ tag }) => tag === "head");
  expect(font.readUInt32BE(font.readUInt32BE(head + 8) + 12)).toBe(0x5f0f3cf5); // the magic number of a font
});

it("refuses a file that is no such font", () => {
  expect(() => unpackWoff(Buffer.from("wOF2 and so on"))).toThrow("not a WOFF 1 font");
});
