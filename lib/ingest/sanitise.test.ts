import { expect, it } from "vitest";

import { sanitise } from "./sanitise";

const nested = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels));
const depthOf = (value: unknown): number => (Array.isArray(value) ? 1 + depthOf(value[0]) : 0);

it("keeps plain values as they are", () => {
  const value = { a: [1, "x", true, null, { b: 1.5 }], "": "empty name" };
  expect(sanitise(value)).toEqual(value);
});
it.each([
  ["a\u0000b", "a\uFFFDb"],
  ["\uD800", "\uFFFD"],
  ["ok 😀", "ok 😀"],
])("cleans the text %j", (text, clean) => {
  expect(sanitise(text)).toBe(clean);
  expect(sanitise({ [text]: text })).toEqual({ [clean]: clean });
});
it("turns what JSON cannot carry into null", () => {
  for (const value of [Infinity, -Infinity, Number.NaN, undefined])
    expect(sanitise(value)).toBeNull();
});
it("drops prototype keys and pollutes nothing", () => {
  const clean = sanitise(JSON.parse('{"__proto__":{"polluted":true},"a":{"__proto__":1}}'));
  expect(JSON.stringify(clean)).toBe('{"a":{}}');
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
it("cuts below 32 levels, also of 5,000", () => {
  expect(depthOf(sanitise(nested(32)))).toBe(32);
  expect(depthOf(sanitise(nested(5000)))).toBe(32);
});
