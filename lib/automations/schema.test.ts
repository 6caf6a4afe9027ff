import { describe, expect, it } from "vitest";

import { onboarding, problems, read, withSteps } from "./fixtures/onboarding";
import { parseAutomation } from "./schema";

const accepts = (change: object) => parseAutomation({ ...onboarding, ...change }).ok;

describe("what an automation may leave out", () => {
  it("has a value that is safe", () => {
    const { on, mode, per, limits, onFailure } = read({ ...onboarding, onFailure: undefined });
    expect({ on, mode, per, limits, onFailure }).toEqual({
      on: {
        event: "shop.payment.received",
        where: { "data.amount": { gte: 5000 } },
        origins: ["provider", "automation", "api", "system"],
      },
      mode: "parallel",
      per: "automation",
      limits: { perHour: 200, perDay: 2000 },
      onFailure: undefined,
    });
    expect(read({ ...onboarding, limits: { perHour: 5 } }).limits).toEqual({
      perHour: 5,
      perDay: 2000,
    });
  });
});

describe("limits", () => {
  it.each<[object, boolean]>([
    [{ limits: { perHour: 1 } }, true],
    [{ limits: { perHour: 0 } }, false],
    [{ limits: { perHour: 10_000 } }, true],
    [{ limits: { perHour: 10_001 } }, false],
    [{ limits: { perHour: 1.5 } }, false],
    [{ limits: { perDay: 1 } }, true],
    [{ limits: { perDay: 0 } }, false],
    [{ limits: { perDay: 100_000 } }, true],
    [{ limits: { perDay: 100_001 } }, false],
    [{ limits: { concurrency: 1 } }, true],
    [{ limits: { concurrency: 0 } }, false],
    [{ limits: { concurrency: 1000 } }, true],
    [{ limits: { concurrency: 1001 } }, false],
    [{ limits: { perWeek: 5 } }, false],
    [{ limits: { concurrency: 2 }, mode: "queued" }, false],
    [{ limits: { concurrency: 2 }, mode: "single" }, true],
    [{ limits: {}, mode: "queued" }, true],
    [{ mode: "sometimes" }, false],
    [{ per: "customer" }, false],
    [{ name: "" }, false],
    [{ name: "   " }, false],
    [{ name: "x".repeat(120) }, true],
    [{ name: "x".repeat(121) }, false],
    [{ description: "x".repeat(1000) }, true],
    [{ description: "x".repeat(1001) }, false],
    [{ steps: [] }, false],
    [{ onFailure: [] }, false],
  ])("%j: %s", (change, expected) => {
    expect(accepts(change)).toBe(expected);
  });

  it.each<[object, boolean]>([
    [{ each: 1, perDay: 1 }, true],
    [{ each: 2, perDay: 1 }, false],
    [{ each: 0, perDay: 1 }, false],
    [{ each: 1_000_000_000_000, perDay: 1_000_000_000_000 }, true],
    [{ each: 1, perDay: 1_000_000_000_001 }, false],
    [{ each: 1, perDay: 1, currency: "us" }, false],
    [{ each: 1, perDay: 1, currency: "usdx" }, false],
  ])("in money: %j: %s", (limit, expected) => {
    expect(accepts({ limits: { money: [{ currency: "usd", ...limit }] } })).toBe(expected);
  });

  it("in money are for ten currencies, one each", () => {
    const codes = "usd eur gbp chf jpy sek nok dkk pln czk huf".split(" ");
    const money = codes.map((currency) => ({ currency, each: 1, perDay: 1 }));
    expect(accepts({ limits: { money } })).toBe(false);
    expect(accepts({ limits: { money: money.slice(1) } })).toBe(true);
    expect(accepts({ limits: { money: [money[0], money[0]] } })).toBe(false);
  });
});

describe("what starts it", () => {
  it.each<[object, boolean]>([
    [{ schedule: "0 9 * * 1", timeZone: "Europe/Berlin" }, true],
    [{ schedule: " 0  9 * * 1 ", timeZone: "UTC" }, true],
    [{ schedule: "0 0 9 * * 1", timeZone: "UTC" }, false],
    [{ schedule: "0 9 * *", timeZone: "UTC" }, false],
    [{ schedule: "0 0 31 2 *", timeZone: "UTC" }, false],
    [{ schedule: "61 9 * * 1", timeZone: "UTC" }, false],
    [{ schedule: "0 9 * * 1", timeZone: "Berlin" }, false],
    [{ schedule: "0 9 * * 1" }, false],
    [{ manual: true }, true],
    [{ manual: false }, false],
    [{ event: "shop.*", origins: [] }, false],
    [{ event: "shop.*", origins: ["elsewhere"] }, false],
    [{ event: "Shop.paid" }, false],
    [{ event: "shop.*", manual: true }, false],
  ])("%j: %s", (on, expected) => {
    expect(accepts({ on })).toBe(expected);
  });
});

