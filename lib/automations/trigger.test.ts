import { describe, expect, it } from "vitest";

import { event, NOW, onboarding, read } from "./fixtures/onboarding";
import { eventTrigger, happenedBefore, holdsFor, triggers } from "./trigger";

const triggerOf = (on: unknown) => {
  const trigger = eventTrigger(read({ ...onboarding, on }));
  if (!trigger) throw new Error("An event starts it.");
  return trigger;
};

describe("an event that is older than the automation", () => {
  const since = new Date("2026-11-21T10:00:05.500Z");
  it.each([
    ["provider", "2026-11-21T10:00:04.999Z", true],
    ["provider", "2026-11-21T10:00:05.000Z", false],
    ["provider", "2026-11-21T10:00:06.000Z", false],
    ["api", "2026-11-21T10:00:04.000Z", true],
    ["ui", "2020-01-01T00:00:00.000Z", false],
  ])("from %s at %s: %s", (origin, time, before) => {
    expect(happenedBefore({ origin, time }, since)).toBe(before);
  });
});

describe("a trigger", () => {
  it("hears everything but clicks unless it says otherwise", () => {
    const { pattern, origins, where } = triggerOf({ event: "shop.*" });
    expect([pattern, [...origins], where]).toEqual([
      "shop.*",
      ["provider", "automation", "api", "system"],
      null,
    ]);
    expect([...triggerOf({ event: "a.b", origins: ["ui", "api"] }).origins]).toEqual(["ui", "api"]);
    expect(eventTrigger(read({ ...onboarding, on: { manual: true } }))).toBeNull();
    const schedule = { schedule: "0 9 * * 1", timeZone: "UTC" };
    expect(eventTrigger(read({ ...onboarding, on: schedule }))).toBeNull();
  });

  it("does not look at the fields of an event that comes from elsewhere", () => {
    const trigger = triggerOf({ event: "shop.*", where: "data.gone === 1" });
    expect(triggers(trigger, { ...event, origin: "ui" }, NOW)).toEqual({
      matched: false,
      warnings: [],
    });
    expect(triggers(trigger, event, NOW)).toEqual({
      matched: false,
      warnings: ['"data.gone" is not there'],
    });
    expect(triggers(triggerOf({ event: "shop.*" }), event, NOW)).toEqual({
      matched: true,
      warnings: [],
    });
  });

  it("counts days up to now", () => {
    const trigger = triggerOf({ event: "shop.*", where: "daysSince(time) === 2" });
    expect(triggers(trigger, event, NOW + 2 * 86_400_000).matched).toBe(true);
    expect(triggers(trigger, event, NOW).matched).toBe(false);
  });
});

it("reads an arriving event's own fields beside those of the run", () => {
  const { where } = triggerOf({
    event: "shop.*",
    where: "data.id === event.data.id && run.id === 'r'",
  });
  const waiting = { event: { data: { id: "ch_9" } }, run: { id: "r" } };
  const holds = (id: string) => holdsFor(where, { ...event, data: { id } }, waiting, NOW).matched;
  expect([holds("ch_9"), holds("ch_1")]).toEqual([true, false]);
  const alone = triggerOf({ event: "shop.*", where: "event.data.id === subject" }).where;
  expect(holdsFor(alone, event, {}, NOW).matched).toBe(true);
});
