import { readFileSync } from "node:fs";

import Ajv2020 from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";

import { widgetJsonSchema } from "@/tests/contract/widget-json-schema";

import * as all from "./all";
import { shippedDefinition } from "./fixtures/build";
import { getDefinitionSource } from "./fixtures/definition-source";
import { parseDefinition } from "./parse-definition";
import { WIDGET_REGISTRY } from "./registry";
import { unsupportedParts } from "./unsupported";

const file = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const seed = () => JSON.parse(file("./definitions/stripe-payments.json"));
type Json = ReturnType<typeof seed>;

function issuesOf(change: (json: Json) => void) {
  const json = seed();
  change(json);
  const result = parseDefinition(json);
  return result.ok ? [] : result.issues;
}

const rejected: readonly (readonly [string, (json: Json) => void, object])[] = [
  [
    "an unknown key",
    (json) => (json.dataSorce = {}),
    { path: "", message: expect.stringContaining('"dataSorce"'), suggestion: "dataSource" },
  ],
  [
    "an unknown key deep inside",
    (json) => (json.display.layout.emptystate = "x"),
    { path: "display.layout", suggestion: "emptyState" },
  ],
  [
    "a host in the endpoint",
    (json) => (json.dataSource.endpoint = "https://evil.example/x"),
    { path: "dataSource.endpoint", message: expect.stringContaining("below the provider") },
  ],
  ["a protocol-relative endpoint", (json) => (json.dataSource.endpoint = "//evil"), {}],
  ["a backslash in the endpoint", (json) => (json.dataSource.endpoint = "/\\evil"), {}],
  ["an @ in the endpoint", (json) => (json.dataSource.endpoint = "/@evil"), {}],
  ["an encoded path", (json) => (json.dataSource.endpoint = "/%2e%2e/x"), {}],
  [
    "a climbing endpoint",
    (json) => (json.dataSource.endpoint = "/../x"),
    { path: "dataSource.endpoint", message: "Must not contain .." },
  ],
  [
    "a condition that does not parse",
    (json) => (json.display.fields[3].style[0].condition = "status === 'x"),
    {
      path: "display.fields[3].style[0].condition",
      message: "This text has no closing quote (at character 12)",
    },
  ],
  [
    "a condition on an unknown field",
    (json) => (json.display.fields[3].style[0].condition = "staus === 'x'"),
    { path: "display.fields[3].style[0].condition", suggestion: "status" },
  ],
  [
    "a reserved path",
    (json) => (json.transform.mapItem.x = "constructor.name"),
    { path: "transform.mapItem.x", message: "This name is reserved" },
  ],
  [
    "an unknown pipe",
    (json) => (json.transform.mapItem.x = "status | uper"),
    { path: "transform.mapItem.x", suggestion: "upper" },
  ],
  [
    "an unknown operator",
    (json) => (json.transform.filter[0].operator = "==="),
    { path: "transform.filter[0].operator", suggestion: "==" },
  ],
  [
    "an unknown view",
    (json) => (json.display.view = "lst"),
    { path: "display.view", suggestion: "list" },
  ],
  [
    "an unknown kind of source",
    (json) => (json.dataSource.type = "apis"),
    { path: "dataSource.type", suggestion: "api" },
  ],
  [
    "a displayed field that is not mapped",
    (json) => (json.display.fields[0].key = "amout"),
    { path: "display.fields[0].key", suggestion: "amount" },
  ],
  [
    "a payload of unknown fields",
    (json) => json.events.onItemClick.payload.push("custmer"),
    { path: "events.onItemClick.payload[5]", suggestion: "customer" },
  ],
  [
    "a parameter that nothing fills",
    (json) => (json.dataSource.endpoint = "/charges/{id}"),
    { path: "dataSource.endpoint", message: 'Unknown parameter "id"' },
  ],
  [
    "a filter subscription without a field",
    (json) => json.subscriptions.push({ pattern: "a.b", action: "filter" }),
    { path: "subscriptions[0]", message: '"filter" needs filterBy' },
  ],
  [
    "a swapped letter in a key",
    (json) => (json.transform.filter[0].vaule = 1),
    { path: "transform.filter[0]", suggestion: "value" },
  ],
  [
    "an unknown occasion",
    (json) => (json.events.onItemClik = {}),
    { path: "events", suggestion: "onItemClick" },
  ],
  [
    "a value of no allowed kind",
    (json) => (json.transform.mapItem.x = 5),
    { path: "transform.mapItem.x", message: "Must be text or an object" },
  ],
  ["an empty name", (json) => (json.name = ""), { path: "name", message: "Must not be empty" }],
  ["a missing name", (json) => delete json.name, { path: "name", message: "Is missing" }],
  ["an empty schema", (json) => (json.schema = ""), { path: "schema", code: "invalid" }],
  [
    "a format nobody knows",
    (json) => (json.display.fields[4].format = "relativ-time"),
    { path: "display.fields[4].format", suggestion: "relative-time" },
  ],
];

