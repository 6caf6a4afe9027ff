import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import type { Execute } from "@/lib/providers/execute";
import { cancelRun, resolveRun, retryRun, startRun } from "@/lib/verbs/runs/control";
import { traceRun } from "@/lib/verbs/runs/trace";
import type { Services } from "@/lib/verbs/types";
import { startWorker, type Worker } from "@/lib/worker/main";
import type { SlackSandbox } from "@/sandbox/slack/server";
import { CLIENT_ID, CLIENT_SECRET, SALES, startSlack } from "@/sandbox/slack/testing";

import { connectSlack, contextOf, enableAs, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** Trouble of our own around a message, for which Slack has no key: before it left, after, and while it is held up. */
let test: TestStack;
let ada: TestUser;
let slack: SlackSandbox;
let services: Services;
let worker: Worker;
let trouble: "before" | "after" | "late" | null = null;
let late = Promise.withResolvers<void>();

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  slack = await startSlack();
  services = testServices(test, {
    SLACK_CLIENT_ID: CLIENT_ID,
    SLACK_CLIENT_SECRET: CLIENT_SECRET,
    SLACK_API_BASE: slack.url,
    LEASE_SECONDS: "4",
  });
  ada = await test.signUp("ada");
  await connectSlack(services, ada, slack);
  const { execute } = services;
  const faulty: Execute = (async (connection, operation, input, options) => {
    const when = options.mode === "apply" ? trouble : null;
    if (when !== null) trouble = null;
    if (when === "late") await late.promise;
    if (when === "before") throw new Error("connection terminated");
    const applied = await execute(connection, operation, input, options as { mode: "apply" });
    if (when === "after") throw new Error("connection terminated");
    return applied;
  }) as Execute;
  Object.assign(services, { execute: faulty });
  worker = startWorker(services);
});
afterAll(async () => {
  await worker.stop();
  await services.db.end();
  await slack.close();
  await test.stop();
});

const post = (channel: string, text: string) => ({
  id: "tell",
  use: "slack.messages.post",
  with: { channel, text },
  retry: { max: 3, delay: "1s" },
});

/** Starts a run that posts once. Returns its id. */
async function start(text: string, channel: string): Promise<string> {
  const context = contextOf(services, ada);
  const steps = [post(channel, text)];
  const id = await enableAs(context, { schema: 1, name: text, on: { manual: true }, steps });
  return (await startRun.run(context, { id })).id;
}

const trace = (run: string) => traceRun.run(contextOf(services, ada), { id: run });

/** Waits for the end, and tells how the step ended and how many messages there are. */
async function ended(run: string, text: string) {
  await expect
    .poll(async () => (await trace(run)).run.status, { timeout: 15_000, interval: 50 })
    .toMatch(/succeeded|indeterminate|failed/);
  const { steps } = await trace(run);
  const messages = slack.effects().filter((effect) => JSON.stringify(effect).includes(text));
  return { status: steps[0]?.status, attempts: steps[0]?.attempts.length, sent: messages.length };
}

it("tries again when nothing has left yet", async () => {
  trouble = "before";
  const run = await start("one", "#sales");
  expect(await ended(run, "one")).toEqual({ status: "succeeded", attempts: 2, sent: 1 });
});

it.each([
  ["id", SALES],
  ["name", "#sales"],
])("finds what had left by its mark, in a channel by its %s", async (by, channel) => {
  trouble = "after";
  const run = await start(`by ${by}`, channel);
  expect(await ended(run, `by ${by}`)).toEqual({ status: "succeeded", attempts: 2, sent: 1 });
});

it("asks a person when it had left and nobody can look", async () => {
  trouble = "after";
  const run = await start("to Ada", "U0ADA000001");
  expect(await ended(run, "to Ada")).toEqual({ status: "indeterminate", attempts: 1, sent: 1 });
});

describe("a message that is held up while its run is cancelled and retried", () => {
  const heldUp = async (text: string, channel: string) => {
    late = Promise.withResolvers();
    trouble = "late";
    const run = await start(text, channel);
    await expect.poll(async () => (await trace(run)).steps[0]?.attempts.length).toBe(1);
    await cancelRun.run(contextOf(services, ada), { id: run });
    await retryRun.run(contextOf(services, ada), { id: run });
    return run;
  };

  it("is looked for once it cannot be on its way any more", async () => {
    const run = await heldUp("held up", "#sales");
    const step = async () => (await trace(run)).steps[0];
    await expect
      .poll(async () => (await step())?.reason)
      .toMatch(/Checking whether it was sent|may not have been sent/);
    late.resolve();
    expect(await ended(run, "held up")).toEqual({ status: "succeeded", attempts: 2, sent: 1 });
  });

  it("is not sent again on a person's word before that", async () => {
    const run = await heldUp("on word", "U0ADA000001");
    await ended(run, "on word");
    const say = (done: boolean) =>
      resolveRun.run(contextOf(services, ada), { id: run, key: "tell", done });
    await expect(say(false)).rejects.toThrow(/may still be in transit\. Check again in \d seconds/);
    expect((await trace(run)).run.status).toBe("indeterminate");
    late.resolve();
    await expect
      .poll(() => slack.effects().filter(({ text }) => text === "on word"))
      .toHaveLength(1);
    await say(true);
    expect(await ended(run, "on word")).toEqual({ status: "succeeded", attempts: 1, sent: 1 });
  });
});
