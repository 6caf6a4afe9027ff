import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { redriveRuns } from "@/lib/verbs/runs/bulk";
import { cancelRun, retryRun } from "@/lib/verbs/runs/control";
import type { Worker } from "@/lib/worker/main";
import { PASTED } from "@/sandbox/jira/testing";
import { TEAM } from "@/sandbox/slack/testing";

import { effectsOf, startRunHarness, type RunHarness } from "./run-harness";

/** Providers that fall silent, fail and end an authorisation while a run is under way. */
let harness: RunHarness;
let worker: Worker;
beforeAll(async () => {
  // Longer than a request may take, as anywhere.
  harness = await startRunHarness({ leaseSeconds: 20 });
  worker = harness.startWorkerHere();
});
afterAll(async () => {
  await worker.stop();
  await harness.close();
});
afterEach(() => {
  for (const { faults } of [harness.slack, harness.jira]) faults.clear();
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
/** So many requests have reached a path of an emulator. */
async function requests(sandbox: { url: string; adminToken: string }, path: string) {
  const answer = await fetch(`${sandbox.url}/_sandbox/requests`, {
    headers: { authorization: `Bearer ${sandbox.adminToken}` },
  });
  const { data } = (await answer.json()) as { data: { path: string }[] };
  return data.filter((one) => one.path.startsWith(path)).length;
}
const attemptsOf = async (run: string) =>
  (
    await harness.test.admin.query<{ outcome: string | null }>(
      "select outcome from public.step_attempts where run_id = $1 order by attempt",
      [run],
    )
  ).rows.map(({ outcome }) => outcome);

describe("a provider that never answers", () => {
  it("is given up: what it did is looked up and done once, or waits for a person's look", async () => {
    harness.slack.faults.add({ kind: "hang", times: 2, match: { path: POST }, afterEffect: true });
    harness.jira.faults.add({ kind: "hang", times: 1, match: { path: ISSUE }, afterEffect: true });
    const message = await harness.enable([tell]);
    const person = await harness.enable([toAda], { name: "To Ada" });
    const issue = await harness.enable([ticket], { name: "Ticket" });
    const event = harness.payment();
    await harness.publish(event);
    await harness.reaches(person, "indeterminate", 30_000);
    for (const looked of [message, issue]) {
      await harness.ended(looked, 1, 30_000);
      const { run, steps } = await harness.traceOfLast(looked);
      expect(run.status).toBe("succeeded");
      expect(steps[0]?.attempts.map(({ outcome }) => outcome)).toEqual(["retry", "ok"]);
    }
    const subject = event.subject ?? "";
    expect([effectsOf(harness.slack, subject), effectsOf(harness.jira, subject)]).toEqual([2, 1]);
    for (const id of [message, person, issue]) await harness.disable(id);
  });

  it("does not keep a run from being cancelled, and what comes late is not written", async () => {
    harness.slack.faults.add({ kind: "hang", times: 1, match: { path: POST } });
    const id = await harness.enable([tell, { ...tell, id: "again" }]);
    const event = harness.payment();
    const before = await requests(harness.slack, POST);
    await harness.publish(event);
    const run = await harness.reaches(id, "running");
    await expect.poll(() => attemptsOf(run), { timeout: 10_000 }).toEqual([null]);
    await cancelRun.run(harness.me(), { id: run });
    const { run: cancelled, steps } = await harness.traceOfLast(id);
    expect([cancelled.status, steps.map(({ status }) => status)]).toEqual([
      "cancelled",
      ["cancelled"],
    ]);
    await harness.disable(id);
    await worker.stop(); // waits for the request that hangs
    worker = harness.startWorkerHere();
    const later = await harness.traceOfLast(id);
    expect([later.run.status, later.steps.map(({ status }) => status)]).toEqual([
      "cancelled",
      ["cancelled"],
    ]);
    expect((await requests(harness.slack, POST)) - before).toBeLessThanOrEqual(1);
    expect(effectsOf(harness.slack, event.subject ?? "")).toBe(0);
  });
});

describe("a ticket whose answer was lost", () => {
  it("is looked for once the search shows what was made half a minute ago", async () => {
    harness.jira.faults.add({ kind: "drop", times: 1, match: { path: ISSUE }, afterEffect: true });
    const id = await harness.enable([ticket]);
    const event = harness.payment();
    await harness.publish(event);
    const step = async () => (await harness.traceOfLast(id)).steps[0];
    await expect
      .poll(async () => (await step())?.reason, { timeout: 10_000 })
      .toMatch(/Checking whether it was sent/);
    const { startedAt, notBefore } = (await step()) ?? {};
    expect(Number(notBefore) - Number(startedAt)).toBeGreaterThan(29_000);
    await harness.aMinuteLater();
    await harness.ended(id);
    expect((await step())?.attempts.map(({ outcome }) => outcome)).toEqual(["retry", "ok"]);
    expect(effectsOf(harness.jira, event.subject ?? "")).toBe(1);
    await harness.disable(id);
  });
});

describe("a run that was cancelled while its message was under way", () => {
  it.each([
    ["is looked for", tell, "succeeded"],
    ["waits for a person's look", toAda, "indeterminate"],
  ])("%s when it is retried, and is not sent blindly again", async (_what, step, status) => {
    harness.slack.faults.add({ kind: "hang", times: 1, match: { path: POST }, afterEffect: true });
    const id = await harness.enable([step]);
    const event = harness.payment();
    await harness.publish(event);
    const run = await harness.reaches(id, "running");
    await expect.poll(() => effectsOf(harness.slack, event.subject ?? "")).toBe(1);
    await cancelRun.run(harness.me(), { id: run });
    await retryRun.run(harness.me(), { id: run });
    await harness.reaches(id, status, 40_000);
    expect(effectsOf(harness.slack, event.subject ?? "")).toBe(1);
    await harness.disable(id);
  });
});

describe("runs that failed", () => {
  it("are done once when two people let them go on at the same time", async () => {
    const id = await harness.enable([ticket]);
    harness.jira.faults.add({ kind: "status", status: 400, times: 3, match: { path: ISSUE } });
    const events = [harness.payment(), harness.payment(), harness.payment()];
    for (const event of events) await harness.publish(event);
    await harness.ended(id, 3);
    expect(await harness.statuses(id)).toEqual({ failed: 3 });
    const asked = await Promise.all(
      Array.from({ length: 4 }, () => redriveRuns.run(harness.me(), { automationId: id })),
    );
    expect(asked.reduce((sum, { retried }) => sum + retried, 0)).toBe(3);
    await harness.ended(id, 3);
    expect(await harness.statuses(id)).toEqual({ succeeded: 3 });
    for (const { subject } of events) expect(effectsOf(harness.jira, subject ?? "")).toBe(1);
    await harness.disable(id);
  });
});

describe("a person who removes the app while runs are under way", () => {
  it("ends them with that reason and without a storm of requests", async () => {
    const pause = { id: "pause", waitFor: { event: "shop.go", timeout: "1h" } };
    const id = await harness.enable([pause, tell]);
    for (let count = 0; count < 4; count++) await harness.publish(harness.payment());
    await expect.poll(() => harness.statuses(id), { timeout: 10_000 }).toEqual({ waiting: 4 });
    harness.slack.disconnect(TEAM);
    const before = await requests(harness.slack, POST);
    await harness.publish(harness.payment({ type: "shop.go" }));
    await harness.ended(id, 4);
    expect(await harness.statuses(id)).toEqual({ failed: 4 });
    const { run, steps } = await harness.traceOfLast(id);
    expect(run.reason).toMatch(/Connect Slack again|ended|revoked|removed/);
    expect(steps.at(-1)).toMatchObject({ status: "failed", attempt: 1 });
    expect((await requests(harness.slack, POST)) - before).toBe(4);
  });
});
