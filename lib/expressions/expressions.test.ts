import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Ast } from "./ast";
import { check } from "./check";
import { evaluate, matches } from "./evaluate";
import { parseExpression } from "./parser";
import { freePaths } from "./paths";

function parsed(source: string): Ast {
  const result = parseExpression(source);
  if (!result.ok) throw new Error(`${source}: ${result.diagnostic.message}`);
  return result.ast;
}
const value = (source: string, scope: unknown = {}) => evaluate(parsed(source), scope).value;
const holds = (source: string, scope: unknown = {}) => matches(parsed(source), scope).matched;

const ROW = {
  status: "succeeded",
  amount: 2000,
  refunded: false,
  card: { brand: "visa" },
  note: null,
};

describe("the language", () => {
  it.each([
    ["status === 'succeeded'", true],
    ["status == 'failed' || amount > 1000", true],
    ["amount >= 2000 && !refunded", true],
    ["card.brand === 'visa'", true],
    ["card['brand'] in ['visa', 'amex']", true],
    ["note === null", true],
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["-amount / 100", -20],
    ["amount % 3", 2],
    ["'a' + 1", "a1"],
    ["refunded ? 'yes' : 'no'", "no"],
    ["missing ?? 'none'", "none"],
    ["coalesce(missing, note, 'x')", "x"],
    ["exists(missing)", false],
    ["exists(card.brand)", true],
    ["upper(status)", "SUCCEEDED"],
    ["len([1, 2, 3])", 3],
    ["contains(status, 'CEED')", true],
    ["startsWith(status, 'succ') && endsWith(status, 'ed')", true],
    ["max(1, 2) + min(1, 2) + abs(-1) + round(1.6)", 6],
    ["major(5120, 'kwd')", 5.12],
    ["1e3 + .5", 1000.5],
    [String.raw`'it\'s'`, "it's"],
  ])("%s is %j", (source, expected) => {
    expect(value(source, ROW)).toEqual(expected);
  });

  it("counts days only from a moment that the caller brings", () => {
    const nowMs = Date.UTC(2026, 10, 21);
    expect(evaluate(parsed("daysSince('2026-11-01')"), {}, { nowMs }).value).toBe(20);
    expect(value("daysSince('2026-11-01')")).toBeNull();
  });
});

describe("parseExpression", () => {
  it.each([
    ["a = 1", 2],
    ["status === 'x", 11],
    ["", 0],
    ["a b", 2],
    ["a.b()", 3],
    ["(1", 2],
    ["`a`", 0],
    ["x => x", 2],
    ["a;b", 1],
    ["eval('1')", 0],
    ["len()", 0],
    ["1e999", 0],
    ["'\\q'", 2],
  ])("refuses %j at %d", (source, position) => {
    expect(parseExpression(source)).toMatchObject({ ok: false, diagnostic: { position } });
  });

  it("suggests the function that was meant", () => {
    expect(parseExpression("lowr(a)")).toMatchObject({ diagnostic: { suggestion: "lower" } });
  });

  it("bounds length, size and depth", () => {
    expect(parseExpression("a".repeat(501)).ok).toBe(false);
    expect(parseExpression("1+".repeat(249) + "1").ok).toBe(false);
    expect(parseExpression("(".repeat(40) + "1" + ")".repeat(40)).ok).toBe(false);
    expect(parseExpression("!".repeat(200) + "a").ok).toBe(false);
    expect(parseExpression(7).ok).toBe(false);
  });
});

describe("an absent path", () => {
  it.each([
    "missing === 'x'",
    "missing !== 'x'",
    "!missing",
    "!(missing === 'x')",
    "missing > 1",
    "!(missing > 1)",
    "card.missing !== 1",
    "note.email !== 'x'",
    "status !== 'failed' && !missing",
    "missing ? true : true",
    "!contains(missing, 'x')",
    "!(missing in ['a'])",
    "status[missing] !== 1",
  ])("makes %s not matched, with a diagnostic", (source) => {
    const result = matches(parsed(source), ROW);
    expect(result.matched).toBe(false);
    expect(result.diagnostics).not.toEqual([]);
  });

  it("does not decide what is decided without it", () => {
    expect(holds("missing === 1 || status === 'succeeded'", ROW)).toBe(true);
    expect(value("missing && refunded", ROW)).toBe(false);
  });

  it("is named with its position", () => {
    expect(matches(parsed("status === 'x' || card.brnd === 'y'"), ROW).diagnostics).toEqual([
      { position: 18, message: '"card.brnd" is not there' },
    ]);
  });
});

