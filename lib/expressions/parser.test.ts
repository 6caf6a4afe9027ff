import { describe, expect, it } from "vitest";

import { evaluate } from "./evaluate";
import { lex } from "./lexer";
import { parseExpression } from "./parser";

const problem = (source: string) => {
  const result = parseExpression(source);
  return result.ok ? null : result.diagnostic;
};
function value(source: string, scope: unknown = {}) {
  const result = parseExpression(source);
  if (!result.ok) throw new Error(result.diagnostic.message);
  return evaluate(result.ast, scope).value;
}

describe("limits of an expression", () => {
  it("are 500 characters", () => {
    expect(problem("a".repeat(500))).toBeNull();
    expect(problem("a".repeat(501))).toEqual({
      position: 500,
      message: "An expression has at most 500 characters",
    });
  });

  it("are 256 parts", () => {
    // A sum of n numbers has 2n − 1 parts; the sign is one more.
    const sum = Array.from({ length: 128 }, () => "1").join("+");
    expect(problem(sum)).toBeNull();
    expect(problem(`-${sum}`)).toBeNull();
    expect(problem(`--${sum}`)).toMatchObject({ message: "Too many parts" });
  });

  it.each([
    ["brackets", (depth: number) => `${"(".repeat(depth)}1${")".repeat(depth)}`, 31],
    ["signs", (depth: number) => `${"!".repeat(depth)}a`, 31],
    ["lists", (depth: number) => `${"[".repeat(depth)}1${"]".repeat(depth)}`, 31],
    ["indexes", (depth: number) => `${"a[".repeat(depth)}1${"]".repeat(depth)}`, 31],
    ["calls", (depth: number) => `${"abs(".repeat(depth)}1${")".repeat(depth)}`, 31],
    ["choices", (depth: number) => `${"a?b:".repeat(depth)}1`, 31],
  ])("are 32 levels, counted for %s", (_what, nest, most) => {
    expect(problem(nest(most))).toBeNull();
    expect(problem(nest(most + 1))).toMatchObject({ message: "Nested too deeply" });
  });

  it("count levels that are open, not all that there were", () => {
    expect(problem(Array.from({ length: 40 }, () => "(1)").join("+"))).toBeNull();
    expect(problem(Array.from({ length: 40 }, () => "-a").join("+"))).toBeNull();
  });

  it("are text", () => {
    for (const source of [7, null, undefined, ["a"]])
      expect(parseExpression(source)).toEqual({
        ok: false,
        diagnostic: { position: 0, message: "An expression must be text" },
      });
  });
});

describe("precedence", () => {
  it.each([
    ["1 + 2 * 3 - 4 / 2", 5],
    ["10 - 2 - 3", 5],
    ["16 / 4 / 2", 2],
    ["7 % 4 * 2", 6],
    ["-2 * -3", 6],
    ["- -2", 2],
    ["1 + 1 === 2", true],
    ["1 < 2 === true", true],
    ["2 > 1 && 1 > 2 || true", true],
    ["true || true && false", true],
    ["!false && false", false],
    ["null ?? true || false", true],
    ["1 in [1] && 2 in [1, 2]", true],
    ["!(1 in [2])", true],
    ["true ? 1 : false ? 2 : 3", 1],
    ["false ? 1 : false ? 2 : 3", 3],
    ["true ? false ? 1 : 2 : 3", 2],
    ["a.b.c + a['b']['c']", 6],
    ["a[true ? 'b' : 'x'].c", 3],
    ["len([])", 0],
    ["len([[1, 2], 3])", 2],
  ])("%s is %j", (source, expected) => {
    expect(value(source, { a: { b: { c: 3 } } })).toEqual(expected);
  });
});

describe("mistakes are named where they are", () => {
  it.each([
    ["a b", 2, 'Unexpected "b"'],
    ["a ? b", 5, 'Expected ":"'],
    ["(a", 2, 'Expected ")"'],
    ["[a", 2, 'Expected "]"'],
    ["a[1", 3, 'Expected "]"'],
    ["[a,]", 3, 'Unexpected "]"'],
    ["a.", 2, "Expected a name"],
    ["a.1", 1, 'Unexpected ".1"'],
    ["a.'b'", 2, "Expected a name"],
    ["1 +", 3, 'Unexpected "the end"'],
    ["", 0, 'Unexpected "the end"'],
    [")", 0, 'Unexpected ")"'],
    ["a & b", 2, 'Unexpected "&"'],
    ["1e999", 0, "Number too large"],
    ["'x", 0, "This text has no closing quote"],
    [" 'x\\'", 1, "This text has no closing quote"],
    ["'\\", 2, "Unknown escape"],
    ["'a\\x'", 3, "Unknown escape"],
    ["len(1, 2)", 0, '"len" takes 1 values, not 2'],
    ["1 + min(1)", 4, '"min" takes 2 values, not 1'],
    ["coalesce()", 0, '"coalesce" takes 1 to 8 values, not 0'],
    ["coalesce(1,2,3,4,5,6,7,8,9)", 0, '"coalesce" takes 1 to 8 values, not 9'],
    ["eval(1)", 0, 'Unknown function "eval"'],
    ["a.len(1)", 5, 'Unexpected "("'],
  ])("%j at %d: %s", (source, position, message) => {
    expect(problem(source)).toMatchObject({ position, message });
  });

  it("says nothing of what was meant where nothing is near", () => {
    expect(problem("eval(1)")).not.toHaveProperty("suggestion");
    expect(problem("cntains(a, 'b')")).toMatchObject({ suggestion: "contains" });
  });

  it("admits as many values as a function takes", () => {
    expect(value("coalesce(null, '', null, '', null, '', null, 8)")).toBe(8);
    expect(value("coalesce(null)")).toBeNull();
  });
});

describe("words of an expression", () => {
  const words = (source: string) => lex(source).map(({ text }) => text);
  it.each([
    ["a===b", ["a", "===", "b"]],
    ["a!==b!=c", ["a", "!==", "b", "!=", "c"]],
    ["a<=b<c>=d>e", ["a", "<=", "b", "<", "c", ">=", "d", ">", "e"]],
    ["a??b?c:d", ["a", "??", "b", "?", "c", ":", "d"]],
    ["1.5e-3+.5+2.", ["1.5e-3", "+", ".5", "+", "2."]],
    ["1E+2 12", ["1E+2", "12"]],
    ["_a1.$b", ["_a1", ".", "$b"]],
    ["'it\\'s' \"a\\\"b\\\\\" '\\n\\t'", ["it's", 'a"b\\', "\n\t"]],
    ["'a\"b'", ['a"b']],
    ["\t a \n\n b ", ["a", "b"]],
  ])("%j", (source, expected) => {
    expect(words(source)).toEqual([...expected, "the end"]);
  });

  it("stand where they begin", () => {
    expect(lex("  ab  'c'  12  <= ").map(({ kind, at }) => [kind, at])).toEqual([
      ["name", 2],
      ["string", 6],
      ["number", 11],
      ["mark", 15],
      ["end", 18],
    ]);
  });

  it("does not take a quoted word for a keyword or a sign", () => {
    expect(value("'true'")).toBe("true");
    expect(value("'+'")).toBe("+");
    expect(problem("a '+' b")).toMatchObject({ position: 2 });
    expect(problem("a 'in' [1]")).toMatchObject({ position: 2 });
    expect(problem("'!' a")).toMatchObject({ position: 4 });
    expect(problem("len '(' 1)")).toMatchObject({ position: 4 });
    expect(value("[true, false, null, undefined]")).toEqual([true, false, null, null]);
  });
});
