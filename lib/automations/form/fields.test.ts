import { describe, expect, it } from "vitest";

import type { PlainCatalogue, PlainEvent } from "./catalogue";
import { eventFields, eventsOf, holeFor, shortSample } from "./fields";
import { fieldsAt } from "./fields-at";
import { toForm } from "./form";

const event = (
  type: string,
  sample: Record<string, unknown>,
  fields: string[] = [],
): PlainEvent => ({
  type,
  provider: "shop",
  title: "",
  description: "",
  fields,
  sample,
  lastAt: null,
});
const catalogue: PlainCatalogue = {
  operations: [
    {
      name: "desk.tickets.create",
      provider: "desk",
      title: "",
      description: "",
      effect: "write",
      movesMoney: false,
      fields: [],
      outputs: [
        { path: "key", sample: "ONB-1" },
        { path: "amount", sample: "5000" },
        { path: "currency", sample: "usd" },
        { path: "lines", sample: "", items: [{ path: "price", sample: "5" }] },
      ],
    },
  ],
  events: [
    event("shop.paid", { amount: 5000, currency: "usd", items: [{ price: 5 }], none: null }, [
      "more",
    ]),
    event("shop.refunded", { amount: 100, currency: "eur", reason: "x" }),
  ],
  enrichments: [{ name: "customer", provider: "shop", fields: ["email"] }],
  further: [],
  stepKinds: [],
};

describe("a value in a few words", () => {
  it.each<[unknown, string]>([
    [undefined, ""],
    [null, ""],
    ["", ""],
    ["a", "a"],
    [5, "5"],
    [false, "false"],
    [{ a: 1 }, '{"a":1}'],
    ["x".repeat(60), "x".repeat(60)],
    ["x".repeat(61), `${"x".repeat(59)}…`],
  ])("%j is %j", (value, text) => {
    expect(shortSample(value)).toBe(text);
  });
});

describe("the fields of an event", () => {
  const data = (pattern: string, from: PlainCatalogue = catalogue) =>
    eventFields(from, pattern)
      .filter(({ group }) => group === "The event")
      .map(({ path, sample }) => [path, sample]);

  it("are those that it declares and those of its example, amounts as money", () => {
    expect(data("shop.paid")).toEqual([
      ["data.more", ""],
      ["data.amount", "$50.00"],
      ["data.currency", "usd"],
      ["data.items", '[{"price":5}]'],
      ["data.none", ""],
    ]);
  });

  it("are those of every event that a pattern means, the first example of each", () => {
    expect(data("shop.*").map(([path]) => path)).toEqual([
      "data.more",
      "data.amount",
      "data.currency",
      "data.items",
      "data.none",
      "data.reason",
    ]);
    expect(data("shop.*")[1]).toEqual(["data.amount", "$50.00"]);
    expect(eventsOf(catalogue, "shop.*").map(({ type }) => type)).toEqual([
      "shop.paid",
      "shop.refunded",
    ]);
    expect(data("")).toEqual([]);
    expect(data("desk.closed")).toEqual([]);
  });

  it("take an example from a later event where the first has none", () => {
    const events = [event("a.b", {}, ["note"]), event("a.c", { note: "x" })];
    expect(data("a.*", { ...catalogue, events })).toEqual([["data.note", "x"]]);
  });

  it("go into objects, a few levels deep, by plain names", () => {
    const sample = {
      a: { b: { c: { d: { e: { f: 1 } } } }, "x-y": 1 },
      empty: {},
      list: [{ z: 1 }],
    };
    expect(data("a.b", { ...catalogue, events: [event("a.b", sample)] })).toEqual([
      ["data.a.b.c.d.e", '{"f":1}'],
      ["data.empty", "{}"],
      ["data.list", '[{"z":1}]'],
    ]);
  });

  it("show an amount as it is where no currency stands beside it", () => {
    const shown = (sample: Record<string, unknown>) =>
      data("a.b", { ...catalogue, events: [event("a.b", sample)] })[0];
    expect(shown({ amount: 5000 })).toEqual(["data.amount", "5000"]);
    expect(shown({ amount: "5000", currency: "usd" })).toEqual(["data.amount", "$50.00"]);
    expect(shown({ amount: "50.00", currency: "usd" })).toEqual(["data.amount", "50.00"]);
    expect(shown({ amount: -5000, currency: "usd" })).toEqual(["data.amount", "-$50.00"]);
    expect(shown({ amount: 5000, currency: "" })).toEqual(["data.amount", "5000"]);
    expect(shown({ amount: 5000, currency: 7 })).toEqual(["data.amount", "5000"]);
    expect(shown({ amount: "a5000", currency: "usd" })).toEqual(["data.amount", "a5000"]);
    expect(shown({ amount: "1234567890123456", currency: "usd" })).toEqual([
      "data.amount",
      "1234567890123456",
    ]);
    expect(shown({ count: 5000, currency: "usd" })).toEqual(["data.count", "5000"]);
  });

  it("begin below the event's own", () => {
    const about = eventFields(catalogue, "shop.paid").filter(({ group }) => group !== "The event");
    expect(about.map(({ path, sample, value }) => [path, sample, value])).toEqual([
      ["id", "", ""],
      ["type", "shop.paid", "shop.paid"],
      ["subject", "", ""],
      ["time", "", ""],
      ["source", "", ""],
      ["origin", "", ""],
      ["livemode", "", true],
    ]);
  });
});