describe("fail closed", () => {
  it.each([
    "amount > 'a'",
    "!(amount > 'a')",
    "1 / 0 !== 1",
    "status * 2 !== 1",
    "amount",
    "status",
  ])("%s is not a match", (source) => expect(holds(source, ROW)).toBe(false));

  it.each([
    "constructor.constructor('return process')()",
    "__proto__.x",
    "(1).constructor",
    "''['constructor']['constructor']",
    "new Date()",
    "this.x",
    "/x/.test(a)",
    "toString",
    "card.hasOwnProperty",
    "card['__proto__']",
    "[].map",
    "a.constructor.prototype",
  ])("%s reaches nothing", (source) => {
    const result = parseExpression(source);
    const reached = result.ok ? evaluate(result.ast, { a: { b: 1 }, card: {} }).value : null;
    expect(reached).toBeNull();
  });
});

describe("check", () => {
  const known = ["status", "amount", "customer", "customer.*", "data.object.id"];
  const findings = (source: string) => check(parsed(source), known);

  it("accepts known paths, objects above them and anything below an open one", () => {
    expect(findings("status === 'x' && customer.address.city !== data.object.id")).toEqual([]);
    expect(findings("data.object !== null && customer[status] === 1")).toEqual([]);
  });

  it("names unknown paths and what was meant", () => {
    expect(findings("amount > 1 && staus === 'x'")).toEqual([
      { position: 14, message: 'Unknown field "staus"', suggestion: "status" },
    ]);
    expect(findings("data.object.idd")).toMatchObject([{ suggestion: "data.object.id" }]);
    expect(findings("status.length.x")).toHaveLength(1);
    expect(findings("customer.constructor")).toHaveLength(1);
  });

  it("sees into computed indexes", () => {
    expect(freePaths(parsed("a[b.c].d")).map(({ path }) => path)).toEqual(["a", "b.c"]);
    expect(findings("customer[nope]")).toHaveLength(1);
  });
});

describe("any text", () => {
  const scope = { status: "x", amount: 1, list: [1, { deep: "y" }], run: () => 1 };
  /** Whether parsing points into the text, and evaluating gives plain data. */
  const survives = (source: string): boolean => {
    const result = parseExpression(source);
    if (!result.ok) return result.diagnostic.position <= source.length;
    check(result.ast, ["status"]);
    const { value } = evaluate(result.ast, scope);
    const plain = !["function", "symbol", "undefined"].includes(typeof value);
    return plain && typeof matches(result.ast, {}).matched === "boolean";
  };

  it("is parsed or refused, evaluated or null, and never throws", () => {
    const anyText = fc.property(fc.string({ maxLength: 200 }), survives);
    expect(fc.check(anyText, { numRuns: 10_000 }).counterexample).toBeNull();
  });

  it("survives when made of the language's own words", () => {
    const word = fc.constantFrom(
      ..."status amount list run ( ) [ ] . === && || ! ? : 'a' 1 + - * / % , in len( coalesce( constructor __proto__ ?? <".split(
        " ",
      ),
    );
    const sentence = fc.array(word, { maxLength: 40 }).map((words) => words.join(" "));
    const anySentence = fc.property(sentence, survives);
    expect(fc.check(anySentence, { numRuns: 20_000 }).counterexample).toBeNull();
  });

  it("never turns an absent path into a match by negation", () => {
    const wrap = fc.constantFrom(
      (inner: string) => `!(${inner})`,
      (inner: string) => `(${inner}) !== 1`,
      (inner: string) => `(${inner}) === null`,
      (inner: string) => `true && (${inner})`,
      (inner: string) => `false || (${inner})`,
      (inner: string) => `(${inner}) ? true : true`,
      (inner: string) => `!((${inner}) in [1])`,
    );
    fc.assert(
      fc.property(fc.array(wrap, { maxLength: 6 }), (wraps) => {
        const source = wraps.reduce((inner, next) => next(inner), "absent.path");
        expect(holds(source, scope)).toBe(false);
      }),
    );
  });
});
