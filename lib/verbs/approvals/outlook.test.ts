import { expect, it } from "vitest";

import { fixtureCatalogue } from "@/lib/automations/fixtures/catalogue";

import { outlookOf } from "./outlook";

const definition = {
  schema: 1,
  name: "Ask",
  on: { manual: true },
  steps: [
    { id: "ok", approve: { reason: "Go on?" } },
    { id: "told", name: "Tell the team", use: "chat.messages.post", with: {} },
    { id: "ticket", use: "desk.tickets.create", with: {} },
    { id: "end", publish: "sale.end" },
  ],
};
const outlook = (key: string, plan: unknown = null, json: unknown = definition) =>
  outlookOf({ key, plan }, json, fixtureCatalogue);

it("lists the steps that follow, by name, operation or kind", () => {
  const ticket = fixtureCatalogue.operations.get("desk.tickets.create")?.title;
  expect(outlook("ok").next).toEqual(["Tell the team", ticket, "Publish an event"]);
  expect(outlook("ticket[0].inner").next).toEqual(["Publish an event"]);
  expect(outlook("end").next).toEqual([]);
});

it("lists nothing where the definition is not known", () => {
  expect(outlook("ok", null, null).next).toEqual([]);
  expect(outlook("onFailure:alert").next).toEqual([]);
});

it("says what is sent, and whether it can be undone", () => {
  const entry = fixtureCatalogue.operations.get("desk.tickets.create");
  expect(outlook("ok", { operation: "desk.tickets.create" }).action).toEqual({
    title: entry?.title,
    provider: entry?.provider,
    isIrreversible: entry?.effect === "destructive",
  });
  expect(outlook("ok").action).toBeNull();
  expect(outlook("ok", { operation: "desk.unknown" }).action).toBeNull();
});
