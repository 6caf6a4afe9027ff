import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";

import { logger } from "@/lib/core/server/logger";
import type { NewEvent } from "@/lib/mesh/log";
import { listRunsVerb, traceRun } from "@/lib/verbs/runs/trace";
import type { Services } from "@/lib/verbs/types";
import { startWorker, type Worker } from "@/lib/worker/main";
import type { SlackSandbox } from "@/sandbox/slack/server";
import { CLIENT_ID, CLIENT_SECRET, startSlack } from "@/sandbox/slack/testing";

import { connectSlack, contextOf, enableAs, newEventId, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** Tells a channel of each payment of some size. */
export const announce = {
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

/** This file's stack. */
export let test: TestStack;
/** The owner of the current test's workspace. */
export let ada: TestUser;
export let slack: SlackSandbox;
export let services: Services;
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

/** Ada at the dashboard. */
export const me = () => contextOf(services, ada);

/** Saves and enables a definition. Returns the automation's id. */
export const enable = (definition: unknown) => enableAs(me(), definition);

/** A payment that nobody has told yet. */
export function payment(change: Partial<NewEvent> = {}): NewEvent {
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
/** Stores an event. Returns its place in the log. */
export const publish = async (event: NewEvent) => (await services.publisher.publish(event)) ?? 0;
/** What people saw in Slack that speaks of this. */
export const messagesAbout = (text: string) =>
  slack.effects().filter((effect) => JSON.stringify(effect).includes(text));
export const runs = (automationId: string) => listRunsVerb.run(me(), { automationId });
/** Waits until so many runs have ended. */
export async function ended(automationId: string, count = 1): Promise<void> {
  await expect
    .poll(async () => (await runs(automationId)).filter(({ finishedAt }) => finishedAt).length, {
      timeout: 15_000,
      interval: 50,
    })
    .toBe(count);
}
export const traceOfLast = async (automationId: string) => {
  const [last] = await runs(automationId);
  return traceRun.run(me(), { id: last?.id ?? "" });
};
export const statusOf = async (automationId: string) =>
  (
    await test.admin.query("select status, paused_reason from public.automations where id = $1", [
      automationId,
    ])
  ).rows[0] as { status: string; paused_reason: string | null };
export const typesInLog = async () =>
  (await services.log.recent(ada.workspace, 50)).map(({ type }) => type);
