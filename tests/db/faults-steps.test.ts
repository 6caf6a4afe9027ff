import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { cancelRun, retryRun } from "@/lib/verbs/runs/again";
import { redriveRuns } from "@/lib/verbs/runs/bulk";
import type { Worker } from "@/lib/worker/main";
import { PASTED } from "@/sandbox/jira/testing";
import { TEAM } from "@/sandbox/slack/testing";

import { effectsOf, startRunStage, type RunStage } from "./run-stage";

/** Providers that fall silent, fail and end an authorisation while a run is under way. */
let stage: RunStage;
let worker: Worker;
beforeAll(async () => {
  // Longer than a request may take, as anywhere.
  stage = await startRunStage({ leaseSeconds: 20 });
  worker = stage.startWorkerHere();
});
afterAll(async () => {
  await worker.stop();
  await stage.close();
});
afterEach(() => {
  for (const { faults } of [stage.slack, stage.jira]) faults.clear();
});

const POST = "/api/chat.postMessage";
const ISSUE = `/site/${PASTED.url}/rest/api/3/issue`;
const tell = {
  id: "tell",
  use: "slack.messages.post",
  with: { channel: "#sales", text: "Sold {{event.subject}}" },
  retry: { max: 3, delay: "1s" },
};
const toAda = { ...tell, with: { channel: "U0ADA000001", text: "Sold {{event.subject}} to Ada" } };
const ticket = {
  id: "ticket",
  use: "jira.issues.create",
  with: { project: "SHOP", summary: "Sold {{event.subject}}" },
  retry: { max: 3, delay: "1s" },
};
/** So many requests have reached a path of a stand-in. */
async function requests(sandbox: { url: string; adminToken: string }, path: string) {
  const answer = await fetch(`${sandbox.url}/_sandbox/requests`, {
    headers: { authorization: `Bearer ${sandbox.adminToken}` },
  });
  const { data } = (await answer.json()) as { data: { path: string }[] };
  return data.filter((one) => one.path.startsWith(path)).length;
}
const attemptsOf = async (run: string) =>
  (
    await stage.test.admin.query<{ outcome: string | null }>(
      "select outcome from public.step_attempts where run_id = $1 order by attempt",
      [run],
    )
  ).rows.map(({ outcome }) => outcome);

describe("a provider that never answers", () => {
  it("is given up: what it did is looked up and done once, or waits for a person's look", async () => {
    stage.slack.faults.add({ kind: "hang", times: 2, match: { path: POST }, afterEffect: true });
    stage.jira.faults.add({ kind: "hang", times: 1, match: { path: ISSUE }, afterEffect: true });
    const message = await stage.enable([tell]);
    const person = await stage.enable([toAda], { name: "To Ada" });
    const issue = await stage.enable([ticket], { name: "Ticket" });
    const event = stage.payment();
    await stage.publish(event);
    await stage.reaches(person, "indeterminate", 30_000);
    for (const looked of [message, issue]) {
      await stage.ended(looked, 1, 30_000);
      const { run, steps } = await stage.traceOfLast(looked);
      expect(run.status).toBe("succeeded");
      expect(steps[0]?.attempts.map(({ outcome }) => outcome)).toEqual(["retry", "ok"]);
    }
    const subject = event.subject ?? "";
    expect([effectsOf(stage.slack, subject), effectsOf(stage.jira, subject)]).toEqual([2, 1]);
    for (const id of [message, person, issue]) await stage.disable(id);
  });

  it("does not keep a run from being cancelled, and what comes late is not written", async () => {
    stage.slack.faults.add({ kind: "hang", times: 1, match: { path: POST } });
    const id = await stage.enable([tell, { ...tell, id: "again" }]);
    const event = stage.payment();
    const before = await requests(stage.slack, POST);
    await stage.publish(event);
    const run = await stage.reaches(id, "running");
    await expect.poll(() => attemptsOf(run), { timeout: 10_000 }).toEqual([null]);
    await cancelRun.run(stage.me(), { id: run });
    const { run: cancelled, steps } = await stage.traceOfLast(id);
    expect([cancelled.status, steps.map(({ status }) => status)]).toEqual([
      "cancelled",
      ["cancelled"],
    ]);
    await stage.disable(id);
    await worker.stop(); // waits for the request that hangs
    worker = stage.startWorkerHere();
    const later = await stage.traceOfLast(id);
    expect([later.run.status, later.steps.map(({ status }) => status)]).toEqual([
      "cancelled",
      ["cancelled"],
    ]);
    expect((await requests(stage.slack, POST)) - before).toBeLessThanOrEqual(1);
    expect(effectsOf(stage.slack, event.subject ?? "")).toBe(0);
  });
});

