import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anyJson as json } from "../../core/fixtures/any-json";
import { STEP_KINDS } from "../steps/forms";
import { stepKinds } from "../steps/parse";
import { fromConditionForm, textOf, toConditionForm, valueOf } from "./condition";
import { blankForm } from "./fixtures/blank-form";
import { toDefinition, toForm } from "./form";
import { placeName } from "./places";
import { fieldText, fieldValue } from "./values";

const word = fc.stringMatching(/^[a-z]{1,6}$/);
const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const tests = fc.dictionary(
  fc.constantFrom("eq", "ne", "gte", "lt", "contains", "exists", "odd"),
  fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })),
  { maxKeys: 3 },
);
const flat = fc.dictionary(fc.constantFrom("data.amount", "subject", "data.a"), tests, {
  maxKeys: 3,
});
const condition = fc.oneof(
  flat,
  fc.record({ all: fc.array(flat, { maxLength: 3 }) }),
  fc.record({ not: flat }),
  fc.string(),
  json,
);
const leaf = fc.oneof(
  { weight: 1, arbitrary: json },
  {
    weight: 6,
    arbitrary: fc
      .record(
        {
          id: fc.oneof(word, json),
          name: fc.oneof(fc.string(), json),
          when: condition,
          with: fc.dictionary(word, json, { maxKeys: 3 }),
          retry: json,
        },
        { requiredKeys: ["id"] },
      )
      .chain((base) =>
        fc.oneof(
          fc.record({ use: word }).map((part) => ({ ...base, ...part })),
          fc.record({ branch: json }).map((part) => ({ ...base, ...part })),
          fc.record({ forEach: fc.string(), steps: json }).map((part) => ({ ...base, ...part })),
          fc
            .record({ waitFor: fc.oneof(json, fc.record({ event: word, where: condition })) })
            .map((part) => ({ ...base, ...part })),
        ),
      ),
  },
);
/** Steps inside of steps, three deep. */
const { step } = fc.letrec<{ step: unknown }>((tie) => {
  const inner = fc.array(tie("step"), { maxLength: 2 });
  const way = fc.record({ if: condition, steps: inner }, { requiredKeys: [] });
  return {
    step: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      leaf,
      fc.record(
        { id: word, when: condition, branch: fc.array(way, { maxLength: 2 }), else: inner },
        { requiredKeys: ["id", "branch"] },
      ),
      fc.record(
        { id: word, forEach: fc.string(), as: word, max: json, steps: inner },
        { requiredKeys: ["id", "forEach", "steps"] },
      ),
    ),
  };
});
const definition = fc.record(
  {
    schema: fc.constant(1),
    name: fc.oneof(fc.string(), json),
    description: fc.string(),
    on: fc.oneof(
      fc.record(
        { event: word, where: condition, origins: fc.array(word) },
        { requiredKeys: ["event"] },
      ),
      fc.record({ schedule: fc.string(), timeZone: fc.string() }),
      fc.constant({ manual: true }),
      json,
    ),
    mode: fc.constantFrom("single", "parallel"),
    limits: json,
    steps: fc.oneof(fc.array(step, { maxLength: 4 }), json),
    onFailure: fc.oneof(fc.array(step, { maxLength: 2 }), json),
    more: json,
  },
  { requiredKeys: ["schema", "on", "steps"] },
);

/** JSON as it is stored; `-0` is 0 there. */
const stored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("a definition as a form", () => {
  it("says the same when it is read back, faults included", () => {
    fc.assert(
      fc.property(definition, (any) => {
        const form = toForm(stored(any));
        fc.pre(form !== null);
        expect(stored(form && toDefinition(form))).toEqual(stored(any));
      }),
      { numRuns: 150 },
    );
  });
  it("says the same condition, whatever it is", () => {
    fc.assert(
      fc.property(condition, (any) => {
        const wanted = stored(any);
        expect(stored(fromConditionForm(toConditionForm(wanted)) ?? null)).toEqual(wanted);
      }),
      { numRuns: 500 },
    );
  });
  it("shows every kind of step by its own form", () => {
    expect(new Set(STEP_KINDS)).toEqual(new Set(stepKinds.map(({ kind }) => kind)));
    for (const { kind, example } of stepKinds) {
      const form = toForm({ schema: 1, on: { manual: true }, name: "x", steps: [example] });
      expect(form?.steps[0]?.kind).toBe(kind);
    }
  });
  it("keeps a step of no kind as JSON, and leaves to the code what is no list of steps", () => {
    const odd = { schema: 1, name: "x", on: { manual: true }, steps: [{ id: "a", us: "x.y" }] };
    expect(toForm(odd)?.steps[0]).toMatchObject({ kind: "other", body: { us: "x.y" } });
    expect(toForm({ ...odd, steps: "none" })).toBeNull();
    expect(toForm([])).toBeNull();
  });
});

