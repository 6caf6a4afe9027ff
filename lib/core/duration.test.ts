import { expect, it } from "vitest";

import { durationMs } from "./duration";

it.each([
  ["1s", 1000],
  ["15m", 900_000],
  ["2h", 7_200_000],
  ["90d", 7_776_000_000],
  ["2160h", 7_776_000_000],
])("%s is %d ms", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

it.each(["91d", "2161h", "0s", "01s", "100000s", "5", "m", "5 m", "5mm", "x5m", "1.5h", "-1h", ""])(
  "%j is no duration",
  (text) => {
    expect(durationMs(text)).toBeNull();
  },
);
