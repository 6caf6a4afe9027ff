import { describe, expect, it } from "vitest";

import { deriveCapabilities } from "./capabilities";
import { define } from "./fixtures/build";
import { parseDefinition } from "./parse-definition";

const base = { type: "own", version: 1, name: "Own", provider: "stripe" };
const objects = { type: "objects", object: "payment" };
const metric = { type: "metric", metric: "mrr" };
const list = { view: "list" };

function issuesOf(dataSource: object, display: object = list, more: object = {}) {
  const result = parseDefinition({ ...base, dataSource, display, ...more });
  return result.ok ? [] : result.issues;
}

describe("the sources objects and metric", () => {
  it.each([
    ["objects", objects],
    [
      "objects with everything",
      {
        ...objects,
        filter: {
          statuses: ["failed"],
          customer: "cus_1",
          currency: "usd",
          minAmount: 100,
          from: "2026-11-01",
          to: "2026-11-30T12:00:00Z",
          metadata: { key: "order", value: "7" },
        },
        sort: { field: "amount" },
        limit: 5,
        refreshOn: ["stripe.payment.*"],
      },
    ],
    ["a metric", metric],
    [
      "a metric with everything",
      { ...metric, range: "12m", interval: "month", group: "movement", compare: "year" },
    ],
  ])("accept %s", (_name, source) => {
    expect(issuesOf(source)).toEqual([]);
  });

  it("fill in what is left out", () => {
    expect(define({ dataSource: objects }).dataSource).toMatchObject({ limit: 20 });
    expect(define({ dataSource: metric }).dataSource).toMatchObject({
      range: "30d",
      compare: "previous",
    });
  });

  it.each([
    ["an unknown filter", { ...objects, filter: { status: [] } }, "dataSource.filter", "statuses"],
    [
      "an unknown order",
      { ...objects, sort: { field: "name" } },
      "dataSource.sort.field",
      "created",
    ],
    ["a page of no rows", { ...objects, limit: 0 }, "dataSource.limit", "at least 1"],
    [
      "a time that is none",
      { ...objects, filter: { from: "soon" } },
      "dataSource.filter.from",
      "2026",
    ],
    [
      "a variable that is not declared",
      { ...objects, filter: { customer: { var: "who" } } },
      "dataSource.filter.customer.var",
      "who",
    ],
    ["params, which nothing reads", { ...metric, params: {} }, "dataSource", "params"],
    ["the id of a provider", { ...metric, metric: "stripe.mrr" }, "dataSource.metric", "mrr"],
    ["an unknown range", { ...metric, range: "14d" }, "dataSource.range", "7d"],
    ["an unknown interval", { ...metric, interval: "year" }, "dataSource.interval", "month"],
    ["an unknown group", { ...metric, group: "plan" }, "dataSource.group", "movement"],
  ])("refuse %s and say where", (_name, source, path, words) => {
    const issues = issuesOf(source);
    expect(issues.map((found) => found.path)).toEqual([path]);
    expect(issues[0]?.message).toContain(words);
  });

  it("know their fields", () => {
    const showing = (key: string) => ({ view: "table", fields: [{ key }] });
    expect(issuesOf(objects, showing("amount"))).toEqual([]);
    expect(issuesOf(objects, showing("data.description"))).toMatchObject([
      { path: "display.fields[0].key" },
    ]);
    const mapItem = { words: "data.description" };
    expect(issuesOf(objects, showing("words"), { transform: { mapItem } })).toEqual([]);
    expect(issuesOf(objects, showing("amout"))).toMatchObject([{ suggestion: "amount" }]);
    expect(issuesOf(metric, showing("before"))).toEqual([]);
    expect(issuesOf({ ...metric, group: "movement" }, showing("before"))).toMatchObject([
      { path: "display.fields[0].key" },
    ]);
    const group = { by: ["status"], aggregate: { sum: { op: "sum", field: "amout" } } };
    expect(issuesOf(objects, list, { transform: { group } })).toMatchObject([
      { path: "transform.group.aggregate.sum.field", suggestion: "amount" },
    ]);
  });

  it("are named among what a widget reads", () => {
    expect(deriveCapabilities(define({ dataSource: objects })).reads).toEqual([
      "objects stripe payment",
    ]);
    expect(deriveCapabilities(define({ dataSource: metric })).reads).toEqual(["metric mrr"]);
  });
});

describe("the views chart and tile", () => {
  const chart = (parts: object) => ({
    view: "chart",
    chart: { kind: "line", x: "label", y: ["value"], ...parts },
  });

  it("accept what they draw", () => {
    expect(issuesOf(metric, chart({ before: "before" }))).toEqual([]);
    expect(issuesOf({ ...metric, group: "movement" }, chart({ kind: "waterfall" }))).toEqual([]);
    expect(issuesOf(metric, { view: "tile" })).toEqual([]);
    expect(issuesOf(objects, { view: "tile", tile: { value: "amount" } })).toEqual([]);
  });

  it.each([
    ["an unknown kind", chart({ kind: "pie" }), "display.chart.kind"],
    ["an unknown x", chart({ x: "lable" }), "display.chart.x"],
    ["an unknown y", chart({ y: ["vlue"] }), "display.chart.y[0]"],
    ["no y", chart({ y: [] }), "display.chart.y"],
    ["two lines", chart({ y: ["value", "before"] }), "display.chart.y"],
    ["bars with an earlier time", chart({ kind: "bar", before: "before" }), "display.chart.before"],
    ["a chart without its kind and fields", { view: "chart" }, "display.chart"],
    ["a chart in a list", { ...chart({}), view: "list" }, "display.chart"],
    ["a tile in a list", { view: "list", tile: {} }, "display.tile"],
    [
      "a tile of an unknown field",
      { view: "tile", tile: { sparkline: "vlue" } },
      "display.tile.sparkline",
    ],
  ])("refuse %s", (_name, display, path) => {
    expect(issuesOf(metric, display).map((found) => found.path)).toEqual([path]);
  });

  it("ask for the number of a tile that is of no metric", () => {
    expect(issuesOf(objects, { view: "tile" })).toMatchObject([
      { path: "display.tile.value", message: "A tile needs the field with its number" },
    ]);
  });
});
