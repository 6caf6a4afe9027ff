import { expect, it } from "vitest";

import { maxDelayMs } from "./retry";

it.each([
  [30_000, 1, 30_000],
  [30_000, 2, 60_000],
  [30_000, 4, 240_000],
  [1_800_000, 2, 3_600_000],
  [1_800_001, 2, 3_600_000],
  [30_000, 20, 3_600_000],
])("waits at most, with a first wait of %d ms, after try %d: %d ms", (delayMs, attempt, ms) => {
  expect(maxDelayMs(delayMs, attempt)).toBe(ms);
});