describe("steps", () => {
  it("are at most 50 in a list and 100 in all, those inside of others counted", () => {
    const many = (count: number, prefix = "s") =>
      Array.from({ length: count }, (_, at) => ({ id: `${prefix}${at}`, publish: "x.y" }));
    expect(accepts({ steps: many(50) })).toBe(true);
    expect(accepts({ steps: many(51) })).toBe(false);
    const loop = (inner: number) => ({
      id: "l",
      forEach: "{{event.data.items}}",
      steps: many(inner, "i"),
    });
    expect(accepts({ steps: [loop(50), ...many(48)], onFailure: many(1, "f") })).toBe(true);
    expect(
      problems({ ...onboarding, steps: [loop(50), ...many(49)], onFailure: many(1, "f") }),
    ).toEqual(["steps: The automation has 101 steps, but at most 100 are allowed"]);
  });

  it("have names of their own, wherever they stand", () => {
    const tell = { id: "tell", publish: "x.y" };
    const inner = { id: "l", forEach: "{{event.data.items}}", steps: [tell] };
    const choice = { id: "c", branch: [{ if: "true", steps: [tell] }], else: [tell] };
    expect(problems({ ...withSteps(tell, inner), onFailure: [tell] })).toEqual([
      'steps[1].steps[0].id: Another step already has the id "tell"',
      'onFailure[0].id: Another step already has the id "tell"',
    ]);
    expect(problems(withSteps(choice))).toEqual([
      'steps[0].else[0].id: Another step already has the id "tell"',
    ]);
  });

  it.each<[object, boolean]>([
    [{ id: "a".repeat(40) }, true],
    [{ id: "a".repeat(41) }, false],
    [{ id: "1a" }, false],
    [{ id: "a-b" }, false],
    [{ id: "a_1" }, true],
    [{ name: "x".repeat(120) }, true],
    [{ name: "x".repeat(121) }, false],
    [{ when: "x".repeat(500) }, true],
    [{ when: "1 ==" }, false],
    [{ with: { text: "x".repeat(10_000) } }, true],
    [{ with: { text: "x".repeat(10_001) } }, false],
    [{ with: { ["x".repeat(101)]: 1 } }, false],
    [{ with: { list: Array.from({ length: 100 }, () => 1) } }, true],
    [{ with: { list: Array.from({ length: 101 }, () => 1) } }, false],
    [{ with: { a: { b: [null, true, { c: "{{x" }] } } }, false],
    [{ with: { a: { b: [null, true, { c: "{{x}}" }] } } }, true],
    [{ more: 1 }, false],
  ])("are read one by one: %j: %s", (change, expected) => {
    expect(accepts({ steps: [{ id: "a", publish: "x.y", ...change }] })).toBe(expected);
  });

  it.each<[object, boolean]>([
    [{ max: 1, delay: "1s" }, true],
    [{ max: 20 }, true],
    [{ max: 21 }, false],
    [{ max: 0 }, false],
    [{ delay: "soon" }, false],
    [{ every: "1s" }, false],
  ])("are tried again as told: %j: %s", (retry, expected) => {
    expect(accepts({ steps: [{ id: "a", use: "desk.tickets.create", retry }] })).toBe(expected);
  });

  it("say of a filter that is mistyped which was meant", () => {
    const said = (text: string) => problems(withSteps({ id: "a", publish: "x.y", with: { text } }));
    expect(said("{{event.data.amount | mony: 'usd'}}")).toEqual([
      'steps[0].with.text: Unknown filter "mony". Did you mean "money"?',
    ]);
    expect(said("{{event.data.amount | zzzzzzzz}}")).toEqual([
      'steps[0].with.text: Unknown filter "zzzzzzzz"',
    ]);
  });

  it("are tried again five times, at first after half a minute, unless told otherwise", () => {
    const [step] = read(withSteps({ id: "a", use: "desk.tickets.create", retry: {} })).steps;
    expect(step?.["retry"]).toEqual({ max: 5, delay: "30s" });
  });
});

it("says of a definition of a later release that it is one, and of no other", () => {
  expect(parseAutomation({ schema: 2 })).toEqual({
    ok: false,
    issues: [
      {
        code: "needs-newer-version",
        path: "schema",
        message: "Requires a newer version of the dashboard",
      },
    ],
  });
  for (const json of [{ schema: 0 }, { schema: "2" }, {}, null, 5, []])
    expect(parseAutomation(json)).toMatchObject({
      ok: false,
      issues: expect.arrayContaining([expect.objectContaining({ code: "invalid" })]) as unknown,
    });
});
