import { expect, it } from "vitest";

import { parseJson } from "./parse-json";

const nestedObject = (levels: number): object =>
  levels === 1 ? {} : { a: nestedObject(levels - 1) };

it("reads JSON as JSON.parse does", () => {
  const text = '{"a":[1,-2.5,1e3,"[[[\\"{",true,null],"__proto__":1,"b":9007199254740991}';
  expect(parseJson(text)).toEqual(JSON.parse(text));
});
it.each([
  ["9007199254740993", "9007199254740993"],
  ["-12345678901234567890", "-12345678901234567890"],
  ["1e400", "1e400"],
  ["0.1", 0.1],
  ["1e21", 1e21],
])("keeps every digit of %s", (source, value) => {
  expect(parseJson(`{"id":${source}}`)).toEqual({ id: value });
});
it("takes 64 levels and refuses 65, and 150,000", () => {
  const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  expect(parseJson(nested(64))).toBeInstanceOf(Array);
  for (const levels of [65, 150_000])
    expect(() => parseJson(nested(levels))).toThrow("more than 64 levels deep");
});
it("counts levels, not brackets: those that are closed, and those in texts, do not add up", () => {
  const wide = Array.from({ length: 100 }, () => [{}, []]);
  expect(parseJson(JSON.stringify(wide))).toEqual(wide);
  const quoted = ["[".repeat(100), '"'.repeat(3) + "[".repeat(100), "\\", "{".repeat(100)];
  expect(parseJson(JSON.stringify(quoted))).toEqual(quoted);
  const closed = ["]".repeat(100), nestedObject(60)];
  expect(parseJson(JSON.stringify(closed))).toEqual(closed);
  expect(() => parseJson(JSON.stringify(["]".repeat(100), nestedObject(64)]))).toThrow(
    "levels deep",
  );
  expect(() => parseJson(JSON.stringify(['\\"]', nestedObject(64)]))).toThrow("levels deep");
});
it("keeps every digit of a number on its own, and of one in a list", () => {
  expect(parseJson("9007199254740992")).toBe("9007199254740992");
  expect(parseJson("[9007199254740991,-9007199254740991,0.5]")).toEqual([
    9007199254740991, -9007199254740991, 0.5,
  ]);
});
it.each(["", "{", "{'a':1}", "[1,]"])("refuses %j", (text) => {
  expect(() => parseJson(text)).toThrow("not valid JSON");
});
