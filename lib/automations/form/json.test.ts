import { expect, it } from "vitest";

import { isSame } from "./json";

it.each<[unknown, unknown, boolean]>([
  [1, 1, true],
  [1, 2, false],
  [1, "1", false],
  ["a", "a", true],
  [null, null, true],
  [null, {}, false],
  [{}, null, false],
  [undefined, null, false],
  [{}, {}, true],
  [[], [], true],
  [[], {}, false],
  [{}, [], false],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: 1, b: 2 }, { a: 1 }, false],
  [{ a: undefined }, { b: undefined }, false],
  [{ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 2 }] } }, true],
  [{ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 3 }] } }, false],
  [[1, 2], [2, 1], false],
  [[1], [1, 2], false],
  [{ a: 1 }, "a", false],
  ["a", { 0: "a" }, false],
])("%j and %j: %s", (a, b, same) => {
  expect(isSame(a, b)).toBe(same);
});
