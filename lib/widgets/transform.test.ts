import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { chargesBody, define, shippedDefinition } from "./fixtures/build";
import { sortRows } from "./sort-rows";
import type { TransformOptions } from "./transform";
import { runTransform } from "./transform";

const NOW = new Date("2026-11-21T10:50:00Z");

function rowsOf(transform: object, body: unknown, options: TransformOptions = {}, parts = {}) {
  const result = runTransform(define({ transform, ...parts }), body, options);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result;
}
const rows = (transform: object, body: unknown, options: TransformOptions = {}) =>
  rowsOf(transform, body, options).rows;

const values = (list: readonly unknown[]) => list.map((v, place) => ({ v, place }));

const sorted = (list: readonly unknown[], direction: "asc" | "desc") =>
  sortRows(values(list), [{ field: "v", direction }]).map(({ v }) => v);

describe("runTransform", () => {
  it("turns the seed's charges into succeeded rows, newest first", () => {
    const definition = shippedDefinition("stripe-payments");
    const result = definition && runTransform(definition, chargesBody(NOW));
    expect(result).toMatchObject({ ok: true, fetched: 4, diagnostics: [] });
    const ids = result?.ok ? result.rows.map(({ id }) => id) : [];
    expect(ids).toEqual(["ch_dollar", "ch_yen", "ch_dinar"]);
  });

  it.each([
    ["dat", { data: [] }, 'The answer has no "dat"'],
    ["data", { data: null }, '"data" is neither a list nor an object'],
    ["data", { data: "x" }, '"data" is neither a list nor an object'],
    ["a.b", { a: {} }, 'The answer has no "a.b"'],
  ])("calls the wrong path %s the definition's fault", (path, body, message) => {
    expect(runTransform(define({ transform: { path } }), body)).toEqual({
      ok: false,
      issues: [{ code: "invalid", path: "transform.path", message }],
    });
  });

  it("reads one object as one row, and no body as a fault", () => {
    expect(rows({}, { id: 1 })).toEqual([{ id: 1 }]);
    expect(runTransform(define({}), null).ok).toBe(false);
    expect(rows({}, [1, "a"])).toEqual([{ value: 1 }, { value: "a" }]);
  });

  it("maps paths, pipes, expressions and constants, and derives from them", () => {
    const mapItem = {
      name: "user.name | trim | upper",
      first: "tags.0",
      count: "tags | count",
      big: { expr: "amount > 10" },
      kind: { const: "x" },
      ago: "created | relativeTime",
      key: "title | extractJiraKey",
    };
    const item = {
      user: { name: " ada " },
      tags: ["a", "b"],
      amount: 11,
      created: NOW.getTime() / 1000 - 300,
      title: "Fix ABC-12 now",
    };
    const options = { nowMs: NOW.getTime() };
    expect(rows({ mapItem, derive: { label: "name + '!' + kind" } }, [item], options)).toEqual([
      {
        name: "ADA",
        first: "a",
        count: 2,
        big: true,
        kind: "x",
        ago: "5 minutes ago",
        key: "ABC-12",
        label: "ADA!x",
      },
    ]);
  });

  it("reads own properties only", () => {
    const item = JSON.parse('{"__proto__": {"polluted": 1}, "a": 1}');
    const mapItem = { text: "toString", deep: "a.constructor2", a: "a" };
    expect(rows({ mapItem }, [item])).toEqual([{ text: undefined, deep: undefined, a: 1 }]);
  });

  const people = [
    { n: 1, s: "Ada", t: ["x"] },
    { n: 2, s: "bob", t: [] },
    { n: null, s: null },
    {},
  ];
  it.each([
    [{ field: "n", operator: "==", value: 1 }, [0]],
    [{ field: "n", operator: "!=", value: 1 }, [1, 2]],
    [{ field: "n", operator: ">", value: 1 }, [1]],
    [{ field: "n", operator: ">=", value: "1" }, []],
    [{ field: "n", operator: "between", value: [1, 2] }, [0, 1]],
    [{ field: "n", operator: "in", value: [2, 3] }, [1]],
    [{ field: "n", operator: "notIn", value: [2, 3] }, [0, 2]],
    [{ field: "s", operator: "contains", value: "AD" }, [0]],
    [{ field: "t", operator: "contains", value: "x" }, [0]],
    [{ field: "s", operator: "startsWith", value: "b" }, [1]],
    [{ field: "s", operator: "endsWith", value: "a" }, [0]],
    [{ field: "n", operator: "exists" }, [0, 1]],
    [{ field: "n", operator: "exists", value: false }, [2, 3]],
    [{ field: "n", operator: "==", value: { var: "wanted" } }, [1]],
    [{ field: "n", operator: "==", value: { expr: "wanted - 1" } }, [0]],
    [{ field: "n", operator: "!=", value: { var: "nobody" } }, []],
    [{ field: "n", operator: "==", value: { field: "n" } }, [0, 1, 2]],
    [{ expr: "n === 1 || s === 'bob'" }, [0, 1]],
    [{ expr: "!(n === 1)" }, [1, 2]],
  ])("filters by %j", (filter, expected) => {
    const found = rows({ filter: [filter] }, people, { variables: { wanted: 2 } });
    expect(found).toEqual(expected.map((index) => people[index]));
  });

  it("fails closed on an operator that slipped past the schema", () => {
    const definition = define({
      transform: { filter: [{ field: "n", operator: "==", value: 1 }] },
    });
    const broken = JSON.parse(JSON.stringify(definition).replace('"=="', '"~="'));
    expect(runTransform(broken, people)).toMatchObject({
      ok: false,
      issues: [{ path: "transform.filter[0].operator" }],
    });
  });

  it("warnings on fields that are not there, once", () => {
    const { diagnostics } = rowsOf({ filter: [{ field: "x", operator: "==", value: 1 }] }, people);
    expect(diagnostics).toEqual(['transform.filter[0]: "x" is not there (4 rows)']);
  });

  it("groups, and never adds currencies", () => {
    const body = [
      { amount: 1, currency: "usd", day: "a" },
      { amount: 2, currency: "usd", day: "a" },
      { amount: 5, currency: "jpy", day: "b" },
      { amount: 7, currency: "usd", day: "b" },
    ];
    const aggregate = { total: { op: "sum", field: "amount" }, count: { op: "count" } };
    const parts = { display: { view: "table", fields: [{ key: "total", type: "money" }] } };
    const mixed = rowsOf({ group: { by: ["day"], aggregate } }, body, {}, parts);
    expect(mixed.rows).toEqual([
      { day: "a", total: 3, count: 2 },
      { day: "b", total: null, count: 2 },
    ]);
    expect(mixed.diagnostics).toHaveLength(1);
    const apart = rowsOf({ group: { by: ["currency"], aggregate } }, body, {}, parts);
    expect(apart.rows).toEqual([
      { currency: "usd", total: 10, count: 3 },
      { currency: "jpy", total: 5, count: 1 },
    ]);
  });

  it("does not touch the body and never throws on any", () => {
    const definition = shippedDefinition("stripe-payments");
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const body = { data: value };
        const before = JSON.stringify(body);
        if (definition) runTransform(definition, body);
        expect(JSON.stringify(body)).toBe(before);
      }),
    );
  });
});

