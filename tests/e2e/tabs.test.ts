import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import {
  connectStripe,
  launchBrowser,
  openPage,
  removeData,
  signInDemo,
  startApp,
  type RunningApp,
} from "./app";

const TABS = 8;

let app: RunningApp;
let browser: Browser;
let context: BrowserContext;
let tabs: Page[];

beforeAll(async () => {
  app = await startApp();
  browser = await launchBrowser();
  context = await browser.newContext();
  const { page } = await openPage(context);
  await signInDemo(page, app);
  await connectStripe(page, app);
  tabs = [page];
  for (let index = 1; index < TABS; index++) tabs.push((await openPage(context)).page);
  for (const tab of tabs) {
    await tab.goto(app.url);
    await tab
      .getByRole("region", { name: "Recent Payments" })
      .getByText("$20.00")
      .first()
      .waitFor();
  }
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  removeData(app);
});

it("brings what one tab does, and what a provider says, into eight open tabs", async () => {
  const [first] = tabs as [Page, ...Page[]]; // eight were opened
  await first.bringToFront();
  await first.getByRole("region", { name: "Recent Payments" }).getByText("$20.00").first().click();
  const sandbox = await context.newPage();
  await sandbox.goto(app.stack.sandbox.url);
  await sandbox.getByTestId("make-payment").click();
  await sandbox.getByTestId("notice").waitFor();
  await sandbox.close();
  for (const tab of tabs) {
    await tab.bringToFront();
    const activity = tab.getByRole("region", { name: "Activity" });
    await activity.getByText("stripe.payment.selected").first().waitFor();
    await activity.getByText("stripe.payment.received").first().waitFor();
  }
  // What is selected in one tab stays in that tab.
  const last = tabs.at(-1) ?? first;
  await last.getByText("Select a payment to see it here").waitFor();
  expect(await last.getByRole("option", { selected: true }).count()).toBe(0);
});

it("goes on in the others when the tab that held the stream is closed", async () => {
  await tabs.shift()?.close();
  const sandbox = await context.newPage();
  await sandbox.goto(app.stack.sandbox.url);
  await sandbox.getByTestId("decline-payment").click();
  await sandbox.getByTestId("notice").waitFor();
  await sandbox.close();
  for (const tab of tabs) {
    await tab.bringToFront();
    await tab
      .getByRole("region", { name: "Activity" })
      .getByText("stripe.payment.failed")
      .first()
      .waitFor();
  }
});

it("ends the session in every tab when one signs out", async () => {
  const [first, second] = tabs as [Page, Page, ...Page[]]; // seven are left
  await first.bringToFront();
  await first.getByRole("button", { name: "Sign out" }).click();
  await first.waitForURL(/\/login/);
  await second.bringToFront();
  await second.reload();
  await second.waitForURL(/\/login/);
  expect(
    (await context.cookies()).filter(
      ({ name, value }) => name.startsWith("dashboard-session") && value !== "",
    ),
  ).toEqual([]);
});
