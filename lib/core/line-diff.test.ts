import * as fc from "fast-check";
import { expect, it } from "vitest";

import { lineDiff } from "./line-diff";

it("names what was removed and what was added, and keeps the rest", () => {
  expect(lineDiff("a\nb\nc", "a\nx\nc")).toEqual([
    { kind: "same", text: "a" },
    { kind: "removed", text: "b" },
    { kind: "added", text: "x" },
    { kind: "same", text: "c" },
  ]);
});

it("holds both texts, whatever they are", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c"), { minLength: 1 })
    .map((all) => all.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      const side = (left: "added" | "removed") =>
        lines.flatMap(({ kind, text: line }) => (kind === left ? [] : [line])).join("\n");
      expect([side("added"), side("removed")]).toEqual([before, after]);
    }),
  );
});

/** How many lines two texts share in their order, tried in every way. */
function shared(a: readonly string[], b: readonly string[]): number {
  const [first, ...rest] = a;
  if (first === undefined || b.length === 0) return 0;
  const at = b.indexOf(first);
  const without = shared(rest, b);
  return at === -1 ? without : Math.max(without, 1 + shared(rest, b.slice(at + 1)));
}

it("keeps as many lines as there can be", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const same = lineDiff(before.join("\n"), after.join("\n")).filter(
        ({ kind }) => kind === "same",
      );
      expect(same).toHaveLength(shared(before, after));
    }),
  );
});

it.each([
  ["x\na\nb\nc", "a\nb\nc\ny", "-x =a =b =c +y"],
  ["a\nb\nc\nd", "b\nd\na", "-a =b -c =d +a"],
  ["a", "b", "-a +b"],
  ["a", "a\nb", "=a +b"],
  ["a\nb", "b", "-a =b"],
  ["", "", "="],
])("takes the fewest lines from %j to %j", (before, after, steps) => {
  const SIGNS = { same: "=", removed: "-", added: "+" };
  const lines = lineDiff(before, after).map(({ kind, text }) => `${SIGNS[kind]}${text}`);
  expect(lines.join(" ")).toBe(steps);
});
