import { describe, expect, it } from "vitest";

import { fixtureCatalogue as catalogue } from "./fixtures/catalogue";
import { event, NOW, onboarding, read, withSteps } from "./fixtures/onboarding";
import { simulate } from "./simulate";

const tried = (json: unknown) => simulate(read(json), event, { catalogue, nowMs: NOW });
const told = (json: unknown) =>
  tried(json).steps.map(({ key, does, what, input }) => [key, does, what, input]);

describe("trying an automation out", () => {
  it("shows each step with what it would send, by the examples of what came before", () => {
    expect(tried(onboarding)).toEqual({
      steps: [
        {
          key: "ticket",
          kind: "use",
          does: "call",
          label: "would do",
          what: "desk.tickets.create",
          input: { project: "ONB", summary: "Onboard ‹customer.email›" },
          warnings: [],
        },
        {
          key: "tell",
          kind: "use",
          does: "call",
          label: "would do",
          what: "chat.messages.post",
          input: { channel: "#sales", text: "ONB-1 for ‹customer.email›" },
          warnings: [],
        },
      ],
      status: "succeeded",
      error: null,
    });
  });

  it("says what every kind of step would do", () => {
    const json = withSteps(
      { id: "a", publish: "x.y", with: { n: "{{event.data.amount}}" } },
      { id: "b", delay: "2h" },
      { id: "c", delayUntil: "2026-11-22" },
      { id: "d", waitFor: { event: "shop.*", timeout: "1d" } },
      { id: "e", approve: { reason: "Write to {{event.data.id}}?" } },
      { id: "f", http: { url: "https://hooks.example.com/x", body: { id: "{{event.data.id}}" } } },
      {
        id: "g",
        branch: [
          {
            if: "steps.d.timedOut && steps.f.status === 200",
            steps: [{ id: "h", publish: "x.late" }],
          },
        ],
      },
      { id: "i", publish: "x.z", when: "event.data.amount < 5" },
    );
    expect(told(json)).toEqual([
      ["a", "publish", "x.y", { n: 12_000 }],
      ["b", "sleep", "until 2026-11-21T02:00:00.000Z", null],
      ["c", "sleep", "until 2026-11-22T00:00:00.000Z", null],
      ["d", "wait", "shop.*, until 2026-11-22T00:00:00.000Z", null],
      ["e", "approve", "Write to ch_1?", null],
      ["f", "http", "POST https://hooks.example.com/x", { id: "ch_1" }],
      ["g", "note", "", { taken: 0 }],
      ["g[0].h", "publish", "x.late", {}],
      ["i", "skip", "condition not met: event.data.amount < 5", null],
    ]);
    expect(tried(json).status).toBe("succeeded");
  });

  it("ends where a step would fail, and shows what is done then", () => {
    const failing = {
      ...withSteps({ id: "c", delayUntil: "{{event.data.id}}" }, { id: "a", publish: "x.y" }),
      onFailure: [{ id: "z", publish: "x.failed", with: { why: "{{run.error}}" } }],
    };
    expect(told(failing)).toEqual([
      ["c", "fail", '"{{event.data.id}}" is not a time.', null],
      ["onFailure:z", "publish", "x.failed", { why: '"{{event.data.id}}" is not a time.' }],
    ]);
    expect(tried(failing)).toMatchObject({
      status: "failed",
      error: '"{{event.data.id}}" is not a time.',
    });
  });

  it("waits for quiet hours to end by its own clock", () => {
    const quiet = { from: "21:00", to: "08:00", timeZone: "UTC" };
    const post = {
      use: "chat.messages.post",
      with: { channel: "#a", text: "{{run.startedAt}}" },
      quiet,
    };
    const json = withSteps({ id: "a", ...post }, { id: "b", delay: "1h" });
    const labels = tried(json).steps.map(({ label }) => label);
    expect(labels).toEqual(["would be postponed", "would do", "would wait"]);
    expect(told(json)).toEqual([
      ["a", "postpone", "Quiet hours, until 2026-11-21T08:00:00.000Z", null],
      ["a", "call", "chat.messages.post", { channel: "#a", text: "2026-11-21T00:00:00.000Z" }],
      ["b", "sleep", "until 2026-11-21T09:00:00.000Z", null],
    ]);
  });

  it("stops when it takes too long", () => {
    let asked = 0;
    const result = simulate(read(onboarding), event, {
      catalogue,
      nowMs: NOW,
      mustStop: () => ++asked > 1,
    });
    expect(result).toMatchObject({
      steps: [{ key: "ticket" }],
      status: "failed",
      error: /too long/,
    });
  });

  it("ends after 500 steps", () => {
    const inner = Array.from({ length: 6 }, (_, at) => ({ id: `s${at}`, publish: "x.y" }));
    const loop = { id: "l", forEach: "{{event.data.items}}", max: 100, steps: inner };
    const items = Array.from({ length: 100 }, () => 1);
    const result = simulate(
      read(withSteps(loop)),
      { ...event, data: { items } },
      { catalogue, nowMs: NOW },
    );
    expect(result).toMatchObject({ status: "failed", error: "The automation does not end." });
    expect(result.steps).toHaveLength(500);
  });
});
