import { describe, expect, it } from "vitest";

import { fieldText, fieldValue } from "./values";

describe("what stands in a field", () => {
  it.each<[unknown, string]>([
    [undefined, ""],
    [null, ""],
    ["", ""],
    ["a", "a"],
    [5, "5"],
    [true, "true"],
    [["a", "b c"], "a, b c"],
    [[], ""],
    [["a, b"], '["a, b"]'],
    [["a", 5], '["a",5]'],
    [["a ", "b"], '["a ","b"]'],
    [["", "b"], '["","b"]'],
    [["[a"], '["[a"]'],
    [["a}"], '["a}"]'],
    [{ a: 1 }, '{"a":1}'],
    ["{{a.b}}", "{{a.b}}"],
  ])("%j is shown as %j", (value, text) => {
    expect(fieldText(value)).toBe(text);
  });
});

describe("what is typed into a field", () => {
  it.each<[string, Parameters<typeof fieldValue>[1], unknown]>([
    ["", "list", undefined],
    [" a ", "text", " a "],
    ["5", "text", "5"],
    [" 5 ", "number", 5],
    ["-0.5", "number", -0.5],
    ["5.", "number", "5."],
    ["1e3", "number", "1e3"],
    ["x5", "number", "x5"],
    ["5x", "number", "5x"],
    ["123456789012345", "number", 123_456_789_012_345],
    ["1234567890123456", "number", "1234567890123456"],
    ["0.1234567890", "number", 0.123456789],
    ["0.12345678901", "number", "0.12345678901"],
    [" true ", "boolean", true],
    ["false", "boolean", false],
    ["yes", "boolean", "yes"],
    ["{{a.b}}", "boolean", "{{a.b}}"],
    ["[1, 2]", "list", [1, 2]],
    [" [1] ", "any", [1]],
    ['{"a": 1}', "any", { a: 1 }],
    ["[1, 2", "list", "[1, 2"],
    ["{a}", "object", "{a}"],
    ["{{a.b}}", "object", "{{a.b}}"],
    ["a, b,, ", "list", ["a", "b"]],
    ["a", "list", ["a"]],
    ["a, b", "any", "a, b"],
    ["a, b", "object", "a, b"],
    ["{{a.b}}", "list", "{{a.b}}"],
    ["x {{a.b}}", "list", "x {{a.b}}"],
    ["x, {{a.b}}", "list", ["x", "{{a.b}}"]],
    ["{{a.b}}, x", "list", "{{a.b}}, x"],
    ["null", "any", "null"],
  ])("%j in a field of type %s is %j", (text, type, value) => {
    expect(fieldValue(text, type)).toEqual(value);
  });
});
