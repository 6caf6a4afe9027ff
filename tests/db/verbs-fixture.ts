import { afterAll, beforeAll } from "vitest";

import { installBuiltinWidgets } from "@/lib/compose/builtin-widgets";
import { getDashboard } from "@/lib/verbs/dashboard/get";
import type { Context, Services } from "@/lib/verbs/types";
import { createStripeSandbox, type StripeSandbox } from "@/sandbox/stripe/server";
import { CLIENT_ID } from "@/sandbox/stripe/testing";

import { contextOf, PLATFORM_KEY, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** A workspace with an owner and a viewer, and Stripe's emulator with one account; each file that imports it has its own. */
export const ACCOUNT = "acct_1NorthwindRoastr";

export let test: TestStack;
export let sandbox: StripeSandbox;
export let services: Services;
export let ada: TestUser;
export let bob: TestUser;
/** Ada in her workspace. */
export let owner: Context;

beforeAll(async () => {
  test = await startTestStack();
  sandbox = await createStripeSandbox({
    port: 0,
    seed: "small",
    platform: { clientId: CLIENT_ID, secretKey: PLATFORM_KEY, redirectUris: [] },
  });
  sandbox.control.connect(ACCOUNT);
  services = testServices(test, { STRIPE_API_BASE: sandbox.url });
  await installBuiltinWidgets(services);
  ada = await test.signUp("ada");
  bob = await test.signUp("bob");
  await test.admin.query("insert into public.memberships values ($1, $2, 'viewer')", [
    ada.workspace,
    bob.sub,
  ]);
  owner = contextOf(services, ada);
});
afterAll(async () => {
  await services.db.end();
  await sandbox.close();
  await test.stop();
});

/** Bob in Ada's workspace. */
export const viewer = () =>
  contextOf(services, bob, { workspaceId: ada.workspace, role: "viewer" });

/** The owner's widget of a type. */
export const idOf = async (type: string) =>
  (await getDashboard.run(owner, {})).widgets.find((widget) => widget.type === type)?.id ?? "";
