import { describe, expect, it } from "vitest";

import { evaluate } from "../expressions/evaluate";
import { compileCondition, Condition } from "./condition";
import { describeRefusal } from "./condition-words";

const holds = (condition: unknown, scope: object) =>
  evaluate(compileCondition(Condition.parse(condition)), scope).value;

describe("a condition as data", () => {
  const data = { n: 5, text: "abc", list: ["x"], none: null, deep: { a: { b: 1 } } };
  it.each<[object, boolean]>([
    [{ n: { eq: 5 } }, true],
    [{ n: { eq: 6 } }, false],
    [{ n: { ne: 6 } }, true],
    [{ n: { ne: 5 } }, false],
    [{ n: { gt: 4 } }, true],
    [{ n: { gt: 5 } }, false],
    [{ n: { gte: 5 } }, true],
    [{ n: { gte: 6 } }, false],
    [{ n: { lt: 6 } }, true],
    [{ n: { lt: 5 } }, false],
    [{ n: { lte: 5 } }, true],
    [{ n: { lte: 4 } }, false],
    [{ text: { gte: "abc" } }, true],
    [{ n: { in: [4, 5] } }, true],
    [{ n: { in: [4] } }, false],
    [{ text: { contains: "B" } }, true],
    [{ list: { contains: "x" } }, true],
    [{ list: { contains: "y" } }, false],
    [{ n: { exists: true } }, true],
    [{ gone: { exists: true } }, false],
    [{ n: { exists: false } }, false],
    [{ gone: { exists: false } }, true],
    [{ none: { eq: null } }, true],
    [{ "deep.a.b": { eq: 1 } }, true],
    [{ n: { gt: 4, lt: 6 } }, true],
    [{ n: { gt: 4, lt: 5 } }, false],
    [{ n: { gt: 5 }, text: { eq: "abc" } }, false],
    [{ n: { gt: 4 }, text: { eq: "abc" } }, true],
    [{ all: [{ n: { eq: 5 } }, { text: { eq: "x" } }] }, false],
    [{ all: [{ n: { eq: 5 } }, { text: { eq: "abc" } }] }, true],
    [{ any: [{ n: { eq: 6 } }, { text: { eq: "abc" } }] }, true],
    [{ any: [{ n: { eq: 6 } }, { text: { eq: "x" } }] }, false],
    [{ not: { n: { eq: 6 } } }, true],
    [{ not: { n: { eq: 5 }, text: { eq: "abc" } } }, false],
    [{ n: { eq: 5 }, not: { any: [{ text: { eq: "abc" } }] } }, false],
  ])("%j: %s", (condition, expected) => {
    expect(holds(condition, data)).toBe(expected);
  });

  it.each<[unknown, boolean]>([
    [{ a: { eq: "x".repeat(500) } }, true],
    [{ a: { eq: "x".repeat(501) } }, false],
    [{ a: { in: [] } }, false],
    [{ a: { in: Array.from({ length: 50 }, () => 1) } }, true],
    [{ a: { in: Array.from({ length: 51 }, () => 1) } }, false],
    [{ a: { gt: true } }, false],
    [{ a: { gt: "x".repeat(501) } }, false],
    [{ a: { contains: "x".repeat(501) } }, false],
    [{ a: { contains: 5 } }, true],
    [{ a: { exists: "yes" } }, false],
    [{ a: 5 }, false],
    [{ "a.": { eq: 1 } }, false],
    [{ "1a": { eq: 1 } }, false],
    [{ "a.b-c": { eq: 1 } }, false],
    [{ "x a": { eq: 1 } }, false],
    [{ "a.1.b_c": { eq: 1 } }, true],
    [{ all: {} }, false],
    [{ all: Array.from({ length: 20 }, () => ({ a: { eq: 1 } })) }, true],
    [{ any: Array.from({ length: 21 }, () => ({ a: { eq: 1 } })) }, false],
    [{ any: [{}] }, false],
    [{ not: [{ a: { eq: 1 } }] }, false],
    [{ not: {} }, false],
    ["x".repeat(500), true],
    ["x".repeat(501), false],
    ["a ==", false],
    [5, false],
  ])("is read, or refused: %j: %s", (condition, expected) => {
    expect(Condition.safeParse(condition).success).toBe(expected);
  });

  it("names the place of a fault", () => {
    const places = (condition: unknown) =>
      Condition.safeParse(condition).error?.issues.flatMap((issue) =>
        issue.code === "invalid_union"
          ? issue.errors.flat().map(({ path, message }) => `${path.join(".")}: ${message}`)
          : [],
      );
    expect(places({ any: [{ a: { eq: 1 } }, { b: {} }] })).toContain(
      "any.1.b: Must have an operator",
    );
    expect(places({ not: { "a b": { eq: 1 } } })).toContain("not.a b: Is not the name of a field");
    expect(places({})).toContain(": Must name at least one field");
  });
});

describe("why a condition did not hold", () => {
  it.each<[Condition, string]>([
    [{ "customer.phone": { exists: true } }, "customer has no phone"],
    [{ "event.data.failure_message": { exists: true } }, "data has no failure message"],
    [{ customer: { exists: true } }, "there is no customer"],
    [{ a: { exists: false } }, "condition not met: its a does not exist"],
    [{ a: { exists: true, eq: 1 } }, "condition not met: its a exists and its a is 1"],
    [{ a: { exists: true }, b: { eq: 1 } }, "condition not met: its a exists and its b is 1"],
    [{ not: { a: { exists: true } } }, "condition not met: not (its a exists)"],
    ["exists(a)", "condition not met: exists(a)"],
  ])("%j: %s", (condition, sentence) => {
    expect(describeRefusal(condition, [])).toBe(sentence);
  });

  it("is said with what could not be read", () => {
    const diagnostics = [
      { position: 0, message: '"a" is not there' },
      { position: 5, message: '"b" is not there' },
    ];
    expect(describeRefusal("a === b", diagnostics)).toBe(
      'condition not met: a === b ("a" is not there; "b" is not there)',
    );
  });
});

it("throws for a condition that its schema refuses", () => {
  expect(() => compileCondition("a ==")).toThrow("the end");
});
