import { afterAll, beforeAll, expect, it } from "vitest";

import { RECIPES } from "@/lib/automations/recipes";
import { logger } from "@/lib/core/server/logger";
import type { NewEvent } from "@/lib/mesh/log";
import { enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { connectKey } from "@/lib/verbs/connections/connect-key";
import { finishOAuth } from "@/lib/verbs/connections/finish-oauth";
import { startOAuth } from "@/lib/verbs/connections/start-oauth";
import { listRunsVerb, traceRun } from "@/lib/verbs/runs/trace";
import type { Services } from "@/lib/verbs/types";
import { startWorker, type Worker } from "@/lib/worker/main";
import type { JiraSandbox } from "@/sandbox/jira/server";
import { PASTED, startJira } from "@/sandbox/jira/testing";
import type { SlackSandbox } from "@/sandbox/slack/server";
import { CLIENT_ID, CLIENT_SECRET, startSlack } from "@/sandbox/slack/testing";
import { createStripeSandbox, type StripeSandbox } from "@/sandbox/stripe/server";
import {
  CLIENT_ID as STRIPE_CLIENT_ID,
  NORTHWIND_ID,
  REDIRECT,
  sdk,
} from "@/sandbox/stripe/testing";
import type { TwilioSandbox } from "@/sandbox/twilio/server";
import { ACCOUNT_SID, AUTH_TOKEN, NUMBER, startTwilio } from "@/sandbox/twilio/testing";

import { connectSlack, contextOf, newEventId, PLATFORM_KEY, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** Every recipe, unchanged, over all four emulators. */
let test: TestStack;
let ada: TestUser;
let services: Services;
let worker: Worker;
let stripe: StripeSandbox;
let jira: JiraSandbox;
let slack: SlackSandbox;
let twilio: TwilioSandbox;
let connection: string;
let customer: { id: string; name: string; email: string; phone: string };

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  stripe = await createStripeSandbox({
    port: 0,
    seed: "small",
    platform: { clientId: STRIPE_CLIENT_ID, secretKey: PLATFORM_KEY, redirectUris: [REDIRECT] },
  });
  jira = await startJira();
  slack = await startSlack();
  twilio = await startTwilio();
  services = testServices(test, {
    STRIPE_API_BASE: stripe.url,
    JIRA_API_BASE: jira.url,
    SLACK_API_BASE: slack.url,
    SLACK_CLIENT_ID: CLIENT_ID,
    SLACK_CLIENT_SECRET: CLIENT_SECRET,
    TWILIO_API_BASE: twilio.url,
  });
  ada = await test.signUp("ada");
  const me = contextOf(services, ada);
  const { url } = await startOAuth.run(me, { provider: "stripe" });
  const connected = await finishOAuth.run(me, {
    provider: "stripe",
    state: new URL(url).searchParams.get("state") ?? "",
    code: stripe.control.authorize(NORTHWIND_ID),
  });
  connection = connected.id;
  await connectSlack(services, ada, slack);
  await connectKey.run(me, { provider: "jira", fields: PASTED });
  await connectKey.run(me, {
    provider: "twilio",
    fields: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, phoneNumber: NUMBER },
  });
  const { data } = await sdk(stripe, PLATFORM_KEY, NORTHWIND_ID).customers.list({ limit: 1 });
  const [first] = data;
  customer = {
    id: first?.id ?? "",
    name: first?.name ?? "",
    email: first?.email ?? "",
    phone: first?.phone ?? "",
  };
  for (const definition of Object.values(RECIPES)) {
    const { id } = await saveAutomation.run(me, { definition });
    await enableAutomationVerb.run(me, { id });
  }
  worker = startWorker(services);
  Object.assign(services, { dispatchSoon: () => worker.dispatchSoon() });
});
afterAll(async () => {
  await worker.stop();
  await services.publisher.drain();
  await services.db.end();
  for (const sandbox of [stripe, jira, slack, twilio]) await sandbox.close();
  await test.stop();
});

function publish(type: string, data: Record<string, unknown>, change: Partial<NewEvent> = {}) {
  const id = newEventId();
  return services.publisher.publish({
    id,
    type,
    source: `stripe:test:${NORTHWIND_ID}`,
    subject: id,
    time: new Date().toISOString(),
    data,
    workspace: ada.workspace,
    origin: "provider",
    connection,
    livemode: false,
    hops: 0,
    actor: { kind: "provider", id: "stripe" },
    ...change,
  });
}
const said = (sandbox: { effects: () => readonly unknown[] }) =>
  sandbox.effects().map((effect) => JSON.stringify(effect));
