import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import type { NewEvent } from "@/lib/mesh/log";
import { decideApprovalVerb, listApprovalsVerb } from "@/lib/verbs/approvals/decide";
import { backtestAutomation } from "@/lib/verbs/automations/backtest";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { disableAutomation, enableAutomationVerb } from "@/lib/verbs/automations/switch";
import { cancelRun, redriveRuns, replayEvent, rerun, retryRun } from "@/lib/verbs/runs/again";
import { listRunsVerb, traceRun } from "@/lib/verbs/runs/trace";
import type { Services } from "@/lib/verbs/types";
import { startWorker, type Worker } from "@/lib/worker/main";
import type { SlackSandbox } from "@/sandbox/slack/server";
import { CLIENT_ID, CLIENT_SECRET, startSlack } from "@/sandbox/slack/testing";

import { connectSlack, contextOf, newEventId, refusal, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

let test: TestStack;
let ada: TestUser;
let slack: SlackSandbox;
let services: Services;
let worker: Worker;

beforeAll(async () => {
  logger.level = "warn";
  test = await startTestStack();
  slack = await startSlack();
});
afterAll(async () => {
  await slack.close();
  await test.stop();
});

let number = 0;
/** Each test has a workspace of its own, with Slack connected. */
beforeEach(async () => {
  services = testServices(test, {
    SLACK_CLIENT_ID: CLIENT_ID,
    SLACK_CLIENT_SECRET: CLIENT_SECRET,
    SLACK_API_BASE: slack.url,
  });
  ada = await test.signUp(`ada${++number}`);
  await connectSlack(services, ada, slack);
  worker = startWorker(services);
  Object.assign(services, { dispatchSoon: () => worker.dispatchSoon() });
});
afterEach(async () => {
  slack.faults.clear();
  await worker.stop();
  await services.publisher.drain();
  await services.db.end();
});

const me = () => contextOf(services, ada);

const announce = {
  schema: 1,
  name: "Announce",
  on: { event: "stripe.payment.received", where: { "data.amount": { gte: 5000 } } },
  steps: [
    {
      id: "tell",
      use: "slack.messages.post",
      with: {
        channel: "#sales",
        text: "Paid {{event.data.amount | money: event.data.currency}}: {{event.subject}}",
      },
      retry: { max: 3, delay: "1s" },
    },
  ],
};

async function enable(definition: unknown): Promise<string> {
  const { id } = await saveAutomation.run(me(), { definition });
  await enableAutomationVerb.run(me(), { id });
  return id;
}

function payment(change: Partial<NewEvent> = {}): NewEvent {
  const id = newEventId();
  return {
    id,
    type: "stripe.payment.received",
    source: "stripe:test:acct_1",
    subject: `pi_${id}`,
    time: new Date().toISOString(),
    data: { id: `ch_${id}`, amount: 12_000, currency: "usd", customer: "cus_1" },
    workspace: ada.workspace,
    origin: "provider",
    livemode: false,
    hops: 0,
    actor: { kind: "provider", id: "stripe" },
    ...change,
  };
}
const publish = async (event: NewEvent) => (await services.publisher.publish(event)) ?? 0;
const messagesAbout = (text: string) =>
  slack.effects().filter((effect) => JSON.stringify(effect).includes(text));
const runs = (automationId: string) => listRunsVerb.run(me(), { automationId });
async function ended(automationId: string, count = 1): Promise<void> {
  await expect
    .poll(async () => (await runs(automationId)).filter(({ finishedAt }) => finishedAt).length, {
      timeout: 15_000,
      interval: 50,
    })
    .toBe(count);
}
const traceOfLast = async (automationId: string) => {
  const [last] = await runs(automationId);
  return traceRun.run(me(), { id: last?.id ?? "" });
};
const statusOf = async (automationId: string) =>
  (
    await test.admin.query("select status, paused_reason from public.automations where id = $1", [
      automationId,
    ])
  ).rows[0] as { status: string; paused_reason: string | null };
const typesInLog = async () =>
  (await services.log.recent(ada.workspace, 50)).map(({ type }) => type);

describe("from an event to its effect", () => {
  it("posts once, and tells the mesh what happened with its cause", async () => {
    const id = await enable(announce);
    const event = payment();
    await publish(event);
    await publish(event);
    await ended(id);
    const trace = await traceOfLast(id);
    expect(trace.run).toMatchObject({ status: "succeeded", reason: null, failedStep: null });
    expect(trace.steps).toMatchObject([
      {
        key: "tell",
        status: "succeeded",
        attempt: 1,
        input: { channel: "#sales", text: `Paid $120.00: ${event.subject}` },
        plan: { method: "POST", path: "/api/chat.postMessage" },
        attempts: [{ outcome: "ok", httpStatus: 200 }],
      },
    ]);
    expect(messagesAbout(event.subject ?? "")).toHaveLength(1);
    const log = await services.log.recent(ada.workspace, 10);
    const sent = log.find(({ type }) => type === "slack.message.sent");
    expect(sent).toMatchObject({
      origin: "automation",
      causationId: `run:${trace.run.id}/tell`,
      correlationId: event.id,
      hops: 1,
      actor: { kind: "automation", id },
    });
    expect(log.map(({ type }) => type)).toContain("automation.run.succeeded");
  });

  it("leaves alone what does not fit, what came before it was enabled, and what comes after it was disabled", async () => {
    await publish(payment());
    const id = await enable(announce);
    await publish(payment({ data: { amount: 10, currency: "usd" } }));
    await publish(payment({ origin: "ui" }));
    const fitting = payment();
    await publish(fitting);
    await ended(id);
    await disableAutomation.run(me(), { id });
    await publish(payment());
    await services.log.heads([ada.workspace]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect((await runs(id)).map(({ trigger }) => trigger.id)).toEqual([fitting.id]);
  });

  it("runs the version that was live when the event came", async () => {
    const id = await enable(announce);
    const [first] = announce.steps;
    await saveAutomation.run(me(), {
      id,
      definition: {
        ...announce,
        steps: [{ ...first, with: { channel: "#sales", text: "Draft" } }],
      },
    });
    const event = payment();
    await publish(event);
    await ended(id);
    expect((await traceOfLast(id)).run.version).toBe(1);
    expect(messagesAbout(event.subject ?? "")).toHaveLength(1);
  });
});

describe("trouble", () => {
  it("waits as long as the provider says, then sends", async () => {
    slack.faults.add({ kind: "status", status: 429, retryAfter: 1, times: 1, match: {} });
    const id = await enable(announce);
    const event = payment();
    await publish(event);
    await ended(id);
    const trace = await traceOfLast(id);
    expect(trace.run.status).toBe("succeeded");
    expect(messagesAbout(event.subject ?? "")).toHaveLength(1);
  });

  it("ends at once what no retry will mend; retried after it was mended, it goes on with the same keys", async () => {
    const [step] = announce.steps;
    const second = { id: "after", publish: "sale.told" };
    const id = await enable({
      ...announce,
      steps: [{ ...step, with: { ...step?.with, channel: "#nowhere" } }, second],
    });
    await publish(payment());
    await ended(id);
    const trace = await traceOfLast(id);
    expect(trace.run).toMatchObject({ status: "failed", failedStep: "tell" });
    expect(trace.steps).toMatchObject([{ status: "failed", attempt: 1 }]);
    expect(await typesInLog()).toContain("automation.run.failed");
    await retryRun.run(me(), { id: trace.run.id });
    await ended(id);
    const again = await traceOfLast(id);
    expect(again.steps[0]).toMatchObject({
      attempt: 2,
      idempotencyKey: trace.steps[0]?.idempotencyKey,
    });
    expect(await redriveRuns.run(me(), { automationId: id })).toMatchObject({ retried: 1 });
  });

  it("stops an automation whose limit is reached, and says so on the run that was too many", async () => {
    const id = await enable({ ...announce, limits: { perHour: 2 } });
    for (let count = 0; count < 3; count++) await publish(payment());
    await ended(id, 3);
    const all = await runs(id);
    expect(all.filter(({ status }) => status === "succeeded")).toHaveLength(2);
    expect(all.find(({ status }) => status === "skipped")?.reason).toMatch(/limit of 2 per hour/);
    expect(await statusOf(id)).toMatchObject({ status: "paused" });
  });

  it("stops an automation that mostly fails, and tells the mesh", async () => {
    const [step] = announce.steps;
    const broken = { ...step, with: { ...step?.with, channel: "#nowhere" } };
    const id = await enable({ ...announce, steps: [broken] });
    for (let count = 0; count < 5; count++) {
      await publish(payment());
      await ended(id, count + 1);
    }
    expect(await statusOf(id)).toMatchObject({
      status: "paused",
      paused_reason: "5 of its last 10 runs failed.",
    });
    expect(await typesInLog()).toContain("automation.paused");
  });

  it("does not start itself", async () => {
    const id = await enable({
      ...announce,
      on: { event: "sale.*" },
      steps: [{ id: "more", publish: "sale.more" }],
    });
    await publish(payment({ type: "sale.first", origin: "api" }));
    await ended(id, 2);
    const [last] = await runs(id);
    expect(last).toMatchObject({
      status: "skipped",
      reason: expect.stringMatching(/start itself/) as string,
    });
  });

  it("stops when the person behind it is no longer an admin", async () => {
    const id = await enable(announce);
    const bob = await test.signUp(`bob${number}`);
    await test.admin.query(
      "insert into public.memberships (workspace_id, user_id, role) values ($1, $2, 'owner')",
      [ada.workspace, bob.sub],
    );
    await test.admin.query(
      "update public.memberships set role = 'member' where workspace_id = $1 and user_id = $2",
      [ada.workspace, ada.sub],
    );
    await publish(payment());
    await expect
      .poll(
        async () =>
          (
            await test.admin.query(
              "select status, reason from public.runs where automation_id = $1",
              [id],
            )
          ).rows,
        { timeout: 10_000 },
      )
      .toMatchObject([
        { status: "cancelled", reason: expect.stringMatching(/no longer an admin/) as string },
      ]);
  });
});

describe("waiting", () => {
  it("asks a person, and sends exactly what was shown", async () => {
    const [step] = announce.steps;
    const id = await enable({ ...announce, steps: [{ ...step, approval: "required" }] });
    const event = payment();
    await publish(event);
    await expect
      .poll(async () => (await listApprovalsVerb.run(me(), {})).length, { timeout: 10_000 })
      .toBe(1);
    expect(messagesAbout(event.subject ?? "")).toHaveLength(0);
    const [approval] = await listApprovalsVerb.run(me(), {});
    expect(approval?.plan).toMatchObject({ operation: "slack.messages.post" });
    await decideApprovalVerb.run(me(), { id: approval?.id, approve: true });
    await ended(id);
    expect((await traceOfLast(id)).run.status).toBe("succeeded");
    expect(messagesAbout(event.subject ?? "")).toHaveLength(1);
    expect(
      (await refusal(decideApprovalVerb.run(me(), { id: approval?.id, approve: true })))[0],
    ).toBe("conflict");
    expect(await typesInLog()).toEqual(
      expect.arrayContaining(["approval.requested", "approval.granted"]),
    );
  });

  it("fails when a person refuses", async () => {
    const id = await enable({
      ...announce,
      steps: [{ id: "ok", approve: { reason: "Tell {{event.subject}}?" } }, ...announce.steps],
    });
    await publish(payment());
    await expect
      .poll(async () => (await listApprovalsVerb.run(me(), {})).length, { timeout: 10_000 })
      .toBe(1);
    const [approval] = await listApprovalsVerb.run(me(), {});
    await decideApprovalVerb.run(me(), { id: approval?.id, approve: false });
    await ended(id);
    expect((await traceOfLast(id)).run).toMatchObject({
      status: "failed",
      reason: "A person refused it.",
    });
  });

  it("goes on when the event that it waits for arrives, or when the time is up", async () => {
    const waits = (timeout: string) => ({
      ...announce,
      steps: [
        {
          id: "paid",
          waitFor: {
            event: "stripe.payment.refunded",
            where: "subject === event.subject",
            timeout,
          },
        },
        { id: "end", publish: "sale.end", with: { late: "{{steps.paid.timedOut}}" } },
      ],
    });
    const id = await enable(waits("1h"));
    const event = payment();
    await publish(event);
    await expect.poll(async () => (await runs(id))[0]?.status, { timeout: 10_000 }).toBe("waiting");
    await publish(payment({ type: "stripe.payment.refunded", subject: "pi_other" }));
    await publish(payment({ type: "stripe.payment.refunded", subject: event.subject }));
    await ended(id);
    expect((await traceOfLast(id)).steps.at(-1)?.input).toEqual({ late: false });
    const short = await enable({ ...waits("1s"), name: "Short" });
    await publish(payment());
    await ended(short);
    expect((await traceOfLast(short)).steps.at(-1)?.input).toEqual({ late: true });
  });

  it("can be cancelled while it waits", async () => {
    const id = await enable({
      ...announce,
      steps: [{ id: "pause", delay: "1h" }, ...announce.steps],
    });
    await publish(payment());
    await expect.poll(async () => (await runs(id))[0]?.status, { timeout: 10_000 }).toBe("waiting");
    const [run] = await runs(id);
    await cancelRun.run(me(), { id: run?.id });
    expect((await runs(id))[0]).toMatchObject({ status: "cancelled" });
  });
});

describe("looking back", () => {
  it("says what it would have done, and sends nothing", async () => {
    for (let count = 0; count < 3; count++) await publish(payment());
    await publish(payment({ data: { amount: 1, currency: "usd" } }));
    const before = slack.effects().length;
    const test = await backtestAutomation.run(me(), { definition: announce });
    expect(test).toMatchObject({ runs: 3, totals: { "slack.messages.post": 3 }, lost: null });
    const [newest] = test.sample;
    expect(newest?.plan.steps[0]?.input).toMatchObject({
      text: expect.stringMatching(/^Paid \$120.00/) as string,
    });
    expect(slack.effects()).toHaveLength(before);
  });

  it("replays an event that was not run for, and re-runs only when asked", async () => {
    const seq = await publish(payment());
    const id = await enable(announce);
    await replayEvent.run(me(), { id, seq });
    await ended(id);
    expect((await refusal(replayEvent.run(me(), { id, seq })))[0]).toBe("conflict");
    const [run] = await runs(id);
    await rerun.run(me(), { id: run?.id });
    await ended(id, 2);
    const keys = await Promise.all(
      (await runs(id)).map(
        async (one) => (await traceRun.run(me(), { id: one.id })).steps[0]?.idempotencyKey,
      ),
    );
    expect(new Set(keys).size).toBe(2);
  });
});
