import { expect, it } from "vitest";

import { parseJson } from "./parse-json";

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
    expect(() => parseJson(nested(levels))).toThrow("deeper than 64 levels");
});
it.each(["", "{", "{'a':1}", "[1,]"])("refuses %j", (text) => {
  expect(() => parseJson(text)).toThrow("not JSON");
});
