import { describe, expect, it } from "vitest";

import { evaluate, matches } from "./evaluate";
import { parseExpression } from "./parser";

function run(source: string, scope: unknown = {}, nowMs?: number) {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new Error(parsed.diagnostic.message);
  return evaluate(parsed.ast, scope, nowMs === undefined ? {} : { nowMs });
}
const value = (source: string, scope?: unknown) => run(source, scope).value;

describe("functions", () => {
  it.each<[string, unknown]>([
    ["len('')", 0],
    ["len('abc')", 3],
    ["len(5)", null],
    ["lower('ÄB')", "äb"],
    ["upper(5)", "5"],
    ["upper(true)", "TRUE"],
    ["upper(null)", ""],
    ["upper([1])", ""],
    ["contains('Hello', 'ELL')", true],
    ["contains('Hello', 'x')", false],
    ["contains('a1b', 1)", true],
    ["contains(['a', 'b'], 'b')", true],
    ["contains(['a', 'b'], 'B')", false],
    ["contains(5, '5')", null],
    ["contains(null, '')", null],
    ["startsWith('abc', 'ab')", true],
    ["startsWith('abc', 'bc')", false],
    ["endsWith('abc', 'bc')", true],
    ["endsWith('abc', 'ab')", false],
    ["abs(-5)", 5],
    ["abs('5')", null],
    ["round(1.4)", 1],
    ["round(1.5)", 2],
    ["min(1, 2)", 1],
    ["max(1, 2)", 2],
    ["min(1, '2')", null],
    ["max(null, 2)", null],
    ["coalesce('', null, 0, 1)", 0],
    ["coalesce(false, true)", false],
    ["exists(null)", false],
    ["exists('')", true],
    ["exists(0)", true],
    ["major(2000, 'usd')", 20],
    ["major(500, 'jpy')", 500],
    ["major(500, 'zzz')", null],
    ["major('500', 'usd')", null],
    ["major(500, 5)", null],
    ["major(0.5, 'usd')", null],
  ])("%s is %j", (source, expected) => {
    const { value: found, diagnostics } = run(source);
    expect(found).toEqual(expected);
    expect(diagnostics).toHaveLength(expected === null ? 1 : 0);
  });

  it("say which of them has no answer, and where", () => {
    expect(run("1 + len(5)").diagnostics).toEqual([
      { position: 4, message: '"len" has no answer for these values' },
    ]);
  });

  it("count whole days", () => {
    const NOW = Date.UTC(2026, 10, 21);
    const days = (text: string) => run(`daysSince('${text}')`, {}, NOW).value;
    expect(days("2026-11-20")).toBe(1);
    expect(days("2026-11-20T00:00:01Z")).toBe(0);
    expect(days("2026-11-21")).toBe(0);
    expect(days("2026-11-21T00:00:01Z")).toBe(-1);
    expect(days("soon")).toBeNull();
    expect(run("daysSince(at)", { at: 1_700_000_000 }, NOW).value).toBe(1102);
    expect(value("daysSince('2026-11-20')")).toBeNull();
  });

  it("take texts up to 2,000 characters", () => {
    const scope = { long: "a".repeat(3000), end: `${"a".repeat(2000)}b` };
    expect(value("len(upper(long))", scope)).toBe(2000);
    expect(value("len(long)", scope)).toBe(3000);
    expect(value("endsWith(end, 'b')", scope)).toBe(false);
    expect(value("len(long + long)", scope)).toBe(2000);
    expect(value("len('x' + long)", scope)).toBe(2000);
  });

  it("stay unknown where one of their values is, unless they ask for that", () => {
    expect(value("upper(gone)")).toBeNull();
    expect(value("coalesce(gone, a.b.c, 'x')")).toBe("x");
    expect(value("coalesce(gone, 1 / 0, 'x')")).toBeNull();
    expect(run("coalesce(gone, 'x')").diagnostics).toEqual([]);
    expect(run("exists(a.b)", { a: {} })).toEqual({ value: false, diagnostics: [] });
    expect(value("exists(len(5))")).toBeNull();
    expect(value("!exists(a)", { a: 1 })).toBe(false);
  });
});

