import { assert, asyncProperty } from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import { advanceRun } from "@/lib/runs/advance";
import type { Services } from "@/lib/verbs/types";
import { dispatchAll } from "@/lib/worker/dispatch";

import { installKeyedOperation } from "./keyed-operation";
import { OPENING, perform, schedule } from "./model-commands";
import { World, type Run } from "./model-world";
import { testServices } from "./services";
import { startTestStack, type TestStack } from "./stack";

/**
 * Random schedules against a small model, on a real Postgres. `MODEL_SECONDS` says for how long. A failure names its seed;
 * `MODEL_SEED` begins with it.
 */
const SECONDS = Number(process.env["MODEL_SECONDS"] ?? 50);
const SEED = Number(process.env["MODEL_SEED"] ?? Date.now() % 2 ** 31);

let test: TestStack;
let services: Services;
let uninstall: () => void;
const clock = { offsetMs: 0 };
beforeAll(async () => {
  logger.level = "silent";
  uninstall = installKeyedOperation();
  test = await startTestStack();
  const now = () => new Date(Date.now() + clock.offsetMs);
  services = testServices(test, {}, { now, leaseMs: 60_000 });
});
afterAll(async () => {
  uninstall();
  await services.queue.stop(1000);
  await services.db.end();
  await test.stop();
});

const open = async (world: World) => (await world.runs()).filter(({ finished }) => !finished);

/** Everything wakes up, nothing goes wrong any more, and a person answers what is asked. Returns what does not end. */
async function settle(world: World): Promise<Run[]> {
  await world.resume();
  for (let round = 0; round < 60; round++) {
    await world.expire();
    await world.work((as) => dispatchAll(as), null);
    const left = await open(world);
    if (left.length === 0) return [];
    for (const run of left)
      if (run.status === "indeterminate") await world.resolve(run);
      else await world.work((as) => advanceRun(as, run.id), null);
    await world.tick();
  }
  return open(world);
}

const fired = (runs: readonly Run[], automation: string) =>
  runs
    .filter((run) => run.automation === automation && run.key.startsWith("event:"))
    .map(({ event }) => event)
    .toSorted();

/** What a run has done, in the providers and in the log: everything once when it succeeded, otherwise at most once. */
function isRight(world: World, log: readonly { type: string; run: string | null }[], run: Run) {
  const inLog = (type: string) => log.filter((one) => one.type === type && one.run === run.id);
  const isFirst = run.automation === world.first;
  const did = [
    world.emulator.posts.get(run.id) ?? 0,
    inLog("automation.run.succeeded").length,
    ...(isFirst ? [world.emulator.keys.get(run.id)?.size ?? 0, inLog("model.told").length] : []),
  ];
  if (run.status === "succeeded") return did.every((count) => count === 1);
  return did.every((count) => count <= 1) && inLog("automation.run.succeeded").length === 0;
}

async function check(world: World): Promise<void> {
  const [runs, log] = [await world.runs(), await world.stored()];
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
  // The event that came before the automation was enabled runs once, when it was replayed.
  const replayed = fired(runs, world.first).includes(world.early.id) ? [world.early.id] : [];
  expect(fired(runs, world.first)).toEqual([...world.published, ...replayed].toSorted());
  const news = log.filter(({ type }) => type === "model.told").map(({ id }) => id);
  expect(fired(runs, world.second)).toEqual(news.toSorted());
  expect(runs.filter((run) => !isRight(world, log, run))).toEqual([]);
}

it(
  `holds under random schedules, from seed ${SEED}`,
  { timeout: (SECONDS + 120) * 1000 },
  async () => {
    let schedules = 0;
    const until = Date.now() + SECONDS * 1000;
    for (let seed = SEED; schedules === 0 || Date.now() < until; seed++)
      await assert(
        asyncProperty(schedule, async (commands) => {
          const user = await test.signUp(`model${schedules++}`);
          const world = await World.build({ test, services, clock, user });
          for (const one of [...OPENING, ...commands]) await perform(world, one);
          expect(await settle(world)).toEqual([]);
          await check(world);
        }),
        { seed, numRuns: 5, endOnFailure: true },
      );
  },
);
