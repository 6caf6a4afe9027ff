import { expect, it } from "vitest";

import { listProviders } from "../providers/registry";
import { createCatalogue } from "./catalogue";
import { checkAutomation } from "./check";
import { OWN_EVENTS } from "./events";
import { parseAutomation } from "./schema";

const catalogue = createCatalogue(listProviders(), OWN_EVENTS);

function problems(where: unknown, event = "stripe.payment.received", when?: unknown) {
  const parsed = parseAutomation({
    schema: 1,
    name: "Try",
    on: { event, where },
    steps: [{ id: "a", publish: "try.done", ...(when === undefined ? {} : { when }) }],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return checkAutomation(parsed.definition, catalogue).map(({ path, message }) => [path, message]);
}

const SENTENCE =
  'Currencies of this event are in lower case, so "USD" never matches. Did you mean "usd"?';

it.each([
  [{ "data.currency": { eq: "USD" } }],
  [{ not: { "data.currency": { eq: "USD" } } }],
  [{ "data.currency": { in: ["eur", "USD"] } }],
  ["data.amount > 1 && data.currency === 'USD'"],
  ["'USD' == data.currency"],
])("refuses a currency in capitals that would never match: %j", (where) => {
  expect(problems(where)).toEqual([["on.where", SENTENCE]]);
});

it("refuses it in the condition of a step, too", () => {
  const where = { "data.amount": { gt: 1 } };
  const when = { "event.data.currency": { ne: "USD" } };
  expect(problems(where, "stripe.payment.*", when)).toEqual([["steps[0].when", SENTENCE]]);
});

it("admits small letters, other texts, and events whose currencies it does not know", () => {
  expect(problems({ "data.currency": { eq: "usd" } })).toEqual([]);
  expect(problems({ "data.description": { eq: "USD" } })).toEqual([]);
  expect(problems({ "data.currency": { eq: "USD" } }, "shop.order.placed")).toEqual([]);
});