describe("operators", () => {
  it.each<[string, unknown]>([
    ["2 < 3", true],
    ["3 < 3", false],
    ["3 <= 3", true],
    ["4 <= 3", false],
    ["3 > 3", false],
    ["4 > 3", true],
    ["3 >= 3", true],
    ["2 >= 3", false],
    ["'a' < 'b'", true],
    ["'b' <= 'a'", false],
    ["'b' > 'a'", true],
    ["'a' >= 'b'", false],
    ["1 < '2'", null],
    ["'a' < 5", null],
    ["true < 2", null],
    ["null >= 0", null],
    ["1 === 1", true],
    ["1 == '1'", false],
    ["1 !== 1", false],
    ["1 != '1'", true],
    ["1 in [1, 2]", true],
    ["3 in [1, 2]", false],
    ["'a' in 'abc'", null],
    ["!(1 in 1)", null],
    ["7 - 2", 5],
    ["7 * 2", 14],
    ["7 / 2", 3.5],
    ["7 % 2", 1],
    ["'7' - 2", null],
    ["7 + '2'", "72"],
    ["'a' + null", "a"],
    ["'a' + [1]", "a"],
    ["null + 1", null],
    ["true + 1", null],
    ["1 / 0", null],
    ["0 / 0", null],
    ["-'1'", null],
    ["-(1 / 0)", null],
    ["!'x'", false],
    ["!0", true],
    ["null ?? 1", 1],
    ["0 ?? 1", 0],
    ["gone.deep ?? 1", 1],
    ["[1, 1 / 0]", null],
    ["[1, 'a']", [1, "a"]],
  ])("%s is %j", (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ["true || gone", true],
    ["gone || true", true],
    ["gone || false", null],
    ["false || gone", null],
    ["gone || gone", null],
    ["false && gone", false],
    ["gone && false", false],
    ["gone && true", null],
    ["true && gone", null],
    ["gone && gone", null],
    ["'a' && 'b'", "b"],
    ["0 && 'b'", 0],
    ["'a' || 'b'", "a"],
    ["0 || ''", ""],
    ["gone ? 1 : 2", null],
    ["0 ? 1 : 2", 2],
    ["gone === gone", null],
    ["gone === 1", null],
    ["1 !== gone", null],
  ])("%s, of which a part is not there, is %j", (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  it("say why they have no answer", () => {
    const why = (source: string) => run(source).diagnostics;
    expect(why("1 < 'a'")).toEqual([
      { position: 2, message: '"<" compares two numbers or two texts' },
    ]);
    expect(why("1 in 2")).toEqual([{ position: 2, message: '"in" needs a list on its right' }]);
    expect(why("1 - 'a'")).toEqual([{ position: 2, message: '"-" needs two numbers' }]);
    expect(why("1 / 0")).toEqual([{ position: 2, message: "This has no finite result" }]);
    expect(why("-'a'")).toEqual([{ position: 0, message: "Only a number can be negated" }]);
    expect(why("-gone")).toEqual([{ position: 1, message: '"gone" is not there' }]);
    expect(why("'abc'.x")).toEqual([{ position: 0, message: '"This" is not there' }]);
    expect(why("true || gone")).toEqual([]);
    expect(why("gone.deep ?? 1")).toEqual([]);
    expect(why("coalesce(gone.deep.er, 1)")).toEqual([]);
    expect(why("gone.a.b")).toEqual([{ position: 0, message: '"gone" is not there' }]);
    expect(why("[1][gone]")).toEqual([{ position: 4, message: '"gone" is not there' }]);
  });

  it("match only what is exactly true", () => {
    const parsed = parseExpression("a");
    if (!parsed.ok) throw new Error("It is an expression.");
    for (const [a, matched] of [
      [true, true],
      ["true", false],
      [1, false],
    ])
      expect(matches(parsed.ast, { a }).matched).toBe(matched);
  });
});

describe("paths", () => {
  const scope = {
    text: "abc",
    list: ["x", { y: 1 }],
    none: null,
    gone: undefined,
    run: () => 1,
    deep: { 0: "zero", "a-b": 2 },
  };
  it.each<[string, unknown]>([
    ["text.length", 3],
    ["list.length", 2],
    ["list[0]", "x"],
    ["list['0']", "x"],
    ["list[1].y", 1],
    ["list[2]", null],
    ["list[-1]", null],
    ["list[null]", null],
    ["list[true]", null],
    ["text[0]", null],
    ["text.trim", null],
    ["none", null],
    ["none.a", null],
    ["gone", null],
    ["run", null],
    ["run.length", null],
    ["deep[0]", "zero"],
    ["deep['a-b']", 2],
    ["deep[text]", null],
    ["deep.constructor", null],
    ["[5, 6][1]", 6],
    ["(none ?? deep)['a-b']", 2],
    ["deep[gone]", null],
  ])("%s is %j", (source, expected) => {
    expect(value(source, scope)).toEqual(expected);
  });

  it("never step on a prototype, also where an object has such a name of its own", () => {
    const own = JSON.parse('{"a":{"__proto__":1,"constructor":2,"prototype":3,"x":4}}') as object;
    for (const name of ["__proto__", "constructor", "prototype"])
      expect(value(`a['${name}']`, own)).toBeNull();
    expect(value("a.x", own)).toBe(4);
    expect(value("a.x", { a: Object.create({ x: 4 }) as unknown })).toBeNull();
  });
});
