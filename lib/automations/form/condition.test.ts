import { describe, expect, it } from "vitest";

import { fromConditionForm, textOf, toConditionForm, valueOf } from "./condition";
import type { ConditionForm, Test } from "./types";

describe("a condition as rows", () => {
  const row = (field: string, test: Test, value: unknown) => ({ field, test, value });
  it.each<[unknown, ConditionForm]>([
    [undefined, { kind: "rows", rows: [] }],
    ["a > 1", { kind: "text", text: "a > 1" }],
    ["", { kind: "text", text: "" }],
    [{ a: { eq: 1 } }, { kind: "rows", rows: [row("a", "eq", 1)] }],
    [
      { all: [{ a: { contains: "x" } }, { a: { contains: "y" } }] },
      { kind: "rows", rows: [row("a", "contains", "x"), row("a", "contains", "y")] },
    ],
    // What rows would say in another way stays as it is.
    [{ all: [{ a: { eq: 1 } }] }, { kind: "json", json: { all: [{ a: { eq: 1 } }] } }],
    [{ any: [{ a: { eq: 1 } }] }, { kind: "json", json: { any: [{ a: { eq: 1 } }] } }],
    [{ a: { odd: 1 } }, { kind: "json", json: { a: { odd: 1 } } }],
    [{ a: {} }, { kind: "json", json: { a: {} } }],
    [{ a: 5 }, { kind: "json", json: { a: 5 } }],
    [{}, { kind: "json", json: {} }],
    [[], { kind: "json", json: [] }],
    [null, { kind: "json", json: null }],
    [{ all: [5] }, { kind: "json", json: { all: [5] } }],
    [{ "": { eq: 1 } }, { kind: "json", json: { "": { eq: 1 } } }],
  ])("%j", (condition, form) => {
    expect(toConditionForm(condition)).toEqual(form);
    expect(fromConditionForm(toConditionForm(condition))).toEqual(condition);
  });

  it("joins the tests of one field, and says nothing of a field that is not chosen", () => {
    const rows = [row("a", "gte", 1), row("", "eq", 5), row("b", "eq", 2), row("a", "lt", 9)];
    expect(fromConditionForm({ kind: "rows", rows })).toEqual({
      a: { gte: 1, lt: 9 },
      b: { eq: 2 },
    });
    expect(fromConditionForm({ kind: "rows", rows: [row("toString", "eq", 1)] })).toEqual({
      toString: { eq: 1 },
    });
    expect(
      fromConditionForm({ kind: "rows", rows: [row("a", "eq", 1), row("a", "eq", 1)] }),
    ).toEqual({
      all: [{ a: { eq: 1 } }, { a: { eq: 1 } }],
    });
  });
});

describe("a value to compare with", () => {
  it.each<[Test, string, unknown, unknown]>([
    ["eq", "5", 1, 5],
    ["eq", " -5.25 ", undefined, -5.25],
    ["eq", "05", undefined, "05"],
    ["eq", "5.", undefined, "5."],
    ["eq", "1234567890123456", undefined, "1234567890123456"],
    ["eq", "123456789012345", undefined, 123_456_789_012_345],
    ["eq", "0.12345678901", undefined, "0.12345678901"],
    ["eq", "a5", undefined, "a5"],
    ["eq", "5a", undefined, "5a"],
    ["eq", "0", undefined, 0],
    ["eq", " true ", undefined, true],
    ["eq", "false", undefined, false],
    ["eq", "null", undefined, null],
    ["eq", "null", "text", "null"],
    ["eq", " x ", undefined, " x "],
    ["gte", "5", "text", "5"],
    ["in", "1, 2,x", undefined, [1, 2, "x"]],
    ["in", "1, 2", "text", ["1", "2"]],
    ["in", "", undefined, [""]],
    ["contains", "5", undefined, "5"],
    ["contains", "5", "text", "5"],
    ["contains", "5", 12, 5],
    ["contains", "true", undefined, "true"],
    ["exists", "true", undefined, true],
    ["exists", "false", undefined, false],
    ["exists", "", undefined, true],
  ])("%s %j of a field like %j is %j", (test, text, sample, value) => {
    expect(valueOf(test, text, sample)).toEqual(value);
  });

  it.each<[unknown, string]>([
    ["a", "a"],
    [5, "5"],
    [true, "true"],
    [null, "null"],
    [undefined, ""],
    [["a", 5, null], "a, 5, null"],
    [[], ""],
    [{ a: 1 }, '{"a":1}'],
  ])("%j is typed as %j", (value, text) => {
    expect(textOf(value)).toBe(text);
  });
});
