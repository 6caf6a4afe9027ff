import { spawn, type ChildProcess } from "node:child_process";

import { freePort } from "@/supabase/embedded/postgres";
import { startStack } from "@/supabase/embedded/stack";

import { stopProcess, untilOk, watched } from "../app.ts";
import { copyFolder } from "../harness.ts";
import { ratio, ROUNDS, type Row } from "../report.ts";
import { makeDataFolder, removeDataFolder } from "../temporary.ts";

/** Starts a development server and waits for its first page. Returns milliseconds. */
async function firstPage(start: (port: number) => ChildProcess): Promise<number> {
  const port = await freePort();
  const started = performance.now();
  const child = start(port);
  try {
    await untilOk(`http://127.0.0.1:${port}/login`, child);
    return performance.now() - started;
  } finally {
    await stopProcess(child);
  }
}

/** Everything that `./dev.sh` starts, against `next dev` alone with a database that runs already. Both warm. */
export const run: Row = async (say) => {
  const folder = copyFolder();
  const dataDir = makeDataFolder();
  const stackRoot = makeDataFolder();
  const stack = await startStack({
    root: stackRoot,
    siteUrl: "http://localhost:3000",
    log: () => {},
  });
  const run = (args: readonly string[], env: Readonly<Record<string, string>>) =>
    watched(
      spawn(process.execPath, args, {
        cwd: folder,
        env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env, NODE_ENV: "development" },
        stdio: ["ignore", "ignore", "ignore"],
      }),
    );
  const whole = (port: number) =>
    run(["scripts/dev.ts"], {
      PORT: String(port),
      DATA_DIR: dataDir,
      NEXT_PUBLIC_APP_URL: `http://localhost:${port}`,
      DEMO_DATA: "0",
    });
  const alone = (port: number) =>
    run(["node_modules/next/dist/bin/next", "dev", "-p", String(port), "-H", "127.0.0.1"], {
      ...stack.env,
      NEXT_PUBLIC_APP_URL: `http://localhost:${port}`,
    });
  try {
    const ours: number[] = [];
    const floor: number[] = [];
    for (let round = -1; round < ROUNDS; round++) {
      const figures = [await firstPage(whole), await firstPage(alone)];
      say(`start: ${figures.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(" against ")}`);
      if (round < 0) continue; // the first start makes the cluster and fills the compiler's cache
      ours.push(figures[0] ?? Number.NaN);
      floor.push(figures[1] ?? Number.NaN);
    }
    return [
      {
        what: "start to the first page (floor: next dev alone)",
        unit: "ms",
        ours,
        floor,
        ratios: [ratio("×floor", ours, floor, { atMost: 1.25 })],
      },
    ];
  } finally {
    await stack.stop();
    for (const used of [dataDir, stackRoot]) removeDataFolder(used);
  }
};
