import { describe, expect, it } from "vitest";

import { checkAutomation } from "./check";
import { compileCondition, Condition } from "./condition";
import { durationMs } from "./duration";
import { fixtureCatalogue as catalogue } from "./fixtures/catalogue";
import type { Decision, StepState } from "./plan-types";
import { nextStep } from "./planner";
import { parseAutomation, type AutomationDefinition } from "./schema";
import { sentenceOf } from "./sentence";
import { simulate } from "./simulate";
import { stepKinds } from "./steps/parse";
import { eventTrigger, triggers } from "./trigger";

const onboarding = {
  schema: 1,
  name: "Onboarding",
  on: { event: "shop.payment.received", where: { "data.amount": { gte: 5000 } } },
  steps: [
    {
      id: "ticket",
      use: "desk.tickets.create",
      with: { project: "ONB", summary: "Onboard {{customer.email | default: 'unknown'}}" },
    },
    {
      id: "tell",
      use: "chat.messages.post",
      when: { "event.data.amount": { gte: 10_000 } },
      with: { channel: "#sales", text: "{{steps.ticket.key}} for {{customer.email}}" },
    },
  ],
  onFailure: [
    {
      id: "alert",
      use: "chat.messages.post",
      with: { channel: "#ops", text: "{{run.failedStep}}" },
    },
  ],
};

function read(json: unknown): AutomationDefinition {
  const parsed = parseAutomation(json);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.definition;
}
const problems = (json: unknown) => {
  const parsed = parseAutomation(json);
  const issues = parsed.ok ? checkAutomation(parsed.definition, catalogue) : parsed.issues;
  return issues.map(({ path, message }) => `${path}: ${message}`);
};
const withSteps = (...steps: unknown[]) => ({ ...onboarding, onFailure: undefined, steps });

const NOW = Date.UTC(2026, 10, 21);
const event = {
  id: "evt_1",
  type: "shop.payment.received",
  source: "shop:test",
  subject: "ch_1",
  time: "2026-11-21T00:00:00.000Z",
  origin: "provider",
  data: { id: "ch_1", amount: 12_000, currency: "usd", items: [{ name: "a" }, { name: "b" }] },
};
const scope = { event, run: { id: "r1" }, customer: { email: "a<b@x.example" } };

function decide(json: unknown, steps: Record<string, StepState> = {}, nowMs = NOW): Decision {
  const states = new Map(Object.entries(steps));
  return nextStep(read(json), { scope, steps: states, catalogue, nowMs });
}
const done = (output: unknown = {}): StepState => ({ status: "succeeded", output });