describe("what a step can refer to", () => {
  const ticket = { id: "ticket", use: "desk.tickets.create" };
  const last = { id: "last", publish: "x.y" };
  function at(on: object, steps: object[], onFailure: object[] = []) {
    const json = {
      schema: 1,
      name: "x",
      on,
      steps,
      ...(onFailure.length > 0 ? { onFailure } : {}),
    };
    const form = toForm(json);
    if (!form) throw new Error("It can be shown.");
    const all = [...form.steps, ...form.onFailure];
    return fieldsAt(form, catalogue, all.at(-1)?.uid ?? -1);
  }
  const below = (prefix: string, fields: ReturnType<typeof at>) =>
    fields.filter(({ path }) => path.startsWith(prefix)).map(({ path }) => path);

  it("begins with the event, or with the start", () => {
    expect(below("event.", at({ manual: true }, [last]))).toEqual([
      "event.id",
      "event.type",
      "event.time",
      "event.data.scheduledAt",
    ]);
    const paid = at({ event: "shop.paid" }, [last]);
    expect(below("event.data", paid)).toContain("event.data.amount");
    expect(below("customer", paid)).toEqual(["customer.email"]);
    expect(below("run", paid)).toEqual([
      "run.id",
      "run.automation",
      "run.version",
      "run.startedAt",
    ]);
  });

  it.each<[object, string[]]>([
    [ticket, ["key", "amount", "currency", "lines"]],
    [{ id: "ticket", use: "gone.things" }, []],
    [{ id: "ticket", publish: "x.z" }, ["id", "type"]],
    [{ id: "ticket", approve: { reason: "?" } }, ["approvedBy"]],
    [{ id: "ticket", http: { url: "https://a.example/" } }, ["status", "body"]],
    [{ id: "ticket", delay: "1h" }, []],
    [{ id: "ticket", forEach: "{{event.data.items}}", steps: [] }, ["count", "items"]],
    [{ id: "ticket", branch: [{ if: "true", steps: [] }] }, ["taken"]],
    [{ id: "ticket", us: "x" }, []],
  ])("goes on with what a step before it brought: %j", (step, names) => {
    expect(below("steps.", at({ event: "shop.paid" }, [step, last]))).toEqual(
      names.map((name) => `steps.ticket.${name}`),
    );
  });

  it("shows what earlier steps answer by their examples, under the name of the step", () => {
    const fields = at({ event: "shop.paid" }, [{ ...ticket, name: "Open a ticket" }, last]);
    expect(fields.find(({ path }) => path === "steps.ticket.key")).toMatchObject({
      sample: "ONB-1",
      group: "Step “Open a ticket”",
    });
    expect(fields.find(({ path }) => path === "steps.ticket.amount")?.sample).toBe("$50.00");
    const unnamed = at({ event: "shop.paid" }, [ticket, last]);
    expect(unnamed.find(({ path }) => path === "steps.ticket.key")?.group).toBe("Step “ticket”");
  });

  it("knows the event that a step waited for", () => {
    const wait = { id: "w", waitFor: { event: "shop.refunded", timeout: "1d" } };
    const found = below("steps.w", at({ manual: true }, [wait, last]));
    expect(found).toEqual(
      expect.arrayContaining(["steps.w.timedOut", "steps.w.event.data.reason", "steps.w.event.id"]),
    );
    const none = { id: "w", waitFor: { event: 5, timeout: "1d" } };
    expect(below("steps.w.event.data", at({ manual: true }, [none, last]))).toEqual([]);
  });

  it("knows after a failure all that was before it, and what failed", () => {
    const fields = at({ event: "shop.paid" }, [ticket], [{ id: "one", publish: "x.z" }, last]);
    expect(below("steps.", fields)).toEqual(
      expect.arrayContaining(["steps.ticket.key", "steps.one.id"]),
    );
    expect(below("run", fields)).toEqual([
      "run.id",
      "run.automation",
      "run.version",
      "run.startedAt",
      "run.failedStep",
      "run.error",
    ]);
    expect(below("run.error", at({ event: "shop.paid" }, [last]))).toEqual([]);
  });

  it("knows nothing at a step that is not there but the run", () => {
    const form = toForm({ schema: 1, name: "x", on: { manual: true }, steps: [last] });
    const paths = form ? fieldsAt(form, catalogue, 999).map(({ path }) => path) : [];
    expect(paths).toEqual([
      "run.id",
      "run.automation",
      "run.version",
      "run.startedAt",
      "run.failedStep",
      "run.error",
    ]);
  });

  it.each<[object, string[]]>([
    [{ forEach: "{{event.data.items}}" }, ["item", "item.price", "index"]],
    [{ forEach: "{{ event.data.items }}", as: "line" }, ["line", "line.price", "index"]],
    [{ forEach: "{{steps.ticket.lines}}" }, ["item", "item.price", "index"]],
    [{ forEach: "{{event.data.gone}}" }, ["item", "index"]],
    [{ forEach: "{{event.data.items | json}}" }, ["item", "index"]],
    [{ forEach: "event.data.items" }, ["item", "index"]],
  ])("knows inside of a loop its item: %j", (loop, names) => {
    const json = {
      schema: 1,
      name: "x",
      on: { event: "shop.paid" },
      steps: [ticket, { id: "l", ...loop, steps: [last] }],
    };
    const form = toForm(json);
    const uid = form?.steps[1]?.inner[0]?.steps[0]?.uid ?? -1;
    const fields = form ? fieldsAt(form, catalogue, uid) : [];
    expect(fields.slice(0, names.length).map(({ path }) => path)).toEqual(names);
    expect(fields.filter(({ group }) => group.startsWith("Each "))).toHaveLength(names.length);
    expect(fields.map(({ path }) => path)).toContain("event.data.amount");
  });

  it("takes the item of the inner of two loops of one name", () => {
    const inner = { id: "i", forEach: "{{event.data.items}}", steps: [last] };
    const json = {
      schema: 1,
      name: "x",
      on: { event: "shop.paid" },
      steps: [{ id: "o", forEach: "{{event.data.items}}", steps: [inner] }],
    };
    const form = toForm(json);
    const uid = form?.steps[0]?.inner[0]?.steps[0]?.inner[0]?.steps[0]?.uid ?? -1;
    const paths = form ? fieldsAt(form, catalogue, uid).map(({ path }) => path) : [];
    expect(paths.filter((path) => path === "item")).toHaveLength(1);
    expect(paths.filter((path) => path === "index")).toHaveLength(1);
  });
});

it("writes an amount as money only where a currency stands beside it", () => {
  const all = [{ path: "a.amount" }, { path: "a.currency" }, { path: "b.amount" }];
  expect(holeFor("a.amount", all)).toBe("{{a.amount | money: a.currency}}");
  expect(holeFor("b.amount", all)).toBe("{{b.amount}}");
  expect(holeFor("a.currency", all)).toBe("{{a.currency}}");
});