describe("sortRows", () => {
  it("puts rows without the value last in both directions", () => {
    expect(sorted([null, 2, undefined, 1], "asc")).toEqual([1, 2, null, undefined]);
    expect(sorted([null, 2, undefined, 1], "desc")).toEqual([2, 1, null, undefined]);
  });

  it("orders texts as people do", () => {
    expect(sorted(["item 10", "Item 9", "álbum"], "asc")).toEqual(["álbum", "Item 9", "item 10"]);
  });

  it("sorts by several keys", () => {
    const list = [
      { a: 1, b: "x" },
      { a: 1, b: "y" },
      { a: 0, b: "z" },
    ];
    const keys = [
      { field: "a", direction: "asc" },
      { field: "b", direction: "desc" },
    ] as const;
    expect(sortRows(list, keys).map(({ b }) => b)).toEqual(["z", "y", "x"]);
  });

  it("is stable and loses nothing, whatever it sorts", () => {
    const cell = fc.oneof(
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom("a", "b"),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 40 }), (list) => {
        for (const direction of ["asc", "desc"] as const) {
          const result = sortRows(values(list), [{ field: "v", direction }]);
          expect(result).toHaveLength(list.length);
          result.forEach(({ v, place }, index) => {
            const next = result[index + 1];
            const inOrder = next?.["v"] !== v || Number(place) < Number(next?.["place"]);
            expect(inOrder).toBe(true);
          });
        }
      }),
    );
  });
});
