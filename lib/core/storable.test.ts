import { expect, it } from "vitest";

import {
  cutText,
  isDeeperThan,
  MAX_STORED_DEPTH,
  storable,
  storableText,
  toJson,
} from "./storable";

const nested = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels));
const depthOf = (value: unknown): number => (Array.isArray(value) ? 1 + depthOf(value[0]) : 0);

it("keeps plain values as they are", () => {
  const value = { a: [1, "x", true, null, { b: 1.5 }], "": "empty name" };
  expect(storable(value)).toEqual(value);
});
it.each([
  ["a\u0000b", "a\uFFFDb"],
  ["\uD800", "\uFFFD"],
  ["ok 😀", "ok 😀"],
])("cleans the text %j", (text, clean) => {
  expect(storable(text)).toBe(clean);
  expect(storable({ [text]: text })).toEqual({ [clean]: clean });
});
it("turns what JSON cannot carry into null", () => {
  for (const value of [Infinity, -Infinity, Number.NaN, undefined, new Date(Number.NaN)])
    expect(storable(value)).toBeNull();
});
it("drops prototype keys and pollutes nothing", () => {
  const clean = storable(JSON.parse('{"__proto__":{"polluted":true},"a":{"__proto__":1}}'));
  expect(JSON.stringify(clean)).toBe('{"a":{}}');
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
it("cuts below 32 levels, also of 5,000", () => {
  expect(depthOf(storable(nested(32)))).toBe(32);
  expect(depthOf(storable(nested(5000)))).toBe(32);
});
it("tells the depth from which storable cuts, of arrays and objects", () => {
  for (const levels of [MAX_STORED_DEPTH, MAX_STORED_DEPTH + 1, 5000]) {
    const value = nested(levels);
    expect(isDeeperThan(value, MAX_STORED_DEPTH)).toBe(depthOf(storable(value)) < levels);
  }
  expect(isDeeperThan({ a: 1, b: { c: {} } }, 3)).toBe(false);
  expect(isDeeperThan({ a: 1, b: { c: {} } }, 2)).toBe(true);
  expect(isDeeperThan([null, "text"], 1)).toBe(false);
});
it("keeps more levels where it is told to, objects counted too", () => {
  expect(depthOf(storable(nested(40), 40))).toBe(40);
  expect(depthOf(JSON.parse(toJson(nested(40), 40)))).toBe(40);
  expect(depthOf(JSON.parse(toJson(nested(40))))).toBe(32);
  expect(storable({ a: { b: { c: 1 } }, d: [[1]] }, 2)).toEqual({ a: { b: null }, d: [null] });
  expect(storable("text", 0)).toBe("text");
  expect(storable({}, 0)).toBeNull();
});
it("keeps a time, and leaves out a field that is undefined, as JSON does", () => {
  expect(toJson({ at: new Date(0), gone: undefined })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
});
it("cuts at whole characters", () => {
  const text = `${"x".repeat(9)}😀`;
  expect(cutText(text, 10)).toBe("x".repeat(9));
  expect(cutText(text, 11)).toBe(text);
  expect(cutText(`😀${"x".repeat(9)}`, 10)).toBe(`😀${"x".repeat(8)}`);
  expect(storableText(text, 10)).toBe("x".repeat(9));
  expect(storableText(text)).toBe(text);
});
