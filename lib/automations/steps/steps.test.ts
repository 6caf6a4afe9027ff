import { describe, expect, it } from "vitest";

import { fixtureCatalogue as catalogue } from "../fixtures/catalogue";
import { decide, NOW, problems, withSteps } from "../fixtures/onboarding";
import { kindOf, stepKinds } from "./parse";

function planned(step: object) {
  const decision = decide(withSteps({ id: "a", ...step }));
  if (decision.kind !== "begin") throw new Error(`The step is not begun: ${decision.kind}`);
  const { action, warnings } = decision;
  return { action, warnings };
}

describe("a delay", () => {
  it.each<[object, number]>([
    [{ delay: "90s" }, NOW + 90_000],
    [{ delayUntil: "2026-11-22" }, NOW + 86_400_000],
    [{ delayUntil: "{{event.time}}" }, NOW],
    [{ delayUntil: "2020-01-01" }, Date.UTC(2020, 0, 1)],
    [{ delayUntil: "2027-02-19" }, NOW + 90 * 86_400_000],
    [{ delayUntil: "2030-01-01" }, NOW + 90 * 86_400_000],
    [{ delayUntil: "1795305600" }, NOW + 86_400_000],
  ])("%j ends at %d", (step, until) => {
    expect(planned(step)).toEqual({ action: { kind: "sleep", until }, warnings: [] });
  });

  it("fails where there is no time", () => {
    expect(planned({ delayUntil: "{{event.data.gone}}" })).toEqual({
      action: { kind: "fail", error: '"{{event.data.gone}}" is not a time.' },
      warnings: ['text: "event.data.gone" is not there'],
    });
  });
});

describe("an approval", () => {
  it("asks in the words of its author, for a day unless told otherwise", () => {
    expect(planned({ approve: { reason: "Write to {{event.data.id}}?" } }).action).toEqual({
      kind: "approve",
      reason: "Write to ch_1?",
      until: NOW + 86_400_000,
    });
    expect(planned({ approve: { reason: "{{event.data.items}}", timeout: "1h" } }).action).toEqual({
      kind: "approve",
      reason: '[{"name":"a"},{"name":"b"}]',
      until: NOW + 3_600_000,
    });
  });
});

describe("waiting for an event", () => {
  it("has a pattern, perhaps a condition, and an end", () => {
    expect(planned({ waitFor: { event: "shop.*", timeout: "2h" } }).action).toMatchObject({
      kind: "wait",
      pattern: "shop.*",
      where: null,
      until: NOW + 7_200_000,
      scope: { run: { id: "r1" }, steps: {} },
    });
    const where = "data.id === event.data.id";
    expect(planned({ waitFor: { event: "shop.*", where, timeout: "2h" } }).action).toMatchObject({
      where: { kind: "binary", operator: "===" },
    });
  });
});

describe("publishing", () => {
  it.each<[object, string | null]>([
    [{}, null],
    [{ subject: "" }, null],
    [{ subject: "{{event.subject}}" }, "ch_1"],
    [{ subject: "{{event.data.amount}}" }, null],
    [{ subject: "no. {{event.data.amount}}" }, "no. 12000"],
    [{ subject: "x".repeat(201) }, "x".repeat(200)],
  ])("is about %j", (change, subject) => {
    expect(
      planned({ publish: "sale.big", with: { n: "{{event.data.amount}}" }, ...change }).action,
    ).toEqual({
      kind: "publish",
      type: "sale.big",
      subject,
      data: { n: 12_000 },
    });
  });

  it.each(["automation.x", "approval.x", "connection.x", "shop.x"])("is refused for %s", (name) => {
    expect(problems(withSteps({ id: "a", publish: name })).join()).toContain("is reserved");
  });

  it("checks what it is about", () => {
    expect(
      problems(withSteps({ id: "a", publish: "sale.big", subject: "{{event.gone}}" })),
    ).toEqual([expect.stringContaining('steps[0].subject: Unknown field "event.gone"')]);
  });
});

