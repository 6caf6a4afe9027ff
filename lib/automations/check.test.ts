import { describe, expect, it } from "vitest";

import { startPaths } from "./check";
import { fixtureCatalogue as catalogue } from "./fixtures/catalogue";
import { onboarding, problems, read, withSteps } from "./fixtures/onboarding";

const says = (text: unknown, on?: object) =>
  problems({ ...withSteps({ id: "a", publish: "x.y", with: { text } }), ...(on ? { on } : {}) });

describe("what the first step may refer to", () => {
  it("depends on what starts the automation", () => {
    const paths = (on: object) => startPaths(read({ ...onboarding, on }), catalogue);
    const rest = ["run.id", "run.automation", "run.version", "run.startedAt"];
    const fetched = ["customer.email", "customer.phone"];
    const bare = ["event.id", "event.type", "event.time", "event.data.*"];
    expect(paths({ manual: true })).toEqual([...bare, ...rest, ...fetched]);
    expect(paths({ schedule: "0 9 * * 1", timeZone: "UTC" })).toEqual([
      ...bare,
      "event.data.scheduledAt",
      ...rest,
      ...fetched,
    ]);
    expect(paths({ event: "shop.payment.received" })).toEqual(
      expect.arrayContaining(["event.data.amount", "event.subject", ...rest, ...fetched]),
    );
  });

  it.each([
    "{{event.data.amount}}",
    "{{event.data}}",
    "{{event}}",
    "{{event.data.items.0.name}}",
    "{{run.startedAt}}",
    "{{customer.email}}",
    "{{customer}}",
  ])("admits %s", (text) => {
    expect(says(text)).toEqual([]);
  });

  it.each([
    ["{{event.data.amount.x}}", "event.data.amount.x"],
    ["{{event.dat}}", "event.dat"],
    ["{{customer.name}}", "customer.name"],
    ["{{run.failedStep}}", "run.failedStep"],
    ["{{data.amount}}", "data.amount"],
    ["{{secret.key}}", "secret.key"],
    ["{{ok | default: event.data.gone}}", "ok"],
  ])("refuses %s", (text, path) => {
    expect(says(text).join("\n")).toContain(`steps[0].with.text: Unknown field "${path}"`);
  });

  it("looks into lists and objects, and at what a filter reads", () => {
    expect(says([1, { a: ["{{gone.a}}", null] }, "{{event.data.amount | money: gone.b}}"])).toEqual(
      [
        'steps[0].with.text[1].a[0]: Unknown field "gone.a"',
        'steps[0].with.text[2]: Unknown field "gone.b"',
      ],
    );
  });

  it("is anything, where no such event is listed", () => {
    expect(says("{{event.data.what.ever}}", { event: "own.thing" })).toEqual([]);
    expect(says("{{event.other}}", { event: "own.thing" })).toHaveLength(1);
  });
});

it.each<[object, string]>([
  [{ approve: { reason: "{{event.gone}}" } }, "approve.reason"],
  [{ delayUntil: "{{event.gone}}" }, "delayUntil"],
  [{ forEach: "{{event.gone}}", steps: [{ id: "b", publish: "x.y" }] }, "forEach"],
  [{ publish: "x.y", subject: "{{event.gone}}" }, "subject"],
  [{ http: { url: "https://hooks.example.com/{{event.gone}}" } }, "http.url"],
  [
    { use: "desk.tickets.create", with: { project: "A", summary: "{{event.gone}}" } },
    "with.summary",
  ],
])("refuses what refers to nothing in %j", (step, place) => {
  expect(problems(withSteps({ id: "a", ...step }))).toEqual([
    expect.stringContaining(`steps[0].${place}: Unknown field "event.gone"`),
  ]);
});

