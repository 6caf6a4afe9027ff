import { execFileSync } from "node:child_process";

import { afterAll, beforeAll, expect, it } from "vitest";

import { app, connectByConsent, stopHarness, page, problems, startHarness } from "./harness";

/**
 * README, "The first minute", as somebody with an account of their own does it: the last step first, then the others over
 * what it has set up. Its words on the screen, its commands in a second terminal. `tests/db/demo.test.ts` covers the demo
 * account, which is connected at the start.
 */
beforeAll(() => startHarness({ isSignedIn: false }));
afterAll(stopHarness);

const button = (name: string) => page.getByRole("button", { name, exact: true });
const link = (name: string) => page.getByRole("link", { name, exact: true });

/** `npm run trigger -- <event>`. */
function trigger(event: string): void {
  execFileSync(process.execPath, ["scripts/trigger.ts", event], {
    env: { ...process.env, DATA_DIR: app.dataDir },
    stdio: "pipe",
  });
}

const debuggerRows = () =>
  page.getByRole("grid", { name: "Events" }).getByRole("row").allTextContents();

/** From a recipe to an automation that is enabled; its page is left open. */
async function enableRecipe(name: string): Promise<void> {
  await page.goto(`${app.url}/automations`);
  await link("New automation").click();
  await link(name).click();
  await page.getByRole("tab", { name: "Back-test" }).click();
  await button("Back-test the last 30 days").click();
  await page.getByText(/Nothing was sent\./).waitFor();
  await button("Save").click();
  await page.waitForURL(/\/automations\/[0-9a-f-]{36}$/);
  await button("Enable").click();
  await page.getByText(`“${name}” is enabled.`).waitFor();
}

/** Opens the newest run from the automation's page, once it has ended well. */
async function openRun(): Promise<void> {
  await link("Runs").click();
  const row = page
    .getByRole("listitem")
    .filter({ has: page.locator('a[href^="/runs/"]'), hasText: "Succeeded" });
  await row.first().waitFor();
  await row.first().getByRole("link").click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
}

it("begins with an account of one's own and an empty workspace", async () => {
  await page.goto(app.url);
  await button("Continue with the demo account").waitFor();
  await link("Use my own account").click();
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("E-mail").fill("ada@example.com");
  await page.getByLabel("Password").fill("violet kettle drum");
  await button("Create the account").click();
  await page.waitForURL(`${app.url}/`);
  await page.getByText("Connect Stripe to see your business").waitFor();
});

it("connects Stripe", async () => {
  await link("Connections").click();
  await page.waitForURL(/settings\/connections$/);
  await link("Connect Stripe").click();
  await button("Approve").click();
  await page.waitForURL(/success=stripe/);
});

it("shows the details of a payment that is clicked", async () => {
  await link("Home").click();
  const payments = page.getByRole("region", { name: "Recent Payments" });
  await payments.getByRole("option").first().click();
  await page.waitForURL(/paymentId=/);
  await page.getByRole("region", { name: "Payment Details" }).getByText("Created").waitFor();
  await button("Add a widget").click();
  await page.getByRole("dialog", { name: "Add a widget" }).waitFor();
  await page.keyboard.press("Escape");
});

it("shows a triggered payment by itself", async () => {
  const first = page.getByRole("region", { name: "Recent Payments" }).getByRole("option").first();
  const before = await first.textContent();
  trigger("charge.succeeded");
  await expect.poll(() => first.textContent(), { timeout: 15_000 }).not.toBe(before);
});

it("shows what happened in the debugger and under Events, after a reload, too", async () => {
  await page.reload();
  await page.getByRole("region", { name: "Recent Payments" }).getByRole("option").first().waitFor();
  const opener = button("Debugger");
  // What the server has drawn takes clicks once its script has come.
  await expect
    .poll(async () => {
      if ((await opener.getAttribute("aria-expanded")) !== "true") await opener.click();
      return opener.getAttribute("aria-expanded");
    })
    .toBe("true");
  await expect
    .poll(debuggerRows, { timeout: 15_000 })
    .toContainEqual(expect.stringContaining("stripe.payment.received"));
  await page.keyboard.press("Escape");
  await link("Events").click();
  await page.getByText("stripe.payment.received").first().waitFor();
});

it("opens a Jira issue for a payment, and links it", async () => {
  await connectByConsent("Jira");
  await enableRecipe("Onboard new payments in Jira");
  trigger("charge.succeeded");
  await openRun();
  const step = page.getByRole("region", { name: "Step ticket" });
  await page.getByText("Developer details").click();
  await page.getByText(/^Request: POST /).waitFor();
  const issue = step.getByRole("link", { name: /^Open ONB-\d+ in Jira/ });
  await page.goto((await issue.getAttribute("href")) ?? "");
  await page
    .getByText(/Onboard /)
    .first()
    .waitFor();
});

it("texts the customer of a failed payment", async () => {
  // What the emulator's page says.
  await page.goto(app.stack.tools["twilio"]?.url ?? "");
  const said = page
    .getByText(/^To connect it:/)
    .first()
    .locator("code");
  const [sid = "", token = "", number = ""] = await said.allTextContents();
  await page.goto(`${app.url}/settings/connections`);
  await page.getByLabel("Account SID", { exact: true }).fill(sid);
  await page.getByLabel("Auth token", { exact: true }).fill(token);
  await page.getByLabel("Your Twilio number").fill(number);
  await button("Connect with these").click();
  await page.getByRole("region", { name: /^Twilio: / }).waitFor();
  await enableRecipe("Text customers whose payment failed");
  trigger("charge.failed");
  await openRun();
  await page.getByText("Developer details").click();
  await page.getByText(/^Request: POST /).waitFor();
  expect(problems).toEqual([]);
});
