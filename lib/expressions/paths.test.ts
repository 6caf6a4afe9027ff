import { describe, expect, it } from "vitest";

import { check } from "./check";
import { parseExpression } from "./parser";
import { equalities, freePaths } from "./paths";

function parsed(source: string) {
  const result = parseExpression(source);
  if (!result.ok) throw new Error(result.diagnostic.message);
  return result.ast;
}

describe("the paths of an expression", () => {
  it.each<[string, string[]]>([
    ["a.b.c", ["a.b.c"]],
    ["a['b'].c", ["a.b.c"]],
    ["a[0].b", ["a.0.b"]],
    ["a[b].c[d.e]", ["a*", "b", "d.e"]],
    ["a[b[c]]", ["a*", "b*", "c"]],
    ["!a + -b", ["a", "b"]],
    ["a ? b : c", ["a", "b", "c"]],
    ["[a, b.c]", ["a", "b.c"]],
    ["max(a, b) in [c, 1]", ["a", "b", "c"]],
    ["coalesce(a, b).c", ["a", "b"]],
    ["[a][b]", ["a", "b"]],
    ["1 + 'x'", []],
  ])("%s", (source, expected) => {
    expect(freePaths(parsed(source)).map(({ path, exact }) => (exact ? path : `${path}*`))).toEqual(
      expected,
    );
  });

  it("stand where they begin", () => {
    expect(freePaths(parsed("1 + a.b * c[d]"))).toEqual([
      { path: "a.b", exact: true, at: 4 },
      { path: "c", exact: false, at: 10 },
      { path: "d", exact: true, at: 12 },
    ]);
  });
});

describe("what an expression compares with fixed values", () => {
  it.each<[string, [string, unknown][]]>([
    ["a === 1", [["a", 1]]],
    ["a !== 'x'", [["a", "x"]]],
    ["'x' == a.b", [["a.b", "x"]]],
    ["a != null", [["a", null]]],
    [
      "a in ['x', 2, b]",
      [
        ["a", "x"],
        ["a", 2],
      ],
    ],
    ["a > 1", []],
    ["a === b", []],
    ["a + 1 === 2", []],
    [
      "!(a === 1) && (b > 2 || c == 3)",
      [
        ["a", 1],
        ["c", 3],
      ],
    ],
    ["upper(a) === 'X' ? b === 1 : false", [["b", 1]]],
  ])("%s", (source, expected) => {
    expect(equalities(parsed(source)).map(({ path, value }) => [path, value])).toEqual(expected);
  });
});

describe("what an expression may read", () => {
  const unknown = (source: string, ...known: string[]) =>
    check(parsed(source), known).map(({ message }) => message);
  it.each([
    ["a.b", ["a.b"]],
    ["a", ["a.b"]],
    ["a", ["a.*"]],
    ["a.b.c", ["a.*"]],
    ["a.b.c.d", ["a.b.*"]],
    ["a.b[c]", ["a.b.*", "c"]],
    ["a.b[c]", ["a.b", "a.b.*", "c"]],
    ["a[c]", ["a.b", "c"]],
  ])("%s is known of %j", (source, known) => {
    expect(unknown(source, ...known)).toEqual([]);
  });

  it.each([
    ["a.b", ["a"], "a.b"],
    ["a.bc", ["a.b"], "a.bc"],
    ["a", ["ab.c"], "a"],
    ["a.b", [], "a.b"],
    ["a.b.c", ["a.b"], "a.b.c"],
    ["a.c.d", ["a.b.*"], "a.c.d"],
    ["a.b[c]", ["a.b", "c"], "a.b"],
    ["a.constructor.b", ["a.*"], "a.constructor.b"],
    ["__proto__", ["__proto__"], "__proto__"],
  ])("%s is not known of %j", (source, known, path) => {
    expect(unknown(source, ...known)).toEqual([`Unknown field "${path}"`]);
  });

  it("names what was meant without its open end", () => {
    expect(check(parsed("custmer"), ["customer.*"])).toEqual([
      { position: 0, message: 'Unknown field "custmer"', suggestion: "customer" },
    ]);
    expect(check(parsed("zzzz"), ["customer.*"])).toEqual([
      { position: 0, message: 'Unknown field "zzzz"' },
    ]);
  });
});
