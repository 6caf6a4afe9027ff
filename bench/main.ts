import "../scripts/alias.ts";
import { cpus } from "node:os";

import { HEADER, ROUNDS, tableRows, type Line, type Row } from "./report.ts";

/**
 * Measures each row of docs/reference/benchmarks.md against its floor and peer in the same run.
 * Usage: `npm run bench [row…]`; `BENCH_ROUNDS` (5). Reports, never gates: exits 1 only when a row crashes.
 */
const rows: Readonly<Record<string, () => Promise<{ run: Row }>>> = {
  mesh: () => import("./rows/mesh.ts"),
  widgets: () => import("./rows/widgets.ts"),
  catalogue: () => import("./rows/catalogue.ts"),
  publish: () => import("./rows/publish.ts"),
  duplicates: () => import("./rows/duplicates.ts"),
  bundle: () => import("./rows/bundle.ts"),
  copy: () => import("./rows/synced-copy.ts"),
  webhook: () => import("./rows/webhook.ts"),
  stream: () => import("./rows/stream.ts"),
  reads: () => import("./rows/reads.ts"),
  dashboard: () => import("./rows/dashboard.ts"),
  steps: () => import("./rows/durable-steps.ts"),
  automations: () => import("./rows/automations.ts"),
  start: () => import("./rows/start.ts"),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(rows, name));
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(", ")}. Choose: ${Object.keys(rows).join(", ")}.`);
  process.exit(1);
}

// Whoever started something ends it when this process exits.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));

const say = (message: string) => process.stderr.write(`▸ ${message}\n`);
const lines: Line[] = [];
const crashed: string[] = [];
for (const [name, load] of Object.entries(rows)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  say(name);
  try {
    const { run } = await load();
    const found = await run(say);
    lines.push(...found);
    for (const line of found) say(tableRows(line));
  } catch (error) {
    crashed.push(name);
    console.error(`${name} crashed:`, error);
  }
}
console.log(
  `\n${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, Node ${process.version}, ${ROUNDS} interleaved rounds: median (least–most)\n`,
);
console.log([HEADER, ...lines.map(tableRows)].join("\n"));
if (crashed.length > 0) console.error(`\nCrashed: ${crashed.join(", ")}`);
process.exit(crashed.length > 0 ? 1 : 0);