describe("a definition that is no whole one", () => {
  const base = { schema: 1, name: "x", on: { manual: true }, steps: [] };
  it.each<[unknown, boolean]>([
    [base, true],
    [null, false],
    ["x", false],
    [[base], false],
    [{ ...base, steps: undefined }, false],
    [{ ...base, steps: {} }, false],
    [{ ...base, on: "x" }, false],
    [{ ...base, on: { manual: false } }, false],
    [{ ...base, on: { manual: true, more: 1 } }, false],
    [{ ...base, on: { schedule: "0 9 * * 1", timeZone: "UTC" } }, true],
    [{ ...base, on: { schedule: 5, timeZone: "UTC" } }, false],
    [{ ...base, on: { event: "a.b" } }, true],
    [{ ...base, on: { event: "a.b", where: "c > 1", origins: ["ui"] } }, true],
    [{ ...base, on: { event: "a.b", origins: "ui" } }, false],
    [{ ...base, on: {} }, false],
    [{ ...base, name: 5 }, false],
    [{ ...base, description: "" }, false],
    [{ ...base, description: "y" }, true],
    [{ ...base, onFailure: [] }, false],
    [{ ...base, onFailure: "x" }, false],
    [{ ...base, onFailure: [{ id: "a", delay: "1m" }] }, true],
    [{ ...base, more: { any: [1] } }, true],
  ])("can be edited by form: %j: %s", (json, canBe) => {
    expect(toForm(json) !== null).toBe(canBe);
  });

  it.each<[object, string]>([
    [{ id: "a", delay: "1m" }, "delay"],
    [{ id: "a", delay: "1m", name: "N", when: "b > 1" }, "delay"],
    [{ id: "a", delay: "1m", name: "" }, "other"],
    [{ id: 5, delay: "1m" }, "other"],
    [{ delay: "1m" }, "other"],
    [{ id: "a" }, "other"],
    [{ id: "a", waitFor: { event: "x.y", timeout: "1d", where: { c: { eq: 1 } } } }, "waitFor"],
    [{ id: "a", waitFor: "x.y" }, "waitFor"],
    [{ id: "a", branch: [{ if: "b", steps: [] }] }, "branch"],
    [{ id: "a", branch: [{ if: "b", steps: [] }], else: [] }, "branch"],
    [{ id: "a", branch: [{ steps: [] }] }, "branch"],
    [{ id: "a", branch: [{ if: "b" }] }, "other"],
    [{ id: "a", branch: ["b"] }, "branch"],
    [{ id: "a", branch: "b" }, "branch"],
    [{ id: "a", branch: [] }, "branch"],
    [{ id: "a", forEach: "{{b}}", steps: [] }, "forEach"],
    [{ id: "a", forEach: "{{b}}" }, "other"],
    [{ id: "a", forEach: "{{b}}", steps: "c" }, "other"],
    [{ id: "a", delay: "1m", steps: [1] }, "delay"],
  ])("has steps of its own form, or as JSON: %j is %s", (step, kind) => {
    const json = { ...base, steps: [step] };
    const form = toForm(json);
    expect(form?.steps[0]?.kind).toBe(kind);
    expect(form && toDefinition(form)).toEqual(json);
  });

  it("keeps of a step as JSON nothing beside its JSON", () => {
    const odd = { id: "a", delay: "1m", name: "", when: "b > 1" };
    expect(toForm({ ...base, steps: [odd] })?.steps[0]).toMatchObject({
      kind: "other",
      body: odd,
      inner: [],
      when: { kind: "rows", rows: [] },
    });
  });

  it("keeps its keys in the order in which people read them", () => {
    const form = toForm({ steps: [], limits: {}, on: { manual: true }, name: "x", schema: 1 });
    expect(form && Object.keys(toDefinition(form))).toEqual([
      "schema",
      "name",
      "on",
      "limits",
      "steps",
    ]);
    expect(toDefinition(blankForm("a.b"))).toEqual({
      schema: 1,
      name: "",
      on: { event: "a.b" },
      steps: [],
    });
  });
});