describe("calling a web address", () => {
  const call = (http: object) => planned({ http: { url: "https://hooks.example.com/x", ...http } });
  it("sends what its author wrote, with the values of the run", () => {
    const headers = { "X-Id": "{{event.data.id}}", Authorization: "Bearer {{secret.key}}" };
    expect(
      call({ headers, body: { n: "{{event.data.amount}}", gone: "{{event.data.gone}}" } }),
    ).toEqual({
      action: {
        kind: "http",
        method: "POST",
        url: "https://hooks.example.com/x",
        headers: { "X-Id": ["ch_1"], Authorization: ["Bearer ", { secret: "key" }] },
        body: { n: 12_000 },
      },
      warnings: ['gone: "event.data.gone" is not there'],
    });
    expect(call({ method: "GET" }).action).toMatchObject({
      method: "GET",
      headers: {},
      body: null,
    });
    expect(call({ headers: { "X-A": "{{event.data.gone}}" } }).warnings).toEqual([
      'X-A: "event.data.gone" is not there',
    ]);
  });

  it.each([
    ["https://hooks.example.com/{{event.data.id}}/x", "https://hooks.example.com/ch_1/x"],
    ["https://hooks.example.com/a/../{{event.data.id}}", "https://hooks.example.com/a/../ch_1"],
    ["https://hooks.example.com//{{event.data.id}}", "https://hooks.example.com//ch_1"],
    ["https://hooks.example.com/x?q={{event.data.gone}}", "https://hooks.example.com/x?q="],
    ["https://hooks.example.com/x#{{event.data.gone}}/", "https://hooks.example.com/x#/"],
    ["https://hooks.example.com/a-{{event.data.gone}}", "https://hooks.example.com/a-"],
    [
      "https://hooks.example.com/x?d=..&e=/../{{event.data.id}}",
      "https://hooks.example.com/x?d=..&e=/../ch_1",
    ],
  ])("fills %s", (url, filled) => {
    expect(call({ url }).action).toMatchObject({ kind: "http", url: filled });
  });

  it.each([
    ["https://hooks.example.com/{{event.data.gone}}/x", "empty"],
    ["https://hooks.example.com/{{event.data.gone}}", "empty"],
    ["https://hooks.example.com/.{{event.data.gone}}/x", "."],
    ["https://hooks.example.com/.{{event.data.gone}}./x", ".."],
  ])("sends nothing where a value would make %s another address", (url, what) => {
    expect(call({ url }).action).toMatchObject({
      kind: "fail",
      error: expect.stringContaining(`part of the URL “${what}”`) as string,
    });
  });

  it.each([
    ["hooks.example.com/x"],
    ["ftp://hooks.example.com/x"],
    ["https://{{event.data.id}}.example.com/x"],
    ["https://hooks.example.com{{event.data.id}}"],
    ["x https://hooks.example.com/x"],
  ])("is refused at save for %s", (url) => {
    expect(problems(withSteps({ id: "a", http: { url } })).join()).toContain(
      "Must begin with https://",
    );
  });

  it("is checked in each of its parts", () => {
    const http = {
      url: "https://hooks.example.com/{{event.gone}}",
      headers: { "X-A": "{{event.lost}}", "X-B": "{{secret.key}}", Cookie: "a=b" },
      body: { a: "{{event.missing}}", b: "{{secret.key}}" },
    };
    expect(
      problems(withSteps({ id: "a", http })).map((one) => one.split(": ").slice(0, 2).join(": ")),
    ).toEqual([
      "steps[0].http.headers.Cookie: Looks like a credential, which every member could read here. Store it under Settings → Secrets and write {{secret.name}}",
      expect.stringContaining('steps[0].http.url: Unknown field "event.gone"'),
      expect.stringContaining('steps[0].http.headers.X-A: Unknown field "event.lost"'),
      expect.stringContaining('steps[0].http.body.a: Unknown field "event.missing"'),
      expect.stringContaining('steps[0].http.body.b: Unknown field "secret.key"'),
    ]);
    for (const name of ["1x", "x y", "-x", "x".repeat(62), ""])
      expect(
        problems(withSteps({ id: "a", http: { url: http.url, headers: { [name]: "a" } } })).join(),
      ).toMatch(/http/);
    const headers = { ["x".repeat(61)]: "a" };
    expect(
      problems(withSteps({ id: "a", http: { url: "https://hooks.example.com/", headers } })),
    ).toEqual([]);
  });
});

describe("a loop", () => {
  const loop = (change: object) => ({
    forEach: "{{event.data.items}}",
    steps: [{ id: "b", publish: "x.y" }],
    ...change,
  });
  it("notes its list", () => {
    expect(planned(loop({})).action).toEqual({
      kind: "note",
      output: { count: 2, items: [{ name: "a" }, { name: "b" }] },
    });
    expect(planned(loop({ max: 2 })).action).toMatchObject({ kind: "note" });
  });
  it("fails without one", () => {
    expect(planned(loop({ forEach: "{{event.data.id}}" })).action).toEqual({
      kind: "fail",
      error: "{{event.data.id}} is not a list.",
    });
  });
  it.each([
    ["{{event.data.items}}", true],
    [" {{ event.data.items }} ", true],
    ["{{event.data.items | json}}", false],
    ["{{event.data.items}}{{event.data.items}}", false],
    ["x {{event.data.items}}", false],
    ["{{event.data.items}} x", false],
    ["event.data.items", false],
  ])("takes %s: %s", (forEach, ok) => {
    expect(problems(withSteps({ id: "a", ...loop({ forEach }) })).length === 0).toBe(ok);
  });
  it.each([
    [{ max: 100 }, true],
    [{ max: 101 }, false],
    [{ max: 0 }, false],
    [{ as: "A" }, false],
    [{ steps: [] }, false],
  ])("is read, or refused: %j: %s", (change, ok) => {
    expect(problems(withSteps({ id: "a", ...loop(change) })).length === 0).toBe(ok);
  });
});

