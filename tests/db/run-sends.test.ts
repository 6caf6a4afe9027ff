import { afterAll, beforeAll, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import type { Execute } from "@/lib/providers/execute";
import { startRun } from "@/lib/verbs/runs/again";
import { traceRun } from "@/lib/verbs/runs/trace";
import type { Services } from "@/lib/verbs/types";
import { startWorker, type Worker } from "@/lib/worker/main";
import type { SlackSandbox } from "@/sandbox/slack/server";
import { CLIENT_ID, CLIENT_SECRET, SALES, startSlack } from "@/sandbox/slack/testing";

import { connectSlack, contextOf, enableAs, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** Trouble of our own around a message, for which Slack has no key: before it left, and after. */
let test: TestStack;
let ada: TestUser;
let slack: SlackSandbox;
let services: Services;
let worker: Worker;
let trouble: "before" | "after" | null = null;

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  slack = await startSlack();
  services = testServices(test, {
    SLACK_CLIENT_ID: CLIENT_ID,
    SLACK_CLIENT_SECRET: CLIENT_SECRET,
    SLACK_API_BASE: slack.url,
  });
  ada = await test.signUp("ada");
  await connectSlack(services, ada, slack);
  const { execute } = services;
  const faulty: Execute = (async (connection, operation, input, options) => {
    const when = options.mode === "apply" ? trouble : null;
    if (when !== null) trouble = null;
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

/** Posts once, and tells how the step ended and how many messages there are. */
async function post(text: string, channel = "#sales") {
  const context = contextOf(services, ada);
  const id = await enableAs(context, {
    schema: 1,
    name: text,
    on: { manual: true },
    steps: [
      {
        id: "tell",
        use: "slack.messages.post",
        with: { channel, text },
        retry: { max: 3, delay: "1s" },
      },
    ],
  });
  const { id: run } = await startRun.run(context, { id });
  const trace = () => traceRun.run(context, { id: run });
  await expect
    .poll(async () => (await trace()).run.status, { timeout: 15_000, interval: 50 })
    .toMatch(/succeeded|indeterminate|failed/);
  const { steps } = await trace();
  const messages = slack.effects().filter((effect) => JSON.stringify(effect).includes(text));
  return { status: steps[0]?.status, attempts: steps[0]?.attempts.length, sent: messages.length };
}

it("tries again when nothing has left yet", async () => {
  trouble = "before";
  expect(await post("one")).toEqual({ status: "succeeded", attempts: 2, sent: 1 });
});

it("finds what had left by its mark, where the channel is given by its id", async () => {
  trouble = "after";
  expect(await post("three", SALES)).toEqual({ status: "succeeded", attempts: 2, sent: 1 });
});

it("asks a person when it had left and nobody knows how it ended", async () => {
  trouble = "after";
  expect(await post("two")).toEqual({ status: "indeterminate", attempts: 1, sent: 1 });
});