/** Keys that no code acts on. A definition that accepts them would promise what the card does not do. */
const ignored: readonly (readonly [string, (json: Json) => void])[] = [
  ["dataSource.pagination", (json) => (json.dataSource.pagination = { mode: "cursor" })],
  ["dataSource.timeRange", (json) => (json.dataSource.timeRange = { param: "created" })],
  ["dataSource.staleAfter", (json) => (json.dataSource.staleAfter = 1000)],
  ["display.layout.density", (json) => (json.display.layout.density = "compact")],
  ["display.selection", (json) => (json.display.selection = "multi")],
  ["display.chart", (json) => (json.display.chart = { kind: "line", x: "id", y: "amount" })],
  ["a chart without its fields", (json) => (json.display.view = "chart")],
  ["a tile of a list", (json) => (json.display.tile = { value: "amount" })],
  ["a sparkline field", (json) => (json.display.fields[0].type = "sparkline")],
  ["an action on hover", (json) => (json.display.actions[0].trigger = "hover")],
  ["an action for many rows", (json) => (json.display.actions = [{ trigger: "bulk", run: "a" }])],
  ["events.onLoad", (json) => (json.events.onLoad = json.events.onItemClick)],
  ["the reaction open", (json) => (json.subscriptions = [{ pattern: "a.b", action: "open" }])],
  ["tests", (json) => (json.tests = [])],
];

describe("parseDefinition", () => {
  it.each(ignored)("refuses %s, which nothing acts on", (_, change) => {
    expect(issuesOf(change)).not.toEqual([]);
  });

  it("warns of what is valid and not supported yet", () => {
    const [detail, metric] = JSON.parse(file("./fixtures/extended.json")) as unknown[];
    const partsOf = (json: unknown) => {
      const result = parseDefinition(json);
      return result.ok ? unsupportedParts(result.definition) : null;
    };
    expect(partsOf(detail)).toEqual([
      "actions: not supported yet",
      "display.actions[0]: not supported yet",
    ]);
    expect(partsOf(metric)).toEqual([
      "display.stat.sparkline: not supported yet",
      "display.export: not supported yet",
    ]);
    for (const json of Object.values(all)) expect(partsOf(json)).toEqual([]);
  });

  it("accepts the seed's JSON and fills in defaults", () => {
    const result = parseDefinition(seed());
    expect(result).toMatchObject({ ok: true, definition: { schema: 1, subscriptions: [] } });
  });

  it.each(rejected)("refuses %s and says where", (_, change, issue) => {
    expect(issuesOf(change)).toContainEqual(expect.objectContaining(issue));
  });

  it("leaves authoring and x-… open", () => {
    expect(issuesOf((json) => (json.authoring = { by: "agent", anything: [1] }))).toEqual([]);
    expect(issuesOf((json) => (json["x-team"] = { a: 1 }))).toEqual([]);
  });

  it("says that a newer schema needs a newer version, and nothing else", () => {
    expect(issuesOf((json) => ((json.schema = 2), (json.newKey = true)))).toEqual([
      {
        code: "needs-newer-version",
        path: "schema",
        message: expect.stringContaining("newer version"),
      },
    ]);
  });

  it.each([null, undefined, 7, "x", [], {}])("refuses %j without throwing", (json) => {
    expect(parseDefinition(json).ok).toBe(false);
  });

  it.each(JSON.parse(file("./fixtures/extended.json")) as { type: string }[])(
    "accepts $type, which uses what the seed does not",
    (json) => expect(parseDefinition(json)).toMatchObject({ ok: true }),
  );
});

describe("shipped definitions", () => {
  it("holds the seed's block byte for byte", () => {
    const block = /```json\n([\s\S]*?)```/.exec(file("./fixtures/seed-step-5.md"))?.[1];
    expect(file("./definitions/stripe-payments.json")).toBe(block);
  });

  it("are registered under their own type, and all valid", () => {
    expect(Object.keys(WIDGET_REGISTRY)).toHaveLength(Object.keys(all).length);
    for (const json of Object.values(all)) {
      expect(parseDefinition(json)).toMatchObject({ ok: true });
      expect(shippedDefinition(json.type)?.name).toBe(json.name);
      expect(getDefinitionSource(json.type)).toBe(json);
    }
    expect(shippedDefinition("no-such-widget")).toBeUndefined();
    expect(shippedDefinition("constructor")).toBeUndefined();
  });

  it("lists the seed's entry as the seed wrote it", () => {
    expect(WIDGET_REGISTRY["stripe-payments"]).toEqual({
      type: "stripe-payments",
      version: 1,
      name: "Recent Payments",
      description: "Display recent successful payments from Stripe",
      defaultConfig: {},
    });
  });
});

describe("the JSON Schema", () => {
  const schema = widgetJsonSchema();

  it("is the one in docs/reference (vitest -u writes it)", async () => {
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot("../../docs/reference/widget-definition.schema.json");
  });

  it("accepts every shipped definition and refuses an unknown key", () => {
    const validate = new Ajv2020({ strict: false }).compile(schema);
    for (const json of Object.values(all)) expect(validate(json)).toBe(true);
    expect(validate({ ...seed(), "x-own": 1 })).toBe(true);
    expect(validate({ ...seed(), dataSorce: {} })).toBe(false);
  });
});