const WAIT = { timeout: 15_000, interval: 50 };
const seen = (sandbox: { effects: () => readonly unknown[] }, text: string | RegExp) => () =>
  said(sandbox).filter((one) => one.match(text)).length;
const inLog = async () => (await services.log.recent(ada.workspace, 50)).map(({ type }) => type);

it("turns a payment into an onboarding issue, and the issue into a message", async () => {
  await publish("stripe.payment.received", {
    id: "ch_unknown",
    amount: 12_000,
    currency: "usd",
    customer: customer.id,
  });
  await expect.poll(seen(jira, `Onboard ${customer.name}`), WAIT).toBe(1);
  await expect.poll(seen(slack, `New issue ONB-1: Onboard ${customer.name}`), WAIT).toBe(1);
  await expect
    .poll(inLog, WAIT)
    .toEqual(expect.arrayContaining(["jira.issue.created", "slack.message.sent"]));
});

it("says of a failed payment without a customer that nothing was sent, and why", async () => {
  await publish("stripe.payment.failed", { id: "ch_nobody", amount: 900, currency: "usd" });
  const skipped = async () => {
    const me = contextOf(services, ada);
    const runs = await listRunsVerb.run(me, { statuses: ["succeeded"] });
    const run = runs.find(({ trigger }) => trigger.type === "stripe.payment.failed");
    return run && [run.skipped, (await traceRun.run(me, { id: run.id })).run.skipped];
  };
  await expect.poll(skipped, WAIT).toEqual(["customer has no phone", "customer has no phone"]);
});

it("turns a failed payment into a text message to the customer's phone, as it is now", async () => {
  await publish("stripe.payment.failed", {
    id: "ch_unknown",
    amount: 2000,
    currency: "usd",
    customer: customer.id,
  });
  await expect
    .poll(seen(twilio, `Hello ${customer.name}, your payment of \\$20.00 did not go through`), WAIT)
    .toBe(1);
  expect(twilio.effects()).toMatchObject([{ to: customer.phone, from: NUMBER }]);
  await expect.poll(inLog, { timeout: 10_000 }).toContain("twilio.sms.sent");
});

it("sends no text where no phone is known", async () => {
  await publish("stripe.payment.failed", { id: "ch_unknown", amount: 2000, currency: "usd" });
  await expect
    .poll(
      async () =>
        (await listRunsVerb.run(contextOf(services, ada), {})).every(
          ({ finishedAt }) => finishedAt,
        ),
      { timeout: 10_000 },
    )
    .toBe(true);
  expect(twilio.effects()).toHaveLength(1);
});

it("turns a cancellation into a support ticket", async () => {
  await publish("stripe.subscription.deleted", { id: "sub_1", customer: customer.id });
  await expect.poll(seen(jira, `Subscription of ${customer.name} ended`), WAIT).toBe(1);
});

it("alerts on a dispute, and on a connection that needs a new sign-in", async () => {
  await publish("stripe.charge.dispute.created", {
    id: "dp_1",
    amount: 4200,
    currency: "usd",
    reason: "fraudulent",
  });
  await expect.poll(seen(slack, /A payment of \$42\.00 is disputed \(fraudulent\)/), WAIT).toBe(1);
  await publish(
    "connection.needs_reauth",
    { provider: "jira", label: "Northwind" },
    { origin: "system" },
  );
  await expect.poll(seen(slack, /jira needs a new sign-in \(Northwind\)/), WAIT).toBe(1);
});

it("fetches the customer of a disputed charge, and a new customer by the customer's own id", async () => {
  const me = contextOf(services, ada);
  const messages = {
    "stripe.charge.dispute.created": "Dispute of {{customer.email}}, see {{charge.id}}",
    "stripe.customer.created": "Welcome {{customer.phone}}",
  };
  for (const [event, text] of Object.entries(messages)) {
    const steps = [{ id: "tell", use: "slack.messages.post", with: { channel: "#alerts", text } }];
    const definition = { schema: 1, name: `Tell ${event}`, on: { event }, steps };
    const { id } = await saveAutomation.run(me, { definition });
    await enableAutomationVerb.run(me, { id });
  }
  const api = sdk(stripe, PLATFORM_KEY, NORTHWIND_ID);
  const { data } = await api.charges.list({ limit: 1, customer: customer.id });
  const charge = data[0]?.id ?? "";
  await publish("stripe.charge.dispute.created", { id: "dp_2", charge });
  await expect.poll(seen(slack, `Dispute of ${customer.email}, see ${charge}`), WAIT).toBe(1);
  await publish("stripe.customer.created", { id: customer.id });
  await expect.poll(seen(slack, `Welcome ${customer.phone.replace("+", "\\+")}`), WAIT).toBe(1);
});
