import { describe, expect, it } from "vitest";
import * as z from "zod";

import { defineOperation, type ProviderAdapter } from "../providers/types";
import { createCatalogue, eventPaths, operationEntry, sinkOf } from "./catalogue";
import { fixtureCatalogue } from "./fixtures/catalogue";
import { toPlainCatalogue } from "./plain-catalogue";

const deep = z.object({ a: z.object({ b: z.object({ c: z.object({ d: z.string() }) }) }) });
const send = defineOperation({
  title: "Send",
  description: "Sends it.",
  phrase: "send to {to}",
  effect: "write",
  idempotency: { by: "none" },
  input: z.strictObject({
    to: z.string(),
    body_text: z.string().max(160).meta({ sink: "sms" }),
    note: z.string().max(50).meta({ sink: "plain" }).optional(),
    link: z.string().max(50).meta({ sink: "url" }).optional(),
    line: z.string().meta({ sink: "line", title: "One line", description: "A subject" }).optional(),
    count: z.int().optional(),
    loud: z.boolean().optional(),
    tags: z.array(z.string()).optional(),
    more: z.looseObject({}).optional(),
    tone: z.enum(["calm", "loud"]).optional(),
    either: z.union([z.string(), z.number()]).optional(),
    same: z.union([z.int(), z.number()]).optional(),
    cut: z.union([z.null(), z.string().max(9).meta({ sink: "sms" })]).optional(),
    odd: z.string().meta({ sink: "html" }).optional(),
  }),
  output: z.object({
    id: z.string(),
    price: z.object({ amount: z.int() }),
    list: z.array(z.string()),
    open: z.looseObject({ known: z.string() }),
    any: z.unknown(),
    maybe: z.union([z.object({ x: z.string() }), z.null()]),
    deep,
  }),
  request: (input) => ({ method: "POST", path: "/send", json: input }),
  respond: (body) => body,
  choices: {
    to: [
      {
        operation: "people.list",
        from: { team: "note" },
        items: "people",
        value: "id",
        label: "name",
      },
      {
        operation: "groups.list",
        from: { team: "note" },
        items: "groups",
        value: "id",
        label: "name",
      },
    ],
  },
  examples: [
    {
      input: { to: "+1", body_text: "Hi" },
      request: "POST /send",
      body: {
        id: "s1",
        price: { amount: 5 },
        list: ["a"],
        open: { known: "k" },
        maybe: { x: "y" },
      },
    },
  ],
});

const read = defineOperation({
  title: "List",
  description: "Lists all.",
  effect: "read",
  idempotency: { by: "nature" },
  input: z.strictObject({}),
  output: z.object({ rows: z.array(z.object({ id: z.string() })) }),
  request: () => ({ method: "GET", path: "/rows" }),
  respond: (body) => body,
  examples: [{ input: {}, request: "GET /rows", body: { rows: [{ id: "r1", n: 5 }] } }],
});

const adapter = {
  name: "acme",
  operations: { "things.send": send, "things.list": read },
  events: {
    "acme.thing.sent": { title: "Sent", fields: ["id", "more"], sample: { id: "s1" } },
  },
  enrichments: [
    {
      name: "thing",
      operation: "things.list",
      input: () => null,
      fields: ["id"],
      pick: () => ({}),
    },
  ],
} as unknown as ProviderAdapter; // only what the catalogue reads of one

const own = { "run.failed": { title: "Failed", fields: ["run"], sample: { run: "r1" } } };
const installed = () => createCatalogue([adapter], own);
const sending = () => operationEntry("acme", "things.send", send);

describe("a field of an operation", () => {
  const field = (name: string) => sending().fields.find((one) => one.name === name);
  it.each([
    ["to", "text", true, "plain", null],
    ["body_text", "text", true, "sms", 160],
    ["note", "text", false, "plain", null],
    ["link", "text", false, "url", null],
    ["line", "text", false, "line", null],
    ["count", "number", false, "plain", null],
    ["loud", "boolean", false, "plain", null],
    ["tags", "list", false, "plain", null],
    ["more", "object", false, "plain", null],
    ["tone", "text", false, "plain", null],
    ["either", "any", false, "plain", null],
    ["same", "number", false, "plain", null],
    ["cut", "any", false, "sms", 9],
    ["odd", "text", false, "plain", null],
  ])("%s is a %s, required %s, lands in %s, cut at %s", (name, type, required, sink, maxLength) => {
    expect(field(name)).toMatchObject({ name, type, required, sink, maxLength });
  });

  it("has a name for people, its own or one made of its key", () => {
    expect([field("body_text")?.title, field("body_text")?.description]).toEqual(["Body text", ""]);
    expect([field("line")?.title, field("line")?.description]).toEqual(["One line", "A subject"]);
  });

  it("lists what it may be, and where it may be chosen from", () => {
    expect(field("tone")?.options).toEqual(["calm", "loud"]);
    expect(field("to")?.options).toEqual([]);
    expect(field("to")?.choices.map(({ operation }) => operation)).toEqual([
      "people.list",
      "groups.list",
    ]);
    expect(field("note")?.choices).toEqual([]);
  });

  it("says where a text inside of it lands", () => {
    const sink = sinkOf(sending());
    expect([
      sink("body_text"),
      sink("body_text.0.text"),
      sink("to"),
      sink("gone"),
      sink(""),
    ]).toEqual(["sms", "sms", "plain", "plain", "plain"]);
    expect(sinkOf(undefined)("body_text")).toBe("plain");
  });
});

