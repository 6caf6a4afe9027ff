import { describe, expect, it } from "vitest";
import * as z from "zod/mini";

import { describeRawIssue, issue, toIssues } from "./definition-issues";

const Circle = z.strictObject({ kind: z.literal("circle"), radius: z.number() });
const Square = z.strictObject({ kind: z.literal("square"), side: z.number(), label: z.string() });
const Drawing = z.strictObject({
  title: z.string().check(z.minLength(1), z.maxLength(5)),
  code: z.optional(z.string().check(z.minLength(3))),
  count: z.optional(z.int().check(z.gte(1), z.lte(9))),
  tags: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(2))),
  tone: z.optional(z.enum(["calm", "loud"])),
  shape: z.optional(z.discriminatedUnion("kind", [Circle, Square])),
  either: z.optional(z.union([Circle, Square])),
  mixed: z.optional(z.union([z.string(), z.union([z.boolean(), z.literal(7)]), z.array(z.int())])),
  sizes: z.optional(z.partialRecord(z.enum(["small", "large"]), z.number())),
  short: z.optional(z.record(z.string().check(z.maxLength(3)), z.number())),
  list: z.optional(z.array(z.strictObject({ id: z.string() }))),
});

function issuesOf(change: object) {
  const parsed = Drawing.safeParse({ title: "A", ...change }, { error: describeRawIssue });
  return parsed.success ? [] : toIssues(parsed.error.issues);
}
const said = (change: object) => issuesOf(change).map(({ path, message }) => `${path}: ${message}`);

describe("an issue", () => {
  it("names its place as people write it", () => {
    expect(issue(["display", "fields", 3, "key"], "Is missing").path).toBe("display.fields[3].key");
    expect(issue([0, "id"], "Is missing").path).toBe("[0].id");
    expect(issue([], "Is missing")).toEqual({ code: "invalid", path: "", message: "Is missing" });
  });
  it("has its suggestion by itself and in its sentence", () => {
    expect(issue(["a"], "Unknown key", "b")).toEqual({
      code: "invalid",
      path: "a",
      message: 'Unknown key. Did you mean "b"?',
      suggestion: "b",
    });
  });
});

describe("what is wrong with a value", () => {
  it.each<[object, string[]]>([
    [{ title: undefined }, ["title: Is missing"]],
    [{ title: null }, ["title: Must be text, not null"]],
    [{ title: ["A"] }, ["title: Must be text, not a list"]],
    [{ title: { a: 1 } }, ["title: Must be text, not an object"]],
    [{ title: true }, ["title: Must be text, not true or false"]],
    [{ title: "" }, ["title: Must not be empty"]],
    [{ title: "too long" }, ["title: Must have at most 5 characters"]],
    [{ code: "ab" }, ["code: Must have at least 3 characters"]],
    [{ count: 0 }, ["count: Must be at least 1"]],
    [{ count: 10 }, ["count: Must be at most 9"]],
    [{ count: "5" }, ["count: Must be a number, not text"]],
    [{ count: 1.5 }, ["count: Must be a whole number, not a number"]],
    [{ tags: [] }, ["tags: Must not be empty"]],
    [{ tags: ["a", "b", "c"] }, ["tags: Must have at most 2 entries"]],
    [{ tags: "a" }, ["tags: Must be a list, not text"]],
    [{ tags: ["a", 5] }, ["tags[1]: Must be text, not a number"]],
    [{ tone: "lod" }, ['tone: Must be one of calm, loud. Did you mean "loud"?']],
    [{ tone: "green" }, ["tone: Must be one of calm, loud"]],
    [{ tone: 5 }, ["tone: Must be one of calm, loud"]],
    [{ list: [{ id: "a" }, {}] }, ["list[1].id: Is missing"]],
    [{ titel: "A" }, [': Unknown key "titel". Did you mean "title"?']],
    [{ titel: "A", zzzzzz: 1 }, [': Unknown keys "titel", "zzzzzz". Did you mean "title"?']],
    [{ zzzzzz: 1 }, [': Unknown key "zzzzzz"']],
    [{ sizes: { smal: 1 } }, ['sizes: Unknown key "smal". Did you mean "small"?']],
    [{ short: { abcd: 1 } }, ["short.abcd: Must have at most 3 characters"]],
  ])("%j", (change, sentences) => {
    expect(said(change)).toEqual(sentences);
  });

  it("keeps the suggestion apart, for a button that applies it", () => {
    expect(issuesOf({ tone: "lod" })[0]?.suggestion).toBe("loud");
    expect(issuesOf({ tone: "green" })[0]).not.toHaveProperty("suggestion");
  });

  it("is said once for each place", () => {
    const found = toIssues([
      { code: "custom", path: ["a"], message: "First" },
      { code: "custom", path: ["b"], message: "Other" },
      { code: "custom", path: ["a"], message: "Second" },
    ]);
    expect(found.map(({ message }) => message)).toEqual(["First", "Other"]);
  });
});

describe("a value that may have one of several shapes", () => {
  it.each<[object, string[]]>([
    [
      { shape: { kind: "sqare", side: 1 } },
      ['shape.kind: Must be one of circle, square. Did you mean "square"?'],
    ],
    [{ shape: { kind: "square", side: 1 } }, ["shape.label: Is missing"]],
    [{ shape: "round" }, ["shape: Must be an object, not text"]],
    // The shape that fits best decides what is said.
    [{ either: { kind: "square", side: 1 } }, ["either.label: Is missing"]],
    [{ either: { kind: "circle", radius: "5" } }, ["either.radius: Must be a number, not text"]],
    [{ either: { kind: "circle" } }, ["either.radius: Is missing"]],
    [{ either: 5 }, ["either: Must be an object"]],
    [{ mixed: 5 }, ["mixed: Must be text or true or false or 7 or a list"]],
    [{ mixed: [1, "2"] }, ["mixed[1]: Must be a number, not text"]],
  ])("%j", (change, sentences) => {
    expect(said(change)).toEqual(sentences);
  });

  it("is judged by how far each shape gets, and by what it does not know", () => {
    const Any = z.union([
      z.strictObject({ a: z.string(), b: z.string(), c: z.string() }),
      z.strictObject({ a: z.strictObject({ deep: z.strictObject({ er: z.string() }) }) }),
      z.strictObject({ x: z.string(), y: z.optional(z.string()) }),
    ]);
    const places = (value: unknown) => {
      const parsed = Any.safeParse(value, { error: describeRawIssue });
      return parsed.success ? [] : toIssues(parsed.error.issues).map(({ path }) => path);
    };
    expect(places({ a: { deep: { er: 5 } } })).toEqual(["a.deep.er"]);
    expect(places({ a: "1", b: "2" })).toEqual(["c"]);
    expect(places({ x: 5, y: "1" })).toEqual(["x"]);
    expect(places({ x: "1", zz: 1 })).toEqual([""]);
  });

  it("must be there", () => {
    const Holder = z.strictObject({ any: z.union([z.string(), z.number()]) });
    const parsed = Holder.safeParse({}, { error: describeRawIssue });
    expect(parsed.error?.issues.map(({ message }) => message)).toEqual(["Is missing"]);
  });
});
