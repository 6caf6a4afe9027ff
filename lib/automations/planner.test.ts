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
      reason: "condition not met: event.data.amount > 99999",
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
      action: { kind: "fail", error: expect.stringMatching(/2 items, but at most 1/) as string },
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

  it("cancels a run whose step a person denied, without the steps that follow a failure", () => {
    const json = {
      ...withSteps({ id: "a", publish: "x.y" }),
      onFailure: [{ id: "alert", publish: "x.failed" }],
    };
    expect(decide(json, { a: { status: "cancelled", error: "Bob denied it." } })).toEqual({
      kind: "finish",
      status: "cancelled",
      failedStep: null,
      error: "Bob denied it.",
    });
    expect(decide(json, { a: { status: "failed" } })).toMatchObject({ key: "onFailure:alert" });
  });

  it("ends a run as its last step ended", () => {
    const json = withSteps({ id: "a", publish: "x.y" });
    expect(decide(json, { a: { status: "failed", error: "Stopped" } })).toEqual({
      kind: "finish",
      status: "failed",
      failedStep: "a",
      error: "Stopped",
    });
    expect(decide(json, { a: { status: "failed" } })).toMatchObject({ error: null });
    expect(decide(json, { a: done() })).toEqual({
      kind: "finish",
      status: "succeeded",
      failedStep: null,
      error: null,
    });
  });

  it("names the step inside of another that failed, and does not go on after it", () => {
    const json = withSteps(
      {
        id: "lines",
        forEach: "{{event.data.items}}",
        steps: [{ id: "tell", publish: "sale.line" }],
      },
      { id: "end", publish: "sale.end" },
    );
    const lines = done({ items: [1, 2] });
    const failed: StepState = { status: "failed", error: "No" };
    expect(decide(json, { lines, "lines[0].tell": failed })).toMatchObject({
      kind: "finish",
      failedStep: "lines[0].tell",
    });
    expect(decide(json, { lines, "lines[0].tell": { status: "indeterminate" } })).toEqual({
      kind: "stuck",
      key: "lines[0].tell",
    });
    const all = { lines, "lines[0].tell": done(), "lines[1].tell": { status: "skipped" as const } };
    expect(decide(json, all)).toMatchObject({ key: "end" });
    expect(decide(json, { lines: done({ items: [] }) })).toMatchObject({ key: "end" });
    expect(decide(json, { lines: done({ items: "none" }) })).toMatchObject({ key: "end" });
  });

  it("keeps what steps inside of a loop brought to their own round", () => {
    const json = withSteps(
      {
        id: "lines",
        forEach: "{{event.data.items}}",
        steps: [
          { id: "find", use: "desk.tickets.create", with: { project: "A", summary: "x" } },
          {
            id: "tell",
            publish: "sale.line",
            with: { key: "{{steps.find.key | default: 'none'}}" },
          },
        ],
      },
      { id: "end", publish: "sale.end", with: { count: "{{steps.lines.count}}" } },
    );
    const lines = done({ items: [1, 2], count: 2 });
    const first = { lines, "lines[0].find": done({ key: "A-1" }) };
    expect(decide(json, first)).toMatchObject({
      key: "lines[0].tell",
      action: { data: { key: "A-1" } },
    });
    const second = {
      ...first,
      "lines[0].tell": done(),
      "lines[1].find": { status: "skipped" as const },
    };
    expect(decide(json, second)).toMatchObject({
      key: "lines[1].tell",
      action: { data: { key: "none" } },
    });
    expect(decide(json, { ...second, "lines[1].tell": done() })).toMatchObject({
      key: "end",
      action: { data: { count: 2 } },
    });
  });

  it("is idle while a step waits, begins it when it is due, and never before", () => {
    const json = withSteps({ id: "ok", approve: { reason: "Sure?" } }, { id: "a", publish: "x.y" });
    expect(decide(json, { ok: { status: "waiting", notBefore: null } })).toEqual({
      kind: "idle",
      until: null,
    });
    expect(decide(json, { ok: { status: "waiting", notBefore: NOW + 1 } })).toEqual({
      kind: "idle",
      until: NOW + 1,
    });
    expect(decide(json, { ok: { status: "waiting", notBefore: NOW } })).toMatchObject({
      kind: "due",
      key: "ok",
      step: "ok",
      stepKind: "approve",
    });
  });

  it("does what a failure asks for step by step, and its own failure changes nothing", () => {
    const failed: StepState = { status: "failed", error: "No such project" };
    const json = {
      ...onboarding,
      onFailure: [
        { id: "alert", publish: "x.failed", with: { why: "{{run.error}}", run: "{{run.id}}" } },
        { id: "again", publish: "x.z", with: { id: "{{steps.alert.id}}" } },
      ],
    };
    expect(decide(json, { ticket: failed })).toMatchObject({
      key: "onFailure:alert",
      action: { data: { why: "No such project", run: "r1" } },
    });
    const alert = { ticket: failed, "onFailure:alert": done({ id: "evt_2" }) };
    expect(decide(json, alert)).toMatchObject({
      key: "onFailure:again",
      action: { data: { id: "evt_2" } },
    });
    const waiting: StepState = { status: "waiting", notBefore: NOW + 5 };
    expect(decide(json, { ...alert, "onFailure:again": waiting })).toEqual({
      kind: "idle",
      until: NOW + 5,
    });
    const both = { ...alert, "onFailure:again": { status: "failed" as const, error: "Other" } };
    expect(decide(json, both)).toEqual({
      kind: "finish",
      status: "failed",
      failedStep: "ticket",
      error: "No such project",
    });
    expect(decide(json, { ticket: done(), tell: done() })).toMatchObject({ status: "succeeded" });
  });

  it("asks a condition at the time at which the step is reached", () => {
    const json = withSteps({ id: "a", publish: "x.y", when: "daysSince(event.time) >= 3" });
    expect(decide(json, {}, NOW + 2 * 86_400_000)).toMatchObject({ kind: "skip" });
    expect(decide(json, {}, NOW + 3 * 86_400_000)).toMatchObject({ kind: "begin" });
  });

  it("takes the first branch that holds, and none where none does", () => {
    const way = (name: string, condition: string) => ({
      if: condition,
      steps: [{ id: name, publish: "x.y" }],
    });
    const json = withSteps(
      { id: "size", branch: [way("a", "event.data.gone"), way("b", "true"), way("c", "true")] },
      { id: "end", publish: "x.end" },
    );
    expect(decide(json)).toMatchObject({
      action: { output: { taken: 1 } },
      warnings: ['"event.data.gone" is not there'],
    });
    expect(decide(json, { size: done({ taken: 1 }) })).toMatchObject({ key: "size[1].b" });
    expect(decide(json, { size: done({ taken: -1 }) })).toMatchObject({ key: "end" });
    expect(decide(json, { size: done(null) })).toMatchObject({ key: "end" });
  });
});
