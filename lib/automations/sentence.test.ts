import { describe, expect, it } from "vitest";

import type { Condition } from "./condition";
import { conditionWords } from "./condition-words";
import { fixtureCatalogue as catalogue } from "./fixtures/catalogue";
import { onboarding, read, withSteps } from "./fixtures/onboarding";
import { sentenceOf } from "./sentence";

describe("a condition in words", () => {
  it.each<[Condition, string]>([
    ["a > 1", "a > 1"],
    [{ "data.status": { eq: "paid" } }, "its status is “paid”"],
    [{ "data.status": { ne: "paid" } }, "its status is not “paid”"],
    [{ "data.count": { gt: 5 } }, "its count is more than 5"],
    [{ "data.count": { gte: 5, lt: 9 } }, "its count is at least 5 and its count is less than 9"],
    [{ "data.count": { lte: 9 } }, "its count is at most 9"],
    [{ "data.note": { contains: "x" } }, "its note contains “x”"],
    [{ "customer.phone": { exists: true } }, "the customer’s phone exists"],
    [{ "customer.phone": { exists: false } }, "the customer’s phone does not exist"],
    [{ "data.status": { in: ["a", 5, null] } }, "its status is one of “a”, 5, null"],
    [
      { "data.amount": { gt: 5000 } },
      "its amount is more than 5000 (in the currency's smallest unit)",
    ],
    [
      { "data.amount": { gt: 5000 }, "data.currency": { eq: "jpy" } },
      "its amount is more than ¥5,000 and its currency is “jpy”",
    ],
    [
      { "data.amount": { in: [100, 200] }, currency: { eq: "usd" } },
      "its amount is one of $1.00, $2.00 and its currency is “usd”",
    ],
    [
      { "data.amount": { gt: 5 }, "data.currency": { eq: "zzz" } },
      "its amount is more than 5 (in the currency's smallest unit) and its currency is “zzz”",
    ],
    [
      { "data.amount": { gt: 5 }, "data.currency": { ne: "usd" } },
      "its amount is more than 5 (in the currency's smallest unit) and its currency is not “usd”",
    ],
    [
      { "data.count": { gt: 5 }, "data.currency": { eq: "usd" } },
      "its count is more than 5 and its currency is “usd”",
    ],
    [
      { "data.amount": { eq: "x" }, currency: { eq: "usd" } },
      "its amount is “x” and its currency is “usd”",
    ],
    [{ all: [{ a: { eq: 1 } }, { b: { eq: true } }] }, "its a is 1 and its b is true"],
    [{ any: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }, "(its a is 1 or its b is 2)"],
    [{ not: { a: { eq: 1 }, b: { eq: 2 } } }, "not (its a is 1 and its b is 2)"],
  ])("%j", (condition, words) => {
    expect(conditionWords(condition)).toBe(words);
  });
});

describe("an automation in one sentence", () => {
  const post = { use: "chat.messages.post", with: { channel: "#ops", text: "x" } };
  it.each<[object, string]>([
    [{ manual: true }, "When someone starts it, post to #ops."],
    [
      { schedule: "0 9 * * 1", timeZone: "UTC" },
      "On the schedule “0 9 * * 1” (UTC), post to #ops.",
    ],
    [{ event: "shop.payment.received" }, "When a payment succeeds, post to #ops."],
    [{ event: "own.thing" }, "When own.thing happens, post to #ops."],
    [
      { event: "shop.*", where: "data.amount > 1" },
      "When shop.* happens and data.amount > 1, post to #ops.",
    ],
  ])("begins with what starts it: %j", (on, sentence) => {
    expect(sentenceOf(read({ ...withSteps({ id: "a", ...post }), on }), catalogue)).toBe(sentence);
  });

  it("calls an event without a phrase by its title", () => {
    const { phrase: _phrase, ...paid } = catalogue.events.get("shop.payment.received") ?? {
      type: "",
      provider: "",
      title: "",
      fields: [],
      sample: {},
    };
    const events = new Map([["shop.payment.received", paid]]);
    const sentence = sentenceOf(read(withSteps({ id: "a", ...post })), { ...catalogue, events });
    expect(sentence).toContain("When “Payment received” (shop.payment.received) happens and");
  });

  it.each<[object, string]>([
    [{ id: "a", ...post }, "post to #ops"],
    [{ id: "a", ...post, name: "Tell the Team" }, "tell the Team"],
    [{ id: "a", ...post, when: "event.data.amount > 1" }, "if event.data.amount > 1, post to #ops"],
    [
      { id: "a", use: "chat.messages.post", with: { channel: "", text: "x" } },
      "post a message (Chat)",
    ],
    [
      { id: "a", use: "chat.messages.post", with: { channel: "{{customer.email}}" } },
      "post to the customer’s email",
    ],
    [
      { id: "a", use: "chat.messages.post", with: { channel: "{{ customer.email | lower }}" } },
      "post to the customer’s email",
    ],
    [
      { id: "a", use: "chat.messages.post", with: { channel: "#{{customer.email}}-x" } },
      "post to #…-x",
    ],
    [{ id: "a", use: "chat.messages.post", with: { channel: 5 } }, "post a message (Chat)"],
    [{ id: "a", use: "desk.tickets.create" }, "create a ticket (Desk)"],
    [{ id: "a", use: "gone.things.do" }, "gone.things.do (Gone)"],
    [{ id: "a", publish: "sale.big" }, "publish sale.big"],
    [{ id: "a", delay: "2h" }, "wait 2h"],
    [{ id: "a", delayUntil: "{{ event.data.due }}" }, "wait until event.data.due"],
    [{ id: "a", waitFor: { event: "a.b", timeout: "3d" } }, "wait up to 3d for a.b"],
    [{ id: "a", approve: { reason: "Sure?" } }, "wait for an approval"],
    [
      { id: "a", http: { url: "https://hooks.example.com/x" } },
      "send a POST request to hooks.example.com",
    ],
    [
      { id: "a", http: { method: "GET", url: "https://hooks.example.com/x" } },
      "send a GET request to hooks.example.com",
    ],
    [{ id: "a", http: { url: "nowhere" } }, "send a POST request to nowhere"],
    [
      { id: "a", branch: [{ if: "true", steps: [{ id: "b", ...post }] }] },
      "if true (post to #ops)",
    ],
    [
      {
        id: "a",
        forEach: "{{ event.data.items }}",
        steps: [
          { id: "b", ...post },
          { id: "c", delay: "1m" },
        ],
      },
      "for each item of event.data.items (post to #ops, then wait 1m)",
    ],
  ])("says what a step does: %j", (step, words) => {
    expect(sentenceOf(read({ ...withSteps(step), on: { manual: true } }), catalogue)).toBe(
      `When someone starts it, ${words}.`,
    );
  });

  it("ends with what is done after a failure", () => {
    const json = { ...onboarding, on: { manual: true }, steps: [{ id: "a", delay: "1m" }] };
    expect(sentenceOf(read(json), catalogue)).toBe(
      "When someone starts it, wait 1m. If a step fails: post to #ops.",
    );
  });
});
