import { describe, expect, it } from "vitest";

import { FilterError, FILTERS } from "./filters";

function run(name: string, value: unknown, ...args: unknown[]) {
  const filter = FILTERS.get(name);
  if (!filter) throw new Error(`There is no filter ${name}.`);
  return filter.run(value, args);
}

describe("filters", () => {
  it.each<[string, unknown, unknown[], unknown]>([
    ["default", null, ["x"], "x"],
    ["default", "", ["x"], "x"],
    ["default", 0, ["x"], 0],
    ["default", false, ["x"], false],
    ["money", 5000, ["USD"], "$50.00"],
    ["money", -5, ["usd"], "-$0.05"],
    ["money", 5000, ["zzz"], "5000 ZZZ"],
    ["date", 1_795_258_200, [], "Nov 21, 2026, 10:50"],
    ["date", "2026-11-21T10:50:00Z", ["Asia/Tokyo"], "Nov 21, 2026, 19:50"],
    ["date", "2026-11-21", ["Asia/Tokyo"], "Nov 21, 2026"],
    ["truncate", "abcd", [4], "abcd"],
    ["truncate", "abcde", [4], "abc…"],
    ["truncate", "😀😀😀", [2], "😀…"],
    ["truncate", "ab", [1], "…"],
    ["truncate", 12345, [3], "12…"],
    ["upper", "ab", [], "AB"],
    ["upper", true, [], "TRUE"],
    ["lower", "AB", [], "ab"],
    ["lower", 5, [], "5"],
    ["join", ["a", 1, true], [], "a, 1, true"],
    ["join", ["a", "b"], ["-"], "a-b"],
    ["join", ["a", "b"], [0], "a0b"],
    ["join", [], [], ""],
    ["join", ["x".repeat(100_000)], [], "x".repeat(100_000)],
    ["json", { a: [1] }, [], '{"a":[1]}'],
  ])("%s of %j with %j", (name, value, args, expected) => {
    expect(run(name, value, ...args)).toBe(expected);
  });

  it.each<[string, unknown, unknown[], string]>([
    ["money", "5000", ["usd"], "whole amount"],
    ["money", 0.5, ["usd"], "whole amount"],
    ["money", 5000, [null], "needs a currency"],
    ["money", 5000, ["dollars"], "needs a currency"],
    ["money", 5000, ["us"], "needs a currency"],
    ["money", 5000, ["xusd"], "needs a currency"],
    ["date", "soon", [], "needs a time"],
    ["date", 0, [null], "needs a text or a number"],
    ["truncate", "ab", [0], "needs a length"],
    ["truncate", "ab", ["2"], "needs a length"],
    ["truncate", null, [2], "needs a text or a number"],
    ["upper", {}, [], "needs a text or a number"],
    ["lower", null, [], "needs a text or a number"],
    ["join", "a", [], "needs a list"],
    ["join", [["a"]], [], "needs a text or a number"],
    ["join", ["a"], [{}], "needs a text or a number"],
    ["join", ["x".repeat(100_001)], [], "longer than 100000 characters"],
    ["join", ["x".repeat(60_000), "x".repeat(60_000)], [], "longer than 100000 characters"],
  ])("%s has no answer for %j with %j", (name, value, args, why) => {
    const attempt = () => run(name, value, ...args);
    expect(attempt).toThrow(FilterError);
    expect(attempt).toThrow(why);
  });

  it("reads only what is absent by default", () => {
    const absent = [...FILTERS].filter(([, { takesAbsent }]) => takesAbsent);
    expect(absent.map(([name]) => name)).toEqual(["default"]);
  });
});
