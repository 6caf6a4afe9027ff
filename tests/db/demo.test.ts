import { afterAll, beforeAll, expect, it } from "vitest";

import { prepareDemo } from "@/lib/compose/demo";
import { logger } from "@/lib/core/server/logger";
import { startIngestServer, type IngestServer } from "@/lib/ingest/server";
import { listAutomationsVerb } from "@/lib/verbs/automations/list";
import { disconnect } from "@/lib/verbs/connections/disconnect";
import { listConnections } from "@/lib/verbs/connections/list";
import { listRunsVerb } from "@/lib/verbs/runs/trace";
import { syncStatus } from "@/lib/verbs/sync/status";
import type { Services } from "@/lib/verbs/types";
import { startWorker, type Worker } from "@/lib/worker/main";
import type { JiraSandbox } from "@/sandbox/jira/server";
import {
  CLIENT_ID as JIRA_ID,
  CLIENT_SECRET as JIRA_SECRET,
  startJira,
} from "@/sandbox/jira/testing";
import type { SlackSandbox } from "@/sandbox/slack/server";
import { CLIENT_ID, CLIENT_SECRET, startSlack } from "@/sandbox/slack/testing";
import { createStripeSandbox, type StripeSandbox } from "@/sandbox/stripe/server";
import { CLIENT_ID as STRIPE_ID, NORTHWIND_ID, REDIRECT } from "@/sandbox/stripe/testing";
import type { TwilioSandbox } from "@/sandbox/twilio/server";
import { ACCOUNT_SID, AUTH_TOKEN, startTwilio } from "@/sandbox/twilio/testing";
import { freePort } from "@/supabase/embedded/postgres";

import { contextOf, PLATFORM_KEY, testServices, WEBHOOK_SECRET } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** The demo account of a local installation, over all four emulators. */
let test: TestStack;
let demo: TestUser;
let services: Services;
let worker: Worker;
let ingest: IngestServer;
let stripe: StripeSandbox;
let jira: JiraSandbox;
let slack: SlackSandbox;
let twilio: TwilioSandbox;
let variables: Record<string, string>;

/** The account that the stack has made, and its personal workspace. */
async function demoUser(): Promise<TestUser> {
  const email = test.stack.env["DEMO_EMAIL"] ?? "";
  const { rows } = await test.admin.query<{ id: string; workspace: string }>(
    `select p.id, m.workspace_id as workspace from public.profiles p
     join public.memberships m on m.user_id = p.id where p.email = $1`,
    [email],
  );
  return { sub: rows[0]?.id ?? "", email, workspace: rows[0]?.workspace ?? "", accessToken: "" };
}

/** Answers like the app's server, which does not run here. */
const withApp: typeof fetch = (input, init) =>
  typeof input === "string" && input.startsWith("http://localhost:3000/")
    ? Promise.resolve(new Response())
    : fetch(input, init);

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  const port = await freePort();
  stripe = await createStripeSandbox({
    port: 0,
    seed: "small",
    platform: { clientId: STRIPE_ID, secretKey: PLATFORM_KEY, redirectUris: [REDIRECT] },
    webhooks: [
      {
        url: `http://127.0.0.1:${port}/api/webhooks/stripe`,
        secret: WEBHOOK_SECRET,
        connect: true,
      },
    ],
  });
  [jira, slack, twilio] = await Promise.all([startJira(), startSlack(), startTwilio()]);
  variables = {
    STRIPE_API_BASE: stripe.url,
    JIRA_API_BASE: jira.url,
    JIRA_CLIENT_ID: JIRA_ID,
    JIRA_CLIENT_SECRET: JIRA_SECRET,
    SLACK_API_BASE: slack.url,
    SLACK_CLIENT_ID: CLIENT_ID,
    SLACK_CLIENT_SECRET: CLIENT_SECRET,
    TWILIO_API_BASE: twilio.url,
    DEMO_TWILIO_ID: ACCOUNT_SID,
    DEMO_TWILIO_SECRET: AUTH_TOKEN,
    DEMO_DATA: "1",
  };
  services = testServices(test, variables, { fetch: withApp });
  ingest = await startIngestServer(services, { host: "127.0.0.1", port });
  worker = startWorker(services);
  Object.assign(services, { dispatchSoon: () => worker.dispatchSoon() });
  demo = await demoUser();
});
afterAll(async () => {
  await ingest.stop();
  await worker.stop();
  await services.publisher.drain();
  await services.db.end();
  for (const sandbox of [stripe, jira, slack, twilio]) await sandbox.close();
  await test.stop();
});

const me = () => contextOf(services, demo);
const connected = async () =>
  (await listConnections.run(me(), {})).flatMap(({ connections }) =>
    connections.map(({ provider, status }) => `${provider} ${status}`),
  );
const automations = () => listAutomationsVerb.run(me(), {});
const WAIT = { timeout: 20_000, interval: 100 };

it("leaves the workspace alone without the variable, and where a provider is no sandbox", async () => {
  const { env } = services;
  const provider: typeof env.provider = (id, names) => ({
    ...env.provider(id, names),
    ...(id === "slack" ? { apiBase: null } : {}),
  });
  for (const changed of [{ demoData: null }, { provider }])
    await prepareDemo({ ...services, env: { ...env, ...changed } });
  expect(await connected()).toEqual([]);
});

it("connects all providers, enables the recipes, and lets webhooks start them", async () => {
  await prepareDemo(services);
  expect((await connected()).toSorted()).toEqual([
    "jira active",
    "slack active",
    "stripe active",
    "twilio active",
  ]);
  expect(stripe.control.accounts().find(({ connected: isConnected }) => isConnected)?.id).toBe(
    NORTHWIND_ID,
  );
  expect((await automations()).map(({ name, status }) => `${name}: ${status}`).toSorted()).toEqual([
    "Onboard new payments in Jira: enabled",
    "Tell Slack about new issues: enabled",
    "Text customers whose payment failed: enabled",
  ]);
  const runs = async () =>
    (await listRunsVerb.run(me(), {})).map(
      ({ status, skipped, trigger }) => `${trigger.type} ${status} ${skipped ?? "done"}`,
    );
  await expect
    .poll(async () => (await runs()).toSorted(), WAIT)
    .toEqual([
      "jira.issue.created succeeded done",
      "stripe.payment.failed succeeded done",
      "stripe.payment.received succeeded done",
    ]);
  expect([jira, slack, twilio].map((one) => one.effects().length)).toEqual([1, 1, 1]);
  await expect.poll(() => syncStatus.run(me(), {}), WAIT).toMatchObject([{ isDone: true }]);
});

const sessions = async () =>
  (await test.admin.query("select from auth.sessions where user_id = $1", [demo.sub])).rowCount;

it("does nothing in a workspace that had a connection, and leaves no session behind", async () => {
  for (const { connections } of await listConnections.run(me(), {}))
    for (const { id } of connections) await disconnect.run(me(), { id });
  const before = await sessions();
  const payments = stripe.control.requests().filter(({ method }) => method === "POST").length;
  await prepareDemo(services);
  expect(stripe.control.requests().filter(({ method }) => method === "POST")).toHaveLength(
    payments,
  );
  expect(new Set((await connected()).map((one) => one.split(" ")[1]))).toEqual(
    new Set(["revoked"]),
  );
  expect(await sessions()).toBe(before);
});
