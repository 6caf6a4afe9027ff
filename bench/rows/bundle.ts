import { startBenchApp } from "../app.ts";
import { initialJs } from "../initial-js.ts";
import type { Row } from "../report.ts";

/** Pages by whether one must be signed in to see them. */
const PAGES = [
  { path: "/", signedIn: true },
  { path: "/dashboards/home", signedIn: true },
  { path: "/events", signedIn: true },
  { path: "/settings/connections", signedIn: true },
  { path: "/settings/members", signedIn: true },
  { path: "/login", signedIn: false },
  { path: "/signup", signedIn: false },
  { path: "/reset", signedIn: false },
];
const MAX_KB = 170;

/** What a browser downloads as JavaScript before a page is alive. */
export const run: Row = async (say) => {
  say("building and starting the app");
  const app = await startBenchApp();
  try {
    const cookie = await app.signIn();
    const lines = [];
    for (const { path, signedIn } of PAGES) {
      const { kilobytes, scripts } = await initialJs(path, async (wanted) => {
        const response = await fetch(new URL(wanted, app.url), {
          headers: signedIn ? { cookie } : {},
          redirect: "manual",
        });
        if (response.status !== 200) throw new Error(`${wanted} answered ${response.status}.`);
        return Buffer.from(await response.arrayBuffer());
      });
      lines.push({
        what: `initial JS of ${path}`,
        unit: "KB gzip",
        ours: [kilobytes],
        ratios: [
          { name: `KB in ${scripts} scripts`, values: [kilobytes], bar: { atMost: MAX_KB } },
        ],
      });
    }
    return lines;
  } finally {
    await app.stop();
  }
};
