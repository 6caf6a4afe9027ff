import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

import { unpackWoff } from "./woff";

/** Letters of most currencies and names; others are drawn as empty boxes. */
const FONTS = ["inter-latin-400-normal.woff", "inter-latin-ext-400-normal.woff"];
/** Twice the size in CSS pixels, so that text is sharp on dense screens and in mails. */
const SCALE = 2;

/** The fonts as files, because the renderer reads TrueType from files alone. Once for each process. */
let fontFiles: Promise<string[]> | undefined;

async function unpackFonts(): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "chart-fonts-"));
  // The current folder is that of package.json in every process of the app; a bundle has another place.
  const require = createRequire(path.join(process.cwd(), "package.json"));
  return Promise.all(
    FONTS.map(async (name) => {
      const file = path.join(folder, name.replace(".woff", ".ttf"));
      const woff = await readFile(require.resolve(`@fontsource/inter/files/${name}`));
      await writeFile(file, unpackWoff(woff));
      return file;
    }),
  );
}

/** Draws an SVG as PNG with twice as many pixels, on white. Loads the renderer at the first call. */
export async function svgToPng(svg: string): Promise<Buffer> {
  const { renderAsync } = await import("@resvg/resvg-js");
  fontFiles ??= unpackFonts();
  const drawn = await renderAsync(svg, {
    background: "#ffffff",
    fitTo: { mode: "zoom", value: SCALE },
    font: {
      loadSystemFonts: false,
      fontFiles: await fontFiles,
      defaultFontFamily: "Inter",
      sansSerifFamily: "Inter",
    },
  });
  return drawn.asPng();
}