describe("the planner", () => {
  it("goes step by step with what earlier steps brought, escaped for where it lands", () => {
    expect(decide(onboarding)).toMatchObject({
      kind: "begin",
      key: "ticket",
      action: { kind: "call", input: { summary: "Onboard a<b@x.example" } },
    });
    const ticket = done({ key: "ONB-7" });
    expect(decide(onboarding, { ticket })).toMatchObject({
      key: "tell",
      action: { input: { channel: "#sales", text: "ONB-7 for a&lt;b@x.example" } },
    });
    expect(decide(onboarding, { ticket, tell: done() })).toMatchObject({
      kind: "finish",
      status: "succeeded",
    });
  });

  it("skips what does not hold, and says why", () => {
    const json = withSteps({ id: "a", publish: "x.y", when: "event.data.amount > 99999" });
    expect(decide(json)).toEqual({
      kind: "skip",
      key: "a",
      step: "a",
      stepKind: "publish",
      reason: "event.data.amount > 99999 does not hold",
    });
    const absent = withSteps({ id: "a", publish: "x.y", when: "!(event.data.gone === 1)" });
    expect(decide(absent)).toMatchObject({
      kind: "skip",
      reason: /"event.data.gone" is not there/,
    });
    expect(decide(json, { a: { status: "skipped" } })).toMatchObject({ status: "succeeded" });
  });

  it("tells people when a step failed, and stays failed", () => {
    const failed: StepState = { status: "failed", error: "No such project" };
    expect(decide(onboarding, { ticket: failed })).toMatchObject({
      kind: "begin",
      key: "onFailure:alert",
      action: { input: { text: "ticket" } },
    });
    expect(decide(onboarding, { ticket: failed, "onFailure:alert": done() })).toEqual({
      kind: "finish",
      status: "failed",
      failedStep: "ticket",
      error: "No such project",
    });
  });

  it("waits, and goes on when the time has come", () => {
    const json = withSteps({ id: "pause", delay: "2h" }, { id: "a", publish: "x.y" });
    expect(decide(json)).toMatchObject({ action: { kind: "sleep", until: NOW + 7_200_000 } });
    const waiting: StepState = { status: "waiting", notBefore: NOW + 7_200_000 };
    expect(decide(json, { pause: waiting })).toEqual({ kind: "idle", until: NOW + 7_200_000 });
    expect(decide(json, { pause: waiting }, NOW + 7_200_000)).toMatchObject({ kind: "due" });
    expect(decide(json, { pause: { status: "waiting", notBefore: null } })).toEqual({
      kind: "idle",
      until: null,
    });
  });

  it("leaves people alone in quiet hours, and then sends", () => {
    const quiet = { from: "21:00", to: "08:00", timeZone: "UTC" };
    const json = withSteps({
      id: "tell",
      use: "chat.messages.post",
      with: { channel: "#sales", text: "Hi" },
      quiet,
    });
    const morning = NOW + 8 * 3_600_000;
    expect(decide(json)).toMatchObject({ action: { kind: "postpone", until: morning } });
    const waiting: StepState = { status: "waiting", notBefore: morning };
    expect(decide(json, { tell: waiting }, morning)).toMatchObject({ action: { kind: "call" } });
    expect(decide(json, { tell: { status: "running" } })).toMatchObject({
      action: { kind: "call" },
    });
    const plan = simulate(read(json), event, catalogue, NOW);
    expect(plan.steps.map(({ does }) => does)).toEqual(["postpone", "call"]);
  });

  it("does the steps of the branch that held when it was reached", () => {
    const json = withSteps(
      {
        id: "size",
        branch: [{ if: "event.data.amount >= 10000", steps: [{ id: "big", publish: "sale.big" }] }],
        else: [{ id: "small", publish: "sale.small" }],
      },
      { id: "end", publish: "sale.end" },
    );
    expect(decide(json)).toMatchObject({ action: { kind: "note", output: { taken: 0 } } });
    expect(decide(json, { size: done({ taken: 0 }) })).toMatchObject({ key: "size[0].big" });
    expect(decide(json, { size: done({ taken: -1 }) })).toMatchObject({ key: "size[else].small" });
    const all = { size: done({ taken: 0 }), "size[0].big": done() };
    expect(decide(json, all)).toMatchObject({ key: "end" });
  });

  it("does its steps for each item, with a key for each", () => {
    const json = withSteps({
      id: "lines",
      forEach: "{{event.data.items}}",
      as: "line",
      steps: [
        { id: "tell", publish: "sale.line", with: { name: "{{line.name}}", at: "{{index}}" } },
      ],
    });
    const noted = decide(json);
    expect(noted).toMatchObject({ action: { kind: "note", output: { count: 2 } } });
    const lines = done({ items: event.data.items });
    expect(decide(json, { lines, "lines[0].tell": done() })).toMatchObject({
      key: "lines[1].tell",
      action: { data: { name: "b", at: 1 } },
    });
  });

  it("refuses more items than allowed before anything is sent", () => {
    const json = withSteps({
      id: "lines",
      forEach: "{{event.data.items}}",
      max: 1,
      steps: [{ id: "tell", publish: "sale.line" }],
    });
    expect(decide(json)).toMatchObject({
      action: { kind: "fail", error: expect.stringMatching(/2 items, and at most 1/) as string },
    });
  });

  it("stops at a step whose outcome nobody knows", () => {
    expect(decide(onboarding, { ticket: { status: "indeterminate" } })).toEqual({
      kind: "stuck",
      key: "ticket",
    });
  });

  it("fails a step whose input cannot be made, naming the field", () => {
    const json = withSteps({
      id: "ticket",
      use: "desk.tickets.create",
      with: { project: "ONB", summary: "{{event.data.description}}" },
    });
    expect(decide(json)).toMatchObject({
      action: {
        kind: "fail",
        error: expect.stringMatching(/summary: .*"event.data.description" is not there/) as string,
      },
    });
  });
});

describe("reading a definition", () => {
  it.each([
    [{ ...onboarding, scheme: 1 }, ': Unknown key "scheme". Did you mean "schema"?'],
    [{ ...onboarding, schema: 2 }, "schema: Was made for a newer version"],
    [
      withSteps({ id: "a", pubish: "x.y" }),
      /steps\[0\]: Must have one of .* Did you mean "publish"\?/,
    ],
    [withSteps({ id: "a", publish: "x.y", delay: "1h" }), /a step does one thing/],
    [withSteps({ id: "A b", publish: "x.y" }), "steps[0].id: Must be one lower-case name"],
    [withSteps({ id: "a", delay: "5 minutes" }), /steps\[0\].delay: Must be like 90s/],
    [
      withSteps({ id: "a", publish: "x.y" }, { id: "a", publish: "x.y" }),
      'steps[1].id: Another step is called "a"',
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
      'steps[0].use: There is no operation "desk.tickets.crete". Did you mean "desk.tickets.create"?',
    ],
    [
      withSteps({ id: "a", use: "desk.tickets.create", with: { project: "ONB", sumary: "x" } }),
      'steps[0].with.sumary: Create a ticket takes no "sumary". Did you mean "summary"?',
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
      'steps[0].publish: "shop.…" is not yours to publish. Choose a name of your own',
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
      "When “Payment received” (shop.payment.received) happens and its amount is at least $50.00 and its currency is “usd”, create a ticket “Onboard …” (desk), then if its amount is at least 10000 (in the currency's smallest unit), post a message “#sales” (chat). If a step fails for good: post a message “#ops” (chat).",
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
      "for each line of event.data.items (choose (if its amount is at least 10000 (in the currency's smallest unit): post a message “#ops” (chat, never from 21:00 to 08:00 (Europe/Berlin)); otherwise: tell the team)).",
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
