import { expect, it } from "vitest";

import { WorkBudget } from "./work-budget";

const busy = (ms: number) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

it("is spent after the work that it allows, however many pieces that is", () => {
  const budget = new WorkBudget(20, 1000);
  let pieces = 0;
  while (!budget.isSpent) {
    budget.run(() => busy(3));
    pieces++;
  }
  expect(pieces).toBeGreaterThan(1);
  expect(pieces).toBeLessThan(8);
});
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
