import { describe, expect, it } from "vitest";

import { durationMs } from "../core/duration";
import { compileCondition, Condition } from "./condition";
import { fixtureCatalogue as catalogue } from "./fixtures/catalogue";
import { onboarding, read, problems, withSteps, NOW, event } from "./fixtures/onboarding";
import { parseAutomation } from "./schema";
import { sentenceOf } from "./sentence";
import { stepKinds } from "./steps/parse";
import { eventTrigger, triggers } from "./trigger";

describe("reading a definition", () => {
  it.each([
    [{ ...onboarding, scheme: 1 }, ': Unknown key "scheme". Did you mean "schema"?'],
    [{ ...onboarding, schema: 2 }, "schema: Requires a newer version of the dashboard"],
    [
      withSteps({ id: "a", pubish: "x.y" }),
      /steps\[0\]: Must have one of .* Did you mean "publish"\?/,
    ],
    [withSteps({ id: "a", publish: "x.y", delay: "1h" }), /A step can have only one of them/],
    [
      withSteps({ id: "A b", publish: "x.y" }),
      "steps[0].id: Must be one lower-case word, such as ticket",
    ],
    [withSteps({ id: "a", delay: "5 minutes" }), /steps\[0\].delay: Must be like 90s/],
    [
      withSteps({ id: "a", publish: "x.y" }, { id: "a", publish: "x.y" }),
      'steps[1].id: Another step already has the id "a"',
    ],
    [
      withSteps({ id: "a", publish: "x.y", with: { t: "{{event.data.id" } }),
      /steps\[0\].with.t: This "\{\{" is never closed/,
    ],
    [{ ...onboarding, on: { schedule: "every day", timeZone: "UTC" } }, /on/],
    [
      withSteps({ id: "b", branch: [{ if: "1 ==", steps: [{ id: "x", publish: "x.y" }] }] }),
      /steps\[0\].branch\[0\].if/,
    ],
    [
      withSteps({ id: "b", branch: [{ if: "true", steps: [{ id: "x", publis: "x.y" }] }] }),
      /steps\[0\].branch\[0\].steps\[0\]: Must have one of/,
    ],
  ])("%#", (json, expected) => {
    expect(problems(json).join("\n")).toMatch(expected);
  });

  it.each([
    [
      withSteps({ id: "a", use: "desk.tickets.crete", with: {} }),
      'steps[0].use: Unknown operation "desk.tickets.crete". Did you mean "desk.tickets.create"?',
    ],
    [
      withSteps({ id: "a", use: "desk.tickets.create", with: { project: "ONB", sumary: "x" } }),
      'steps[0].with.sumary: Create a ticket has no field "sumary". Did you mean "summary"?',
    ],
    [
      withSteps({ id: "a", use: "desk.tickets.create", with: { project: "ONB" } }),
      'steps[0].with.summary: "summary" is missing',
    ],
    [
      withSteps({ id: "a", publish: "x.y", with: { t: "{{event.data.amuont}}" } }),
      'steps[0].with.t: Unknown field "event.data.amuont". Did you mean "event.data.amount"?',
    ],
    [
      withSteps(
        { id: "a", publish: "x.y", with: { t: "{{steps.later.id}}" } },
        { id: "later", publish: "x.z" },
      ),
      'steps[0].with.t: Unknown field "steps.later.id"',
    ],
    [
      withSteps({ id: "a", publish: "shop.payment.received" }),
      'steps[0].publish: The namespace "shop" is reserved. Choose another event name',
    ],
    [
      { ...onboarding, on: { event: "shop.payment.received", where: "data.amont > 1" } },
      'on.where: Unknown field "data.amont". Did you mean "data.amount"?',
    ],
    [
      withSteps({
        id: "a",
        use: "desk.tickets.create",
        with: { project: "FAR TOO LONG", summary: "x" },
      }),
      /steps\[0\].with.project: Too big/,
    ],
    [withSteps({ id: "h", http: { url: "{{event.data.id}}" } }), /http.url: Must begin with https/],
    [
      withSteps({ id: "h", http: { url: "https://forbidden.example/{{event.data.id}}" } }),
      "steps[0].http.url: “forbidden.example” is not allowed.",
    ],
  ])("refuses at save what refers to nothing %#", (json, expected) => {
    expect(problems(json).join("\n")).toMatch(expected);
  });

  it("accepts the whole of it", () => {
    expect(problems(onboarding)).toEqual([]);
  });

  it.each(stepKinds.map((kind) => [kind.kind, kind] as const))(
    "reads the example of %s",
    (_name, kind) => {
      expect(parseAutomation(withSteps(kind.example))).toMatchObject({ ok: true });
    },
  );
});

