import { expect, it } from "vitest";

import { fixtureCatalogue } from "@/lib/automations/fixtures/catalogue";

import { wordsOfSteps } from "./step-words";

const step = (change: object) => ({
  key: "one",
  step: "one",
  kind: "use",
  plan: null,
  input: null,
  output: null,
  ...change,
});
const words = (steps: readonly object[], definition: unknown = null) =>
  wordsOfSteps(steps.map(step), definition, fixtureCatalogue);

it.each([
  ["the text that it sends", { input: { channel: "#a", text: "Paid" } }, "“Paid”"],
  ["the place, where there is no text", { input: { channel: "#a", text: " " } }, "#a"],
  [
    "the host that it calls",
    { kind: "http", input: { url: "https://a.example/x?y" } },
    "a.example",
  ],
  ["no host of what is no address", { kind: "http", input: { url: "x" } }, null],
  [
    "the label of what it publishes",
    { kind: "publish", output: { type: "shop.payment.received" } },
    "Payment received",
  ],
  ["nothing before it has published", { kind: "publish" }, null],
  ["nothing where nothing is known", { input: "x" }, null],
])("says of a step %s", (_what, change, target) => {
  expect(words([change])[0]?.target).toBe(target);
});

it("shortens a long text", () => {
  expect(words([{ input: { text: "x".repeat(500) } }])[0]?.target).toHaveLength(120);
});

it("names a step by its own name, its operation or its kind", () => {
  const definition = {
    schema: 1,
    name: "Tell",
    on: { manual: true },
    steps: [{ id: "one", name: "Ask the boss", approve: { reason: "Go on?" } }],
  };
  const titles = (change: object, from?: unknown) => words([change], from)[0]?.title;
  expect(titles({ kind: "approve" }, definition)).toBe("Ask the boss");
  expect(titles({ kind: "approve" })).toBe("Approval");
  expect(titles({ plan: { operation: "desk.tickets.create" } })).toBe(
    fixtureCatalogue.operations.get("desk.tickets.create")?.title,
  );
  expect(titles({ kind: "new-kind" })).toBe("new-kind");
});

it("tells steps apart that would read the same", () => {
  const rows = words([
    { key: "a_tell", step: "a_tell", kind: "delay" },
    { key: "b_tell", step: "b_tell", kind: "delay" },
    { key: "lines[0].tell", step: "tell", kind: "delay" },
    { key: "lines[1].tell", step: "tell", kind: "delay" },
  ]).map(({ title }) => title);
  expect(rows).toEqual(["Delay: A tell", "Delay: B tell", "Delay (item 1)", "Delay (item 2)"]);
});