describe("a choice", () => {
  const way = (at: number) => ({ if: "true", steps: [{ id: `w${at}`, publish: "x.y" }] });
  it.each([
    [0, false],
    [1, true],
    [10, true],
    [11, false],
  ])("of %d ways is admitted: %s", (count, ok) => {
    const branch = Array.from({ length: count }, (_, at) => way(at));
    expect(problems(withSteps({ id: "a", branch })).length === 0).toBe(ok);
  });
});

describe("an operation", () => {
  const create = (change: object) => ({
    use: "desk.tickets.create",
    with: { project: "A", summary: "x" },
    ...change,
  });
  const connection = "01999999-0000-7000-8000-000000000001";
  it("is called by the connection that is named, or the oldest", () => {
    expect(planned(create({})).action).toMatchObject({ connection: null });
    expect(planned(create({ connection })).action).toMatchObject({ connection });
    expect(problems(withSteps({ id: "a", ...create({ connection: "mine" }) }))).toHaveLength(1);
  });

  it("asks a person where it cannot be taken back, or where the step says so", () => {
    const destructive = {
      ...catalogue.operations.get("desk.tickets.create"),
      effect: "destructive",
    };
    const [kind] = stepKinds.filter(({ kind: name }) => name === "use");
    const operations = new Map([["desk.tickets.create", destructive]]);
    const policyOf = (change: object) => {
      const frame = {
        scope: {},
        catalogue: { ...catalogue, operations },
        nowMs: NOW,
        resumed: false,
      };
      return Reflect.get(
        kind?.plan({ id: "a", ...create(change) }, frame as never).action ?? {},
        "approvalPolicy",
      );
    };
    expect([policyOf({}), policyOf({ approval: "required" })]).toEqual(["always", "always"]);
    expect(planned(create({})).action).toMatchObject({ approvalPolicy: "never" });
    expect(planned(create({ approval: "required" })).action).toMatchObject({
      approvalPolicy: "always",
    });
  });

  it("fails where there is none of that name, and says so", () => {
    expect(planned({ use: "desk.tickets.drop" }).action).toEqual({
      kind: "fail",
      error: "Unknown operation desk.tickets.drop.",
    });
  });

  it.each<[object, string[]]>([
    [{ project: "A", summary: "x" }, []],
    [{ project: "A" }, ['steps[0].with.summary: "summary" is missing']],
    [
      { project: "A", summary: "x", zzzzzzzz: 1 },
      ['steps[0].with.zzzzzzzz: Create a ticket has no field "zzzzzzzz"'],
    ],
    [{ project: "FAR TOO LONG {{event.data.id}}", summary: "x" }, []],
    [
      { project: 5, summary: "x" },
      [expect.stringContaining("steps[0].with.project: Invalid input")],
    ],
    [{ project: "A", summary: "{{event.data.id}}" }, []],
  ])("is checked by its own schema: %j", (fields, sentences) => {
    expect(problems(withSteps({ id: "a", use: "desk.tickets.create", with: fields }))).toEqual(
      sentences,
    );
  });

  it.each([
    ["desk.tickets.create", true],
    ["desk-2.tickets", true],
    ["desk", false],
    ["Desk.tickets", false],
    ["desk.", false],
    ["x desk.tickets", false],
    ["desk.tickets 2", false],
  ])("%s is named like one: %s", (name, ok) => {
    const found = problems(withSteps({ id: "a", use: name })).join();
    expect(found.includes("Must be like")).toBe(!ok);
  });

  it("waits for quiet hours to end only before it was begun", () => {
    const quiet = { from: "21:00", to: "08:00", timeZone: "UTC" };
    const json = withSteps({ id: "a", ...create({ quiet }) });
    expect(decide(json)).toMatchObject({ action: { kind: "postpone", reason: "Quiet hours" } });
    expect(decide(json, {}, NOW + 9 * 3_600_000)).toMatchObject({ action: { kind: "call" } });
    expect(decide(json, { a: { status: "running" } })).toMatchObject({
      kind: "due",
      action: { kind: "call" },
    });
  });
});

describe("the kind of a step", () => {
  it("is the key that it has", () => {
    expect(kindOf({ id: "a", delay: "1h" }).kind).toBe("delay");
    expect(() => kindOf({ id: "a" })).toThrow("Step a has no known kind.");
  });

  it.each<[object, RegExp | string]>([
    [{}, /^steps\[0\]: Must have one of (?!.*Did you mean).*publish, .*use, waitFor$/],
    [{ publsh: "x.y" }, /Did you mean "publish"\?$/],
    [
      { publish: "x.y", delay: "1h" },
      /^steps\[0\]: Has "\w+" and "\w+"\. A step can have only one of them$/,
    ],
    [{ publish: "x.y", toString: 1 }, /toString/],
  ])("is missing, mistyped or doubled: %j", (step, sentence) => {
    expect(problems(withSteps({ id: "a", ...step })).join("\n")).toMatch(sentence);
  });
});
