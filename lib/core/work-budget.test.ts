import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { WorkBudget } from "./work-budget";

const busy = (ms: number) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

it("tells a piece to stop that takes too long", () => {
  const budget = new WorkBudget(10_000, 10);
  const started = performance.now();
  budget.run((mustStop) => {
    while (!mustStop());
  });
  expect(performance.now() - started).toBeGreaterThanOrEqual(10);
  expect(budget.isSpent).toBe(false);
});
it("counts the work of a piece that throws, and does not count waiting", async () => {
  const budget = new WorkBudget(10, 1000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(budget.isSpent).toBe(false);
  expect(() =>
    budget.run(() => {
      busy(12);
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(budget.isSpent).toBe(true);
});
it("lets others have their turn", async () => {
  const budget = new WorkBudget(10_000, 1000);
  let others = 0;
  const timer = setInterval(() => others++, 1);
  for (let piece = 0; piece < 10; piece++) {
    budget.run(() => busy(16));
    await budget.yieldTurn();
  }
  clearInterval(timer);
  expect(others).toBeGreaterThan(4);
});

describe("by the clock", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
  afterEach(() => void vi.useRealTimers());
  const work = (budget: WorkBudget, ms: number) =>
    budget.run((mustStop) => {
      vi.advanceTimersByTime(ms);
      return mustStop();
    });

  it("is spent after the work that it allows, however many pieces that is", () => {
    const budget = new WorkBudget(20, 1000);
    let pieces = 0;
    while (!budget.isSpent) {
      work(budget, 3);
      pieces++;
    }
    expect(pieces).toBe(7);
  });
  it("is spent when exactly its time is over", () => {
    const budget = new WorkBudget(10, 60);
    work(budget, 9);
    expect(budget.isSpent).toBe(false);
    work(budget, 1);
    expect(budget.isSpent).toBe(true);
  });
  it("tells a piece to stop when nothing is left of the whole, though a piece may take longer", () => {
    const budget = new WorkBudget(100, 60);
    expect(work(budget, 60)).toBe(false);
    expect(work(budget, 41)).toBe(true);
    expect(work(new WorkBudget(100, 60), 61)).toBe(true);
  });
  it("lets others have their turn after 15 ms of work, and not before", async () => {
    const budget = new WorkBudget(1000, 1000);
    /** Whether somebody else had a turn after so much work. */
    const turnAfter = async (ms: number) => {
      let turned = false;
      setImmediate(() => (turned = true));
      work(budget, ms);
      await budget.yieldTurn();
      const had = turned;
      await new Promise((resolve) => setImmediate(resolve));
      return had;
    };
    expect(await turnAfter(14)).toBe(false);
    expect(await turnAfter(1)).toBe(true);
    expect(await turnAfter(14)).toBe(false);
  });
});
