import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";

import { logger } from "@/lib/core/server/logger";
import { listApprovalsVerb } from "@/lib/verbs/approvals/decide";
import { finishOAuth } from "@/lib/verbs/connections/finish-oauth";
import { startOAuth } from "@/lib/verbs/connections/start-oauth";
import { listRunsVerb, traceRun } from "@/lib/verbs/runs/trace";
import type { Services } from "@/lib/verbs/types";
import { startWorker, type Worker } from "@/lib/worker/main";
import { createStripeSandbox, type StripeSandbox } from "@/sandbox/stripe/server";
import { CLIENT_ID, idOf, NORTHWIND_ID, REDIRECT, sdk } from "@/sandbox/stripe/testing";

import { contextOf, newEventId, PLATFORM_KEY, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** Automations that refund payments, with two workers and a Stripe emulator. */
export let test: TestStack;
export let stripe: StripeSandbox;
export let services: Services;
/** The owner of the current test's workspace. */
export let ada: TestUser;
/** The current test's connection to Stripe. */
export let connection: string;
let workers: Worker[];
let number = 0;
export const WITHIN = { timeout: 15_000, interval: 50 };

beforeAll(async () => {
  logger.level = "error";
  test = await startTestStack();
  stripe = await createStripeSandbox({
    port: 0,
    seed: "small",
    platform: { clientId: CLIENT_ID, secretKey: PLATFORM_KEY, redirectUris: [REDIRECT] },
  });
});
afterAll(async () => {
  await stripe.close();
  await test.stop();
});
beforeEach(async () => {
  services = testServices(test, { STRIPE_API_BASE: stripe.url });
  ada = await test.signUp(`ada${++number}`);
  const { url } = await startOAuth.run(me(), { provider: "stripe" });
  const connected = await finishOAuth.run(me(), {
    provider: "stripe",
    state: new URL(url).searchParams.get("state") ?? "",
    code: stripe.control.authorize(NORTHWIND_ID),
  });
  connection = connected.id;
  workers = [startWorker(services), startWorker(services)];
  Object.assign(services, { dispatchSoon: () => workers[0]?.dispatchSoon() });
});
afterEach(async () => {
  stripe.control.clearFaults();
  for (const worker of workers) await worker.stop();
  await services.publisher.drain();
  await services.db.end();
});

/** Ada at the dashboard. */
export const me = () => contextOf(services, ada);
const api = () => sdk(stripe, PLATFORM_KEY, NORTHWIND_ID);

/** Makes a payment. Returns the id of its charge. */
export async function charge(amount: number, currency = "usd"): Promise<string> {
  const intent = await api().paymentIntents.create({
    amount,
    currency,
    payment_method: "pm_card_visa",
    confirm: true,
    return_url: "https://shop.example/",
  });
  return idOf(intent.latest_charge);
}
export const refunded = async (id: string) => (await api().charges.retrieve(id)).amount_refunded;

/** Makes a definition that refunds the charge and the amount that its event names. */
export const refunds = (change: object = {}) => ({
  schema: 1,
  name: "Give back",
  on: { event: "shop.return.taken", origins: ["api"] },
  steps: [
    {
      id: "refund",
      use: "stripe.refunds.create",
      with: { charge: "{{event.data.charge}}", amount: "{{event.data.amount}}" },
      retry: { max: 3, delay: "1s" },
    },
  ],
  ...change,
});
export const LIMITS = { limits: { money: [{ currency: "usd", each: 3000, perDay: 5000 }] } };

/** Publishes the event that starts a refund. */
export async function returned(of: string, amount: number): Promise<void> {
  await services.publisher.publish({
    id: newEventId(),
    type: "shop.return.taken",
    source: "api:shop",
    subject: of,
    time: new Date().toISOString(),
    data: { charge: of, amount },
    workspace: ada.workspace,
    origin: "api",
    connection,
    hops: 0,
    actor: { kind: "token", id: "t" },
  });
}

export const statuses = async (automationId: string) =>
  (await listRunsVerb.run(me(), { automationId })).map(({ status }) => status).toSorted();
/** Lists the questions of all pending approvals. */
export const asked = async () =>
  (await listApprovalsVerb.run(me(), {})).map(({ reason }) => reason);
export async function lastTrace(automationId: string) {
  const [run] = await listRunsVerb.run(me(), { automationId });
  return traceRun.run(me(), { id: run?.id ?? "" });
}