describe("triggers", () => {
  const fires = (on: unknown, change: object = {}) => {
    const trigger = eventTrigger(read({ ...onboarding, on }));
    return trigger && triggers(trigger, { ...event, ...change }, NOW).matched;
  };
  it("fires on fitting events of the doors that count", () => {
    const on = { event: "shop.*", where: { "data.amount": { gte: 5000 } } };
    expect(fires(on)).toBe(true);
    expect(fires(on, { data: { amount: 1 } })).toBe(false);
    expect(fires(on, { data: {} })).toBe(false);
    expect(fires(on, { origin: "ui" })).toBe(false);
    expect(fires({ ...on, origins: ["ui"] }, { origin: "ui" })).toBe(true);
    expect(fires({ manual: true })).toBeNull();
  });
});

describe("conditions", () => {
  it.each([
    [{ "data.status": { in: ["a", "b"] } }, true],
    [{ not: { "data.status": { eq: "a" } } }, false],
    [{ any: [{ "data.status": { eq: "z" } }, { "data.n": { lt: 4 } }] }, true],
    [{ "data.status": { exists: false } }, false],
    [{ "data.gone": { exists: false } }, true],
    [{ "data.text": { contains: "ELL" } }, true],
    ["data.n === 3 && data.status === 'a'", true],
  ])("%j", (condition, expected) => {
    const ast = compileCondition(Condition.parse(condition));
    const trigger = { pattern: "**", origins: new Set(["provider"]), where: ast };
    const data = { status: "a", n: 3, text: "Hello" };
    expect(triggers(trigger, { ...event, data }, NOW).matched).toBe(expected);
  });
  it.each([
    [{}],
    [{ "data.x": {} }],
    [{ "data.x": { almost: 1 } }],
    [{ "a b": { eq: 1 } }],
    [{ all: [] }],
  ])("refuses %j", (condition) => {
    expect(Condition.safeParse(condition).success).toBe(false);
  });
});

describe("words", () => {
  it("reads an automation back as one sentence", () => {
    const priced = {
      ...onboarding,
      on: {
        event: "shop.payment.received",
        where: { "data.amount": { gte: 5000 }, "data.currency": { eq: "usd" } },
      },
    };
    expect(sentenceOf(read(priced), catalogue)).toBe(
      "When a payment succeeds and its amount is at least $50.00 and its currency is “usd”, create a ticket (Desk), then if its amount is at least 10000 (in the currency's smallest unit), post to #sales. If a step fails: post to #ops.",
    );
  });

  it("says what steps inside of others do, under which condition, and when nobody is disturbed", () => {
    const post = { use: "chat.messages.post", with: { channel: "#ops", text: "x" } };
    const quiet = { from: "21:00", to: "08:00", timeZone: "Europe/Berlin" };
    const nested = withSteps({
      id: "lines",
      forEach: "{{event.data.items}}",
      as: "line",
      steps: [
        {
          id: "size",
          branch: [
            { if: { "event.data.amount": { gte: 10_000 } }, steps: [{ id: "a", ...post, quiet }] },
          ],
          else: [{ id: "b", name: "Tell the team", publish: "sale.small" }],
        },
      ],
    });
    expect(sentenceOf(read(nested), catalogue)).toContain(
      "for each line of event.data.items (if its amount is at least 10000 (in the currency's smallest unit) (post to #ops (never from 21:00 to 08:00, Europe/Berlin)), else (tell the team)).",
    );
  });

  it("names what is wrong three steps deep, where it stands", () => {
    const deep = (inner: object) =>
      withSteps({
        id: "a",
        forEach: "{{event.data.items}}",
        steps: [
          {
            id: "b",
            branch: [{ if: "event.data.amount > 1", steps: [{ id: "c", delay: "1m" }] }],
            else: [inner],
          },
        ],
      });
    const place = "steps[0].steps[0].else[0]";
    const post = {
      id: "d",
      use: "chat.messages.post",
      with: { channel: "#ops", text: "{{itm.a}}" },
    };
    expect(problems(deep(post))).toEqual([`${place}.with.text: Unknown field "itm.a"`]);
    expect(problems(deep({ id: "d", delay: 5 }))).toEqual([
      `${place}.delay: Must be text, not a number`,
    ]);
    expect(problems(deep({ id: "d", branch: [{ steps: [] }] }))).toEqual([
      `${place}.branch[0].if: Is missing`,
      `${place}.branch[0].steps: Must not be empty`,
    ]);
  });

  it.each([
    ["90s", 90_000],
    ["15m", 900_000],
    ["3d", 259_200_000],
    ["91d", null],
    ["0s", null],
    ["1.5h", null],
  ])("%s", (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });
});
