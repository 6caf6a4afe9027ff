import { expect, it } from "vitest";

import { appsIn, appsOf } from "./apps";
import { fixtureCatalogue } from "./fixtures/catalogue";
import { parseAutomation } from "./schema";

const apps = (on: unknown, steps: readonly object[]) => {
  const parsed = parseAutomation({ schema: 1, name: "Test", on, steps });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return appsOf(parsed.definition, fixtureCatalogue);
};
const call = (id: string, use: string) => ({ id, use, with: {} });

it("lists the trigger's app first and each app once", () => {
  const steps = [call("a", "chat.messages.post"), call("b", "shop.refund"), call("c", "chat.x")];
  expect(apps({ event: "shop.payment.received" }, steps)).toEqual(["shop", "chat"]);
});

it("looks into branches and loops", () => {
  const loop = { id: "l", forEach: "{{event.data.items}}", steps: [call("i", "desk.issue")] };
  const branch = { id: "b", branch: [{ if: "true", steps: [call("p", "phone.text")] }] };
  expect(apps({ manual: true }, [branch, loop])).toEqual(["phone", "desk"]);
});

it("leaves out an event that belongs to no app", () => {
  expect(apps({ event: "orders.paid" }, [{ id: "d", delay: "1m" }])).toEqual([]);
});

it("finds no apps in a definition that cannot be read", () => {
  const steps = [call("a", "chat.messages.post")];
  const json = { schema: 1, name: "Test", on: { manual: true }, steps };
  expect(appsIn(json, fixtureCatalogue)).toEqual(["chat"]);
  expect(appsIn({ ...json, schema: 9 }, fixtureCatalogue)).toEqual([]);
});
