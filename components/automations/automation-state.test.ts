import { expect, it } from "vitest";

import type { RunStatus } from "@/lib/contracts/run";

import { filterFrom, isShown, stateOf } from "./automation-state";
import type { AutomationStatus } from "./types";

const automation = (status: AutomationStatus, last: RunStatus | null) => ({
  status,
  lastRun:
    last === null
      ? null
      : { id: "r", status: last, line: "", skipped: null, reason: null, createdAt: "" },
});

it.each([
  ["enabled", null, "on", ["on"]],
  ["enabled", "succeeded", "on", ["on"]],
  ["enabled", "cancelled", "on", ["on"]],
  ["enabled", "waiting", "waiting", ["on"]],
  ["enabled", "failed", "failing", ["on", "problems"]],
  ["enabled", "indeterminate", "failing", ["on", "problems"]],
  ["disabled", "failed", "off", ["off"]],
  ["paused", "failed", "paused", ["off", "problems"]],
] as const)("%s with a newest run that %s is %s, in the tabs %j", (status, last, state, tabs) => {
  const one = automation(status, last);
  expect(stateOf(one)).toBe(state);
  expect((["on", "off", "problems"] as const).filter((tab) => isShown(one, tab))).toEqual(tabs);
  expect(isShown(one, null)).toBe(true);
});

it("reads the tab from the address", () => {
  expect(["on", "problems", "x", undefined, ["on"]].map(filterFrom)).toEqual([
    "on",
    "problems",
    null,
    null,
    null,
  ]);
});
