import { describe, expect, it } from "vitest";

import { onboarding, problems, withSteps } from "./fixtures/onboarding";

const startedBy = (where: unknown) => problems({ ...onboarding, on: { event: "shop.*", where } });
const inStep = (when: unknown) => problems(withSteps({ id: "a", publish: "x.y", when }));

describe("a comparison that can never be true is refused at save", () => {
  it.each([
    [{ "data.amount": { gt: "$50" } }, /"\$50" is text, which is never compared as an amount/],
    [{ "data.amount": { gte: "50.00" } }, /"data.amount" is a number, and "50.00" is text/],
    [{ "data.amount": { eq: "5000" } }, /"data.amount" is a number/],
    [{ "data.amount": { in: [5000, "7500"] } }, /"7500" is text/],
    [{ "data.id": { gt: 5 } }, /"data.id" is text, and 5 is a number/],
    [{ any: [{ "data.amount": { lt: 5 } }, { "data.amount": { lt: "5" } }] }, /"5" is text/],
    [{ not: { "data.amount": { ne: "5" } } }, /"5" is text/],
    ["data.amount > '$50'", /"\$50" is text/],
    ["'50' <= data.amount", /"50" is text, and "data.amount" is a number/],
    ["data.amount > 5 && (data.amount == '7' || data.id == 'x')", /"7" is text/],
    [{ "data.currency": { eq: "USD" } }, /lower case, so "USD" never matches/],
    [{ "data.currency": { in: ["eur", "USD"] } }, /lower case, so "USD" never matches/],
  ])("%j", (where, expected) => {
    expect(startedBy(where).join("\n")).toMatch(expected);
  });

  it("in the conditions of steps, too, and of what earlier steps answered", () => {
    expect(inStep({ "event.data.amount": { gt: "$50" } }).join()).toMatch(/steps\[0\]\.when/);
    const later = withSteps(
      { id: "ticket", use: "desk.tickets.create", with: { project: "ONB", summary: "x" } },
      { id: "b", publish: "x.y", when: "steps.ticket.key === 5" },
    );
    expect(problems(later).join()).toMatch(/"steps.ticket.key" is text, and 5 is a number/);
    const waiting = withSteps({
      id: "w",
      waitFor: { event: "shop.payment.received", where: "data.amount > '5'", timeout: "1h" },
    });
    expect(problems(waiting).join()).toMatch(/"5" is text/);
  });

  it("wherever the type is not known, unless the text is an amount of money", () => {
    const own = (where: unknown) => problems({ ...onboarding, on: { event: "own.thing", where } });
    expect(own({ "data.size": { gt: "10" } })).toEqual([]);
    expect(own({ "data.size": { gt: "€10" } }).join()).toMatch(/"€10" is text/);
  });
});

it.each([
  [{ "data.amount": { gte: 5000 }, "data.currency": { eq: "usd" } }],
  [{ "data.id": { contains: "$50" }, "data.customer": { ne: null } }],
  ["data.amount >= -5 && data.currency in ['usd', 'eur'] && data.id != null"],
  ["data.amount > data.amount / 2"],
])("%j is fit to save", (where) => expect(startedBy(where)).toEqual([]));
