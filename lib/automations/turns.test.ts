import { expect, it } from "vitest";

import { onboarding, read } from "./fixtures/onboarding";
import { laneOf, turnsAtOnce } from "./turns";

it.each([
  [{}, null],
  [{ mode: "single" }, null],
  [{ mode: "queued" }, 1],
  [{ limits: { concurrency: 3 } }, 3],
])("%j lets so many runs be under way at once: %s", (change, count) => {
  expect(turnsAtOnce(read({ ...onboarding, ...change }))).toBe(count);
});

it("keeps runs apart by subject only where the automation says so", () => {
  const [all, each] = [read(onboarding), read({ ...onboarding, per: "subject" })];
  expect([laneOf(all, "cus_1"), laneOf(all, undefined)]).toEqual(["", ""]);
  expect([laneOf(each, "cus_1"), laneOf(each, undefined)]).toEqual(["cus_1", ""]);
  expect(laneOf(each, "x".repeat(301))).toBe("x".repeat(300));
});
