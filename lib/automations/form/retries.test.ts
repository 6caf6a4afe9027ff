import { describe, expect, it } from "vitest";

import { parseAutomation } from "../schema";
import { retryMeaning } from "./retries";

const accepts = (retry: object) =>
  parseAutomation({
    schema: 1,
    name: "x",
    on: { manual: true },
    steps: [{ id: "a", use: "desk.tickets.create", retry }],
  }).ok;

describe("what retries mean", () => {
  it.each([
    [{}, "Retries after about 30 s, 1 min, 2 min and 4 min, at most 4 times."],
    [
      { delay: "10s", max: 7 },
      "Retries after about 10 s, 20 s, 40 s … 5 min 20 s, at most 6 times.",
    ],
    [{ max: 2 }, "Retries after about 30 s, at most 1 time."],
    [{ max: 1 }, "No retries: the step fails at once."],
    // A wait is never longer than an hour, whatever the first was to be.
    [{ delay: "3d", max: 3 }, "Retries after about 1 h and 1 h, at most 2 times."],
    [{ delay: "45m", max: 20 }, "Retries after about 45 min, 1 h, 1 h … 1 h, at most 19 times."],
  ])("%j: %s", (retry, words) => {
    expect(retryMeaning(retry)).toBe(words);
  });
  it.each([
    { max: 0 },
    { max: 21 },
    { max: 2.5 },
    { max: "often" },
    { max: null },
    { delay: "30" },
    { delay: "91d" },
    { delay: 30 },
    { max: 20, delay: "90d" },
    { max: 1, delay: "1s" },
    {},
  ])("has words for what a definition can hold, and for nothing else: %j", (retry) => {
    expect(retryMeaning(retry) !== null).toBe(accepts(retry));
  });
});
