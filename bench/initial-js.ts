import { gzipSync } from "node:zlib";

/** The scripts that a page names, without those for browsers that know no modules. */
function scriptsOf(html: string): string[] {
  const tags = html.match(/<script\b[^>]*>/gi) ?? [];
  const sources = tags
    .filter((tag) => !/\bnomodule\b/i.test(tag))
    .map((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1]);
  return [...new Set(sources.filter((source) => source !== undefined))];
}

/**
 * What a browser downloads as JavaScript before a page is alive, as gzip, KB of 1,024 bytes.
 *
 * @param get fetches a path of the app, signed in where that is needed; must throw unless the answer is 200.
 */
export async function initialJs(
  path: string,
  get: (path: string) => Promise<Buffer>,
): Promise<{ kilobytes: number; scripts: number }> {
  const scripts = scriptsOf((await get(path)).toString());
  if (scripts.length === 0) throw new Error(`${path} names no script.`);
  const sizes = await Promise.all(
    scripts.map(async (script) => gzipSync(await get(script)).byteLength / 1024),
  );
  return { kilobytes: sizes.reduce((sum, size) => sum + size, 0), scripts: scripts.length };
}
