import { gzipSync } from "node:zlib";

import { startBenchApp } from "../app.ts";
import type { Row } from "../report.ts";

/** Pages by whether one must be signed in to see them. */
const PAGES = [
  { path: "/", signedIn: true },
  { path: "/events", signedIn: true },
  { path: "/settings/credentials", signedIn: true },
  { path: "/settings/members", signedIn: true },
  { path: "/login", signedIn: false },
  { path: "/signup", signedIn: false },
  { path: "/reset", signedIn: false },
];
const MAX_KB = 170;

/** The scripts that a page names, without those for browsers that know no modules. */
function scriptsOf(html: string): string[] {
  const tags = html.match(/<script\b[^>]*>/gi) ?? [];
  const sources = tags
    .filter((tag) => !/\bnomodule\b/i.test(tag))
    .map((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1]);
  return [...new Set(sources.filter((source) => source !== undefined))];
}

/** What a browser downloads as JavaScript before a page is alive, as gzip, KB of 1,024 bytes. */
export const run: Row = async (say) => {
  say("building and starting the app");
  const app = await startBenchApp();
  try {
    const cookie = await app.signIn();
    const sizes = new Map<string, number>();
    const sizeOf = async (source: string) => {
      const known = sizes.get(source);
      if (known !== undefined) return known;
      const response = await fetch(new URL(source, app.url));
      if (!response.ok) throw new Error(`${source}: ${response.status}`);
      const size = gzipSync(Buffer.from(await response.arrayBuffer())).byteLength / 1024;
      sizes.set(source, size);
      return size;
    };
    const lines = [];
    for (const { path, signedIn } of PAGES) {
      const response = await fetch(`${app.url}${path}`, {
        headers: signedIn ? { cookie } : {},
        redirect: "manual",
      });
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}.`);
      const scripts = scriptsOf(await response.text());
      if (scripts.length === 0) throw new Error(`${path} names no script.`);
      const parts = await Promise.all(scripts.map(sizeOf));
      const kilobytes = parts.reduce((sum, part) => sum + part, 0);
      lines.push({
        what: `initial JS of ${path}`,
        unit: "KB gzip",
        ours: [kilobytes],
        ratios: [
          { name: `KB in ${scripts.length} scripts`, values: [kilobytes], bar: { atMost: MAX_KB } },
        ],
      });
    }
    return lines;
  } finally {
    await app.stop();
  }
};