describe("a ticket whose answer was lost", () => {
  it("is looked for once the search shows what was made half a minute ago", async () => {
    stage.jira.faults.add({ kind: "drop", times: 1, match: { path: ISSUE }, afterEffect: true });
    const id = await stage.enable([ticket]);
    const event = stage.payment();
    await stage.publish(event);
    const step = async () => (await stage.traceOfLast(id)).steps[0];
    await expect
      .poll(async () => (await step())?.reason, { timeout: 10_000 })
      .toMatch(/arrived; looks/);
    const { startedAt, notBefore } = (await step()) ?? {};
    expect(Number(notBefore) - Number(startedAt)).toBeGreaterThan(29_000);
    await stage.aMinuteLater();
    await stage.ended(id);
    expect((await step())?.attempts.map(({ outcome }) => outcome)).toEqual(["retry", "ok"]);
    expect(effectsOf(stage.jira, event.subject ?? "")).toBe(1);
    await stage.disable(id);
  });
});

describe("a run that was cancelled while its message was under way", () => {
  it.each([
    ["is looked for", tell, "succeeded"],
    ["waits for a person's look", toAda, "indeterminate"],
  ])("%s when it is retried, and is not sent blindly again", async (_what, step, status) => {
    stage.slack.faults.add({ kind: "hang", times: 1, match: { path: POST }, afterEffect: true });
    const id = await stage.enable([step]);
    const event = stage.payment();
    await stage.publish(event);
    const run = await stage.reaches(id, "running");
    await expect.poll(() => effectsOf(stage.slack, event.subject ?? "")).toBe(1);
    await cancelRun.run(stage.me(), { id: run });
    await retryRun.run(stage.me(), { id: run });
    await stage.reaches(id, status, 40_000);
    expect(effectsOf(stage.slack, event.subject ?? "")).toBe(1);
    await stage.disable(id);
  });
});

describe("runs that failed", () => {
  it("are done once when two people let them go on at the same time", async () => {
    const id = await stage.enable([ticket]);
    stage.jira.faults.add({ kind: "status", status: 400, times: 3, match: { path: ISSUE } });
    const events = [stage.payment(), stage.payment(), stage.payment()];
    for (const event of events) await stage.publish(event);
    await stage.ended(id, 3);
    expect(await stage.statuses(id)).toEqual({ failed: 3 });
    const asked = await Promise.all(
      Array.from({ length: 4 }, () => redriveRuns.run(stage.me(), { automationId: id })),
    );
    expect(asked.reduce((sum, { retried }) => sum + retried, 0)).toBe(3);
    await stage.ended(id, 3);
    expect(await stage.statuses(id)).toEqual({ succeeded: 3 });
    for (const { subject } of events) expect(effectsOf(stage.jira, subject ?? "")).toBe(1);
    await stage.disable(id);
  });
});

describe("a person who removes the app while runs are under way", () => {
  it("ends them with that reason and without a storm of requests", async () => {
    const pause = { id: "pause", waitFor: { event: "shop.go", timeout: "1h" } };
    const id = await stage.enable([pause, tell]);
    for (let count = 0; count < 4; count++) await stage.publish(stage.payment());
    await expect.poll(() => stage.statuses(id), { timeout: 10_000 }).toEqual({ waiting: 4 });
    stage.slack.disconnect(TEAM);
    const before = await requests(stage.slack, POST);
    await stage.publish(stage.payment({ type: "shop.go" }));
    await stage.ended(id, 4);
    expect(await stage.statuses(id)).toEqual({ failed: 4 });
    const { run, steps } = await stage.traceOfLast(id);
    expect(run.reason).toMatch(/Connect Slack again|ended|revoked|removed/);
    expect(steps.at(-1)).toMatchObject({ status: "failed", attempt: 1 });
    expect((await requests(stage.slack, POST)) - before).toBe(4);
  });
});
