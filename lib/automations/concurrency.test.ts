import { expect, it } from "vitest";

import { concurrencyKeyOf, concurrencyLimit } from "./concurrency";
import { onboarding, read } from "./fixtures/onboarding";

it.each([
  [{}, null],
  [{ mode: "single" }, null],
  [{ mode: "queued" }, 1],
  [{ limits: { concurrency: 3 } }, 3],
])("%j lets so many runs be under way at once: %s", (change, count) => {
  expect(concurrencyLimit(read({ ...onboarding, ...change }))).toBe(count);
});

it("keeps runs apart by subject only where the automation says so", () => {
  const [all, each] = [read(onboarding), read({ ...onboarding, per: "subject" })];
  expect([concurrencyKeyOf(all, "cus_1"), concurrencyKeyOf(all, undefined)]).toEqual(["", ""]);
  expect([concurrencyKeyOf(each, "cus_1"), concurrencyKeyOf(each, undefined)]).toEqual([
    "cus_1",
    "",
  ]);
  expect(concurrencyKeyOf(each, "x".repeat(301))).toBe("x".repeat(300));
});
