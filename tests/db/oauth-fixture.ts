import { afterAll, beforeAll, beforeEach } from "vitest";

import { logger } from "@/lib/core/server/logger";
import { finishOAuth } from "@/lib/verbs/connections/finish-oauth";
import { startOAuth } from "@/lib/verbs/connections/start-oauth";
import type { Context, Services } from "@/lib/verbs/types";
import type { StripeSandbox } from "@/sandbox/stripe/server";
import { CLIENT_ID, NORTHWIND_ID, REDIRECT, startSandbox } from "@/sandbox/stripe/testing";

import { PLATFORM_KEY, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** Two people, each with a workspace, and Stripe's consent page; every test begins without connections. */
export let test: TestStack;
export let sandbox: StripeSandbox;
export let services: Services;
export let ada: TestUser;
export let bob: TestUser;

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  sandbox = await startSandbox({
    seed: "small",
    platform: { clientId: CLIENT_ID, secretKey: PLATFORM_KEY, redirectUris: [REDIRECT] },
  });
  services = testServices(test, { STRIPE_API_BASE: sandbox.url }, { fetch: counting });
  ada = await test.signUp("ada");
  bob = await test.signUp("bob");
});
afterAll(async () => {
  await services.db.end();
  await sandbox.close();
  await test.stop();
});
beforeEach(async () => {
  await test.admin.query("delete from private.oauth_attempts");
  await test.admin.query("delete from public.connections");
});

export const provider = "stripe";
/** Begins to connect, and returns the state that went to the consent page. */
export async function begin(context: Context): Promise<string> {
  const { url } = await startOAuth.run(context, { provider });
  return new URL(url).searchParams.get("state") ?? "";
}
export const finish = (context: Context, answer: Record<string, unknown>) =>
  finishOAuth.run(context, { provider, ...answer });
export const consent = (account = NORTHWIND_ID) => sandbox.control.authorize(account);
export const connections = async () =>
  (
    await test.admin.query<{ id: string; status: string; generation: number }>(
      "select id, status, generation from public.connections order by connected_at",
    )
  ).rows;
export const attempts = async () =>
  (await test.admin.query("select from private.oauth_attempts where claimed_at is null")).rowCount;
/** Requests that reached for the provider. */
export let asked = 0;
const counting: typeof fetch = (...request) => {
  asked++;
  return fetch(...request);
};
export const isConnected = (account = NORTHWIND_ID) =>
  sandbox.control.accounts().some((one) => one.id === account && one.connected);
