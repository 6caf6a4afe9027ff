import { describe, expect, it } from "vitest";

import { fixtureCatalogue as catalogue } from "./fixtures/catalogue";
import { onboarding, read, withSteps, NOW, event, decide, done } from "./fixtures/onboarding";
import type { StepState } from "./plan-types";
import { simulate } from "./simulate";

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
    const plan = simulate(read(json), event, { catalogue, nowMs: NOW });
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