describe("what later steps may refer to", () => {
  const ticket = { id: "ticket", use: "desk.tickets.create", with: { project: "A", summary: "x" } };
  const after = (step: object, text: string) =>
    problems(withSteps(step, { id: "z", publish: "x.y", with: { text } }));
  it.each<[object, string]>([
    [ticket, "steps.ticket.key"],
    [ticket, "steps.ticket.more"],
    [{ id: "p", publish: "x.y" }, "steps.p.type"],
    [{ id: "w", waitFor: { event: "shop.payment.received", timeout: "1d" } }, "steps.w.timedOut"],
    [
      { id: "w", waitFor: { event: "shop.payment.received", timeout: "1d" } },
      "steps.w.event.data.amount",
    ],
    [{ id: "h", http: { url: "https://hooks.example.com/x" } }, "steps.h.body.any"],
    [{ id: "h", http: { url: "https://hooks.example.com/x" } }, "steps.h.status"],
    [{ id: "o", approve: { reason: "Sure?" } }, "steps.o.approvedBy"],
    [
      { id: "l", forEach: "{{event.data.items}}", steps: [{ id: "i", publish: "x.i" }] },
      "steps.l.items.0",
    ],
    [
      { id: "l", forEach: "{{event.data.items}}", steps: [{ id: "i", publish: "x.i" }] },
      "steps.l.count",
    ],
    [{ id: "b", branch: [{ if: "true", steps: [{ id: "i", publish: "x.i" }] }] }, "steps.b.taken"],
  ])("after %j is %s", (step, path) => {
    expect(after(step, `{{${path}}}`)).toEqual([]);
  });

  it.each<[object, string]>([
    [{ id: "p", publish: "x.y" }, "steps.p.other"],
    [{ id: "d", delay: "1h" }, "steps.d.id"],
    [{ id: "d", delayUntil: "{{event.time}}" }, "steps.d.id"],
    [{ id: "h", http: { url: "https://hooks.example.com/x" } }, "steps.h.other"],
    [
      { id: "l", forEach: "{{event.data.items}}", steps: [{ id: "i", publish: "x.i" }] },
      "steps.i.id",
    ],
    [
      {
        id: "l",
        forEach: "{{event.data.items}}",
        as: "line",
        steps: [{ id: "i", publish: "x.i" }],
      },
      "line",
    ],
  ])("after %j is not %s", (step, path) => {
    expect(after(step, `{{${path}}}`)).toEqual([
      expect.stringContaining(`steps[1].with.text: Unknown field "${path}"`),
    ]);
  });

  it("inside of a loop is its item and place", () => {
    const loop = (text: string, as?: string) =>
      withSteps({
        id: "l",
        forEach: "{{event.data.items}}",
        ...(as ? { as } : {}),
        steps: [{ id: "i", publish: "x.i", with: { text } }],
      });
    expect(problems(loop("{{item.name}} {{index}} {{item}}"))).toEqual([]);
    expect(problems(loop("{{line.name}}", "line"))).toEqual([]);
    expect(problems(loop("{{item.name}}", "line"))).toHaveLength(1);
  });

  it("when something failed is all of that, and what failed", () => {
    const failing = (text: string) => ({
      ...withSteps(ticket),
      onFailure: [{ id: "f", publish: "x.f", with: { text } }],
    });
    expect(problems(failing("{{run.failedStep}} {{run.error}} {{steps.ticket.key}}"))).toEqual([]);
    expect(problems(failing("{{run.problem}}"))).toEqual([
      'onFailure[0].with.text: Unknown field "run.problem"',
    ]);
  });
});

describe("conditions", () => {
  it("of the trigger see the event's own fields, and those of the run", () => {
    const on = (where: string) => problems({ ...onboarding, on: { event: "shop.*", where } });
    expect(on("data.amount > 1 && event.data.amount > 1 && subject !== null")).toEqual([]);
    expect(on("steps.a.b === 1")).toEqual(['on.where: Unknown field "steps.a.b"']);
  });

  it("of steps see what is known there", () => {
    const when = (condition: string) =>
      problems(withSteps({ id: "a", publish: "x.y", when: condition }));
    expect(when("event.data.amount > 1")).toEqual([]);
    expect(when("data.amount > 1").join()).toContain("steps[0].when");
    const branch = (condition: string) =>
      problems(
        withSteps({ id: "a", branch: [{ if: condition, steps: [{ id: "b", publish: "x.y" }] }] }),
      );
    expect(branch("event.data.amount > 1")).toEqual([]);
    expect(branch("data.amount > 1").join()).toContain("steps[0].branch[0].if");
  });

  it("of a waited-for event see its fields beside those of the run", () => {
    const wait = (where: string) =>
      problems(
        withSteps({ id: "w", waitFor: { event: "shop.payment.received", where, timeout: "1h" } }),
      );
    expect(wait("data.customer === event.data.customer && subject === run.id")).toEqual([]);
    expect(wait("data.custmer === event.data.customer")).toEqual([
      'steps[0].waitFor.where: Unknown field "data.custmer". Did you mean "data.customer"?',
    ]);
  });
});