describe("places for people", () => {
  const inner = { id: "b", name: "Second", with: { labels: ["x"] } };
  const definition = { name: "x", steps: [{ id: "a", branch: [{ steps: [{ id: "c" }, inner] }] }] };
  it.each([
    ["steps[0].id", "Step a: id"],
    ["steps[0].branch[0].if", "Step a: branch 1 if"],
    ["steps[0].branch[0].steps[1].with.labels[0]", "Step Second: labels 1"],
    ["steps[0].branch[0].steps[0]", "Step c"],
    ["steps[3].with.text", "steps[3].with.text"],
    ["on.event", "on.event"],
    ["steps[0].branch[0].steps[1].id.x", "Step Second: id x"],
    ["steps", "steps"],
    ["", ""],
  ])("%s is %s", (path, words) => {
    expect(placeName(definition, path)).toBe(words);
  });
});

describe("conditions", () => {
  it("are rows where they are flat, one for each test", () => {
    expect(
      toConditionForm({ "data.amount": { gte: 5, lt: 9 }, subject: { eq: "x" } }),
    ).toMatchObject({
      kind: "rows",
      rows: [{ test: "gte" }, { test: "lt" }, { field: "subject", test: "eq" }],
    });
    expect(toConditionForm("data.amount > 5")).toMatchObject({ kind: "text" });
    expect(toConditionForm({ not: { a: { eq: 1 } } })).toMatchObject({ kind: "json" });
  });
  it("may test one field twice in the same way", () => {
    const row = { field: "data.note", test: "contains", value: "a" } as const;
    const twice = { kind: "rows", rows: [row, { ...row, value: "b" }] } as const;
    expect(fromConditionForm(twice)).toEqual({
      all: [{ "data.note": { contains: "a" } }, { "data.note": { contains: "b" } }],
    });
    expect(toConditionForm(fromConditionForm(twice))).toEqual(twice);
  });
  it("leaves out a row without a field", () => {
    const row = { field: "", test: "eq", value: "" } as const;
    expect(fromConditionForm({ kind: "rows", rows: [row] })).toBeUndefined();
  });
  it("reads what is typed by what the field holds", () => {
    expect(valueOf("gte", "5000", 12)).toBe(5000);
    expect(valueOf("eq", "5000", "usd")).toBe("5000");
    expect(valueOf("eq", "true", false)).toBe(true);
    expect(valueOf("in", "usd, eur", "usd")).toEqual(["usd", "eur"]);
    expect(valueOf("exists", "false", "")).toBe(false);
    expect(textOf(["usd", "eur"])).toBe("usd, eur");
    expect(textOf(5000)).toBe("5000");
  });
});

describe("fields of an operation", () => {
  it("are read by their type, and keep their holes", () => {
    expect(fieldValue("", "text")).toBeUndefined();
    expect(fieldValue("5", "number")).toBe(5);
    expect(fieldValue("{{event.data.amount}}", "number")).toBe("{{event.data.amount}}");
    expect(fieldValue("a, b", "list")).toEqual(["a", "b"]);
    expect(fieldValue('["a, b"]', "list")).toEqual(["a, b"]);
    expect(fieldValue("{{event.data.items}}", "list")).toBe("{{event.data.items}}");
    expect(fieldValue('{"a": 1}', "object")).toEqual({ a: 1 });
    expect(fieldValue("true", "boolean")).toBe(true);
  });
  it("show the value that they were given", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (list) => {
        expect(fieldValue(fieldText(list), "list")).toEqual(list);
      }),
    );
  });
});
