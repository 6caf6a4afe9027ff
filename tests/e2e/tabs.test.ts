import { Pool } from "pg";
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
  signOut,
} from "./app";
import { signUp } from "./clients";

const TABS = 8;
const LEAVES_WITHIN_MS = 30_000;

let app: RunningApp;
let browser: Browser;
let context: BrowserContext;
let tabs: Page[];
let admin: Pool;

beforeAll(async () => {
  app = await startApp();
  admin = new Pool({ connectionString: app.stack.adminUrl, max: 1 });
  browser = await launchBrowser();
  context = await browser.newContext();
  context.setDefaultTimeout(90_000); // other checks may keep the machine busy
  const { page } = await openPage(context);
  await signInDemo(page, app);
  await connectStripe(page, app);
  tabs = [page];
  for (let index = 1; index < TABS; index++) tabs.push((await openPage(context)).page);
  for (const tab of tabs) {
    await tab.goto(`${app.url}/dashboards/home`);
    await tab
      .getByRole("region", { name: "Recent Payments" })
      .getByText("$20.00")
      .first()
      .waitFor();
  }
});
afterAll(async () => {
  await browser.close();
  await admin.end();
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
    await activity
      .getByText(/^Payment of .* succeeded$/)
      .first()
      .waitFor();
  }
  for (const tab of tabs) {
    await tab.bringToFront();
    await tab.keyboard.press("~");
    const events = tab.getByRole("dialog", { name: "Event debugger" });
    await events
      .getByRole("row", { name: /stripe\.payment\.selected/ })
      .first()
      .waitFor();
    await events.getByRole("button", { name: "Close", exact: true }).click();
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
      .getByText(/^Payment of .* failed$/)
      .first()
      .waitFor();
  }
});

it("leaves the pages of a workspace that somebody was removed from", async () => {
  const host = await signUp(app, "host");
  const elsewhere = await browser.newContext();
  const { page } = await openPage(elsewhere);
  await signInDemo(page, app);
  const { rows } = await admin.query<{ id: string; member: string }>(
    `insert into public.memberships
      select m.workspace_id, u.id, 'member' from public.memberships m, auth.users u
      where m.user_id = $1 and m.role = 'owner' and u.email = $2
      returning workspace_id as id, user_id as member`,
    [host.id, await page.locator('button[title*="@"]').first().getAttribute("title")],
  );
  const { id = "", member = "" } = rows[0] ?? {};
  await elsewhere.addCookies([{ name: "dashboard-workspace", value: id, url: app.url }]);
  await page.goto(`${app.url}/events`);
  expect(await page.getByRole("combobox", { name: "Workspace" }).inputValue()).toBe(id);
  await admin.query("delete from public.memberships where workspace_id = $1 and user_id = $2", [
    id,
    member,
  ]);
  await page.waitForURL(`${app.url}/`, { timeout: LEAVES_WITHIN_MS });
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor(); // of a workspace of their own
  expect(await page.getByRole("combobox", { name: "Workspace" }).count()).toBe(0);
  await elsewhere.close();
});

it("leads every tab to the sign-in page when the person signs out in another browser", async () => {
  const elsewhere = await browser.newContext();
  const { page } = await openPage(elsewhere);
  await signInDemo(page, app);
  await signOut(page);
  await page.waitForURL(/\/login/);
  await Promise.all(
    tabs.map((tab) =>
      tab.waitForURL(/\/login\?error=session_ended/, { timeout: LEAVES_WITHIN_MS }),
    ),
  );
  await elsewhere.close();
});

it("ends the session in every tab when one signs out", async () => {
  const [first, second] = tabs as [Page, Page, ...Page[]]; // seven are left
  await first.bringToFront();
  await signInDemo(first, app);
  await second.goto(app.url);
  await first.bringToFront();
  await signOut(first);
  await first.waitForURL(/\/login/);
  await second.waitForURL(/\/login/, { timeout: LEAVES_WITHIN_MS });
  expect(
    (await context.cookies()).filter(
      ({ name, value }) => name.startsWith("dashboard-session") && value !== "",
    ),
  ).toEqual([]);
});
