import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { afterAll, afterEach, expect, it } from "vitest";

import { freePort } from "@/supabase/embedded/postgres";

import { removeData, startApp, type RunningApp } from "./app";

/** A run that was killed, in whichever way, never blocks the next one of the same data folder. */
let app: RunningApp;
let port: number;

interface Run {
  readonly pid: number;
  readonly children: number[];
}
const runOf = (one: RunningApp) =>
  JSON.parse(readFileSync(path.join(one.dataDir, "run.json"), "utf8")) as Run;
const isAlive = (pid: number) => existsSync(`/proc/${pid}`);
/** The server writes its own process id first. */
const postgresOf = (one: RunningApp) => [
  Number.parseInt(readFileSync(path.join(one.dataDir, "pg17/postmaster.pid"), "utf8"), 10),
];

async function again(): Promise<RunningApp> {
  return app ? startApp({ dataDir: app.dataDir, port }) : startApp({ port });
}

afterEach(async () => {
  await app.stop();
});
afterAll(() => removeData(app));

it.each([
  ["the start script", (run: Run) => [run.pid]],
  ["everything but Postgres", (run: Run) => [run.pid, ...run.children]],
  ["Postgres", () => postgresOf(app)],
  ["everything at once", (run: Run) => [run.pid, ...run.children, ...postgresOf(app)]],
])("starts again after a kill -9 of %s", async (_name, victims) => {
  port = await freePort();
  app = await again();
  const pids = victims(runOf(app)).filter((pid) => pid > 1 && isAlive(pid));
  expect(pids.length).toBeGreaterThan(0);
  const { pid: script } = runOf(app);
  for (const pid of pids) process.kill(pid, "SIGKILL");
  // Whatever is left notices, and ends by itself.
  await expect.poll(() => isAlive(script), { timeout: 20_000 }).toBe(false);
  app = await again();
  expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
});

it("tells a second start where the first one runs, and leaves it running", async () => {
  port = await freePort();
  app = await again();
  await expect(startApp({ dataDir: app.dataDir, port: await freePort() })).rejects.toThrow(
    /already runs at http:\/\/localhost:\d+/,
  );
  expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
});

it("ends every process it started, the database last", async () => {
  port = await freePort();
  app = await again();
  const pids = [...runOf(app).children, ...postgresOf(app)];
  expect(await app.stop()).toBe(0);
  expect(pids.filter((pid) => isAlive(pid))).toEqual([]);
});
