import type { Browser, BrowserContext, Page } from "playwright-core";

import { launchBrowser, openPage, removeData, signInDemo, startApp, type RunningApp } from "./app";

/** The built app, a browser and one page in it; each file that starts a harness has its own. */
export let app: RunningApp;
export let browser: Browser;
export let context: BrowserContext;
export let page: Page;
/** What a script threw and what the policy refused, on the page. */
export let problems: string[];

/** Starts it all, signed in with the demo account unless told otherwise. */
export async function startHarness({
  isSignedIn = true,
  ...options
}: { isSignedIn?: boolean } & Parameters<typeof startApp>[0] = {}): Promise<void> {
  app = await startApp(options);
  browser = await launchBrowser();
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(90_000); // other checks may keep the machine busy
  ({ page, problems } = await openPage(context));
  if (isSignedIn) await signInDemo(page, app);
}

export async function stopHarness(): Promise<void> {
  await browser.close();
  await app.stop();
  removeData(app);
}

/** Connects a provider's emulator by its consent page. */
export async function connectByConsent(name: "Slack" | "Jira"): Promise<void> {
  await page.goto(`${app.url}/settings/connections`);
  await page.getByRole("link", { name: `Connect ${name}` }).click();
  await page.getByTestId("approve").click();
  await page.waitForURL(/settings\/connections\?success=/);
}