describe("an operation", () => {
  it("is known by its full name, with the example of its answer", () => {
    expect(sending()).toMatchObject({
      name: "acme.things.send",
      provider: "acme",
      title: "Send",
      phrase: "send to {to}",
      effect: "write",
      movesMoney: false,
      sample: { id: "s1" },
    });
    expect(fixtureCatalogue.operations.get("stripe.refunds.create")?.movesMoney).toBe(true);
  });

  it("has the paths of its answer, open where anything may stand", () => {
    expect(sending().outputs).toEqual([
      "id",
      "price",
      "price.amount",
      "list",
      "list.*",
      "open",
      "open.known",
      "open.*",
      "any",
      "any.*",
      "maybe",
      "maybe.x",
      "deep",
      "deep.a",
      "deep.a.b",
      "deep.a.b.c",
      "deep.a.b.c.d.*",
    ]);
    const bare = (output: z.ZodType) => operationEntry("acme", "x", { ...read, output }).outputs;
    expect(bare(z.unknown())).toEqual(["*"]);
    expect(bare(z.array(z.string()))).toEqual(["*"]);
    expect(bare(z.looseObject({}))).toEqual(["*"]);
    expect(bare(z.object({}))).toEqual(["*"]);
    expect(bare(z.null())).toEqual(["*"]);
  });
});

describe("a catalogue", () => {
  it("holds what is installed and what the product itself publishes", () => {
    expect([...installed().operations.keys()]).toEqual(["acme.things.send", "acme.things.list"]);
    expect([...installed().events.values()].map(({ type, provider }) => [type, provider])).toEqual([
      ["acme.thing.sent", "acme"],
      ["run.failed", "run"],
    ]);
    expect(installed().enrichments.get("thing")).toMatchObject({
      provider: "acme",
      fields: ["id"],
    });
    expect(installed().refusal("https://anywhere.example")).toBeNull();
    expect(createCatalogue([], {}, () => "No").refusal("https://anywhere.example")).toBe("No");
  });

  it("knows the paths of the events that a pattern means", () => {
    const data = (pattern: string) =>
      eventPaths(installed(), pattern).filter((path) => path.startsWith("data"));
    expect(data("acme.thing.sent")).toEqual(["data.id", "data.more", "data.more.*"]);
    expect(data("acme.*")).toEqual(["data.id", "data.more", "data.more.*"]);
    expect(data("*")).toEqual(["data.id", "data.more", "data.more.*", "data.run"]);
    expect(data("own.thing")).toEqual(["data.*"]);
    expect(eventPaths(installed(), "own.thing")).toEqual(
      expect.arrayContaining(["id", "type", "subject", "time", "origin"]),
    );
    const sample = { none: null, list: [1], text: "x" };
    const open = { title: "x", fields: ["none", "list", "text"], sample };
    const paths = eventPaths(createCatalogue([], { "a.b": open }), "a.b");
    expect(paths.filter((path) => path.startsWith("data"))).toEqual([
      "data.none",
      "data.list",
      "data.list.*",
      "data.text",
    ]);
  });
});

describe("the catalogue for a browser", () => {
  const seen = new Map([
    ["acme.thing.sent", { time: "2026-11-01T00:00:00Z", data: { id: "s9" } }],
    ["shop.order.placed", { time: "2026-11-02T00:00:00Z", data: { total: 5 } }],
  ]);
  const shown = () => toPlainCatalogue(installed(), seen);

  it("shows the workspace's latest event, or the made-up one", () => {
    expect(shown().events).toEqual([
      {
        type: "acme.thing.sent",
        provider: "acme",
        title: "Sent",
        description: "",
        fields: ["id", "more"],
        sample: { id: "s9" },
        lastAt: "2026-11-01T00:00:00Z",
      },
      {
        type: "run.failed",
        provider: "run",
        title: "Failed",
        description: "",
        fields: ["run"],
        sample: { run: "r1" },
        lastAt: null,
      },
      {
        type: "shop.order.placed",
        provider: "shop",
        title: "",
        description: "",
        fields: ["total"],
        sample: { total: 5 },
        lastAt: "2026-11-02T00:00:00Z",
      },
    ]);
    expect(toPlainCatalogue(installed()).events.map(({ lastAt }) => lastAt)).toEqual([null, null]);
  });

  it("names the fields of an answer with their examples, and what an entry of a list holds", () => {
    const [sent, listed] = shown().operations;
    expect(sent?.outputs.filter(({ path }) => /^(id|price|list|any|maybe)/.test(path))).toEqual([
      { path: "id", sample: "s1" },
      { path: "price", sample: '{"amount":5}' },
      { path: "price.amount", sample: "5" },
      { path: "list", sample: '["a"]' },
      { path: "any", sample: "" },
      { path: "maybe", sample: '{"x":"y"}' },
      { path: "maybe.x", sample: "y" },
    ]);
    expect(listed?.outputs).toEqual([
      {
        path: "rows",
        sample: '[{"id":"r1","n":5}]',
        items: [
          { path: "id", sample: "r1" },
          { path: "n", sample: "5" },
        ],
      },
    ]);
  });

  it("says which fields are to be filled before one can be chosen from a list", () => {
    const fields = shown().operations[0]?.fields ?? [];
    expect(fields.find(({ name }) => name === "to")?.choices).toEqual({ needs: ["note"] });
    expect(fields.find(({ name }) => name === "note")).not.toHaveProperty("choices");
    expect(shown().enrichments).toEqual([{ name: "thing", provider: "acme", fields: ["id"] }]);
    expect(shown().stepKinds.map(({ kind }) => kind)).toContain("forEach");
  });
});
