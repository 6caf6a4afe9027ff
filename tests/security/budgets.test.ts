import { monitorEventLoopDelay } from "node:perf_hooks";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { backtestAutomation } from "@/lib/verbs/automations/backtest";
import { planAutomation } from "@/lib/verbs/automations/plan";
import { dryRunEvent } from "@/lib/verbs/events/replay";

import { startRunHarness, type RunHarness } from "../db/run-harness";
import { refusal } from "../db/services";

/** One person's work in the process that serves everybody: it ends soon, and others have their turn meanwhile. */
let harness: RunHarness;
let seq = 0;
const order = (data: Record<string, unknown>) => harness.payment({ type: "shop.order", data });
beforeAll(async () => {
  harness = await startRunHarness();
  const items = Array.from({ length: 100 }, (_, index) => `item ${index}`);
  for (let at = 0; at < 8; at++)
    await Promise.all(
      Array.from({ length: 50 }, () => harness.publish(order({ items, text: "x".repeat(400) }))),
    );
  seq = (await harness.services.log.recent(harness.ada.workspace, 1))[0]?.seq ?? 0;
});
afterAll(() => harness.close());

const texts = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [
    `text${index}`,
    "{{event.data.text}} {{event.data.items | join: ', '}}",
  ]),
);
/** 400 steps, each of which fills 20 texts. */
const heavy = {
  schema: 1,
  name: "Heavy",
  on: { event: "shop.order" },
  limits: { perHour: 10_000, perDay: 100_000 },
  steps: [
    {
      id: "each",
      forEach: "{{event.data.items}}",
      as: "item",
      max: 100,
      steps: Array.from({ length: 4 }, (_, index) => ({
        id: `tell${index}`,
        publish: "shop.told",
        with: texts,
      })),
    },
  ],
};

/** The longest time for which nobody else had their turn, milliseconds. */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await work();
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.disable();
  return delay.max / 1e6;
}

// What these guard against took over a minute, and blocked everybody for as long.
const SOON_MS = 15_000;
const BLOCK_MS = 2000;

describe("work that would take minutes", () => {
  it("is cut short in a back-test, which says so", async () => {
    const started = Date.now();
    let result: Awaited<ReturnType<typeof backtestAutomation.run>> | undefined;
    const blocked = await longestBlock(async () => {
      result = await backtestAutomation.run(harness.me(), { definition: heavy });
    });
    expect(result?.cut).toBe("time");
    expect(Date.now() - started).toBeLessThan(SOON_MS);
    expect(blocked).toBeLessThan(BLOCK_MS);
  });

  it("is cut short when a definition is tried with an event", async () => {
    const blocked = await longestBlock(() =>
      planAutomation.run(harness.me(), { definition: heavy, seq }),
    );
    expect(blocked).toBeLessThan(BLOCK_MS);
  });

  it("is cut short when an event is tried with every automation", async () => {
    for (let count = 0; count < 12; count++) {
      const { steps, on, limits } = heavy;
      await harness.enable(steps, { name: `Heavy ${count}`, on, limits });
    }
    const started = Date.now();
    const blocked = await longestBlock(() => dryRunEvent.run(harness.me(), { seq }));
    expect(Date.now() - started).toBeLessThan(SOON_MS);
    expect(blocked).toBeLessThan(BLOCK_MS);
  });

  it("runs once at a time in a workspace", async () => {
    const first = backtestAutomation.run(harness.me(), { definition: heavy });
    await new Promise((resolve) => setImmediate(resolve));
    const second = refusal(backtestAutomation.run(harness.me(), { definition: heavy }));
    expect(await second).toEqual(["conflict", undefined]);
    await first;
  });
});

describe("a text that would not fit into memory", () => {
  it("fails to join in a filter, and the step says so", async () => {
    const items = Array.from({ length: 20_000 }, () => "x");
    await harness.publish(order({ items }));
    const [newest] = await harness.services.log.recent(harness.ada.workspace, 1);
    const text = `{{event.data.items | join: '${"-".repeat(2000)}'}}`;
    const definition = {
      ...heavy,
      steps: [{ id: "tell", publish: "shop.told", with: { text } }],
    };
    const plan = await planAutomation.run(harness.me(), { definition, seq: newest?.seq });
    expect(plan.steps[0]?.warnings.join()).toContain("longer than 100000 characters");
  });
});
