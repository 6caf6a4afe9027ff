import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, expect, it } from "vitest";

import { NORTHWIND_ID } from "@/sandbox/stripe/testing";

import { connectStripe, signInDemo, signOut } from "./app";
import { app, browser, context, stopHarness, page, problems, startHarness } from "./harness";

/** Money that an automation moves: asked for, approved, and let go within limits, as people see it. */
let automation: string;

beforeAll(async () => {
  await startHarness();
  await connectStripe(page, app);
});
afterAll(stopHarness);

/** A customer pays $20.00 on the page of the emulator. */
async function pay(): Promise<void> {
  const shop = await context.newPage();
  await shop.goto(app.stack.sandbox.url);
  await shop.getByTestId("make-payment").click();
  await shop.getByTestId("notice").waitFor();
  await shop.close();
}
const save = async () => {
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page
    .getByText(/Saved as version \d+\./)
    .first()
    .waitFor();
};
async function expectNoViolations(): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
}
const openNewestRun = async () => {
  await page.goto(automation);
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: /^Runs of/ }).waitFor();
  await page.getByRole("main").locator('a[href^="/runs/"]').first().click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
};
const succeeded = () =>
  page
    .getByRole("region", { name: "Step refund" })
    .getByText("Succeeded", { exact: true })
    .waitFor();

it("asks with the amount before money moves", async () => {
  await page.goto(`${app.url}/automations/new`);
  await page.getByRole("link", { name: "Empty automation" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Give back");
  await page.getByRole("combobox", { name: "Event" }).selectOption("stripe.payment.received");
  await page
    .getByRole("group", { name: "Add to: Steps" })
    .getByRole("button", { name: "App action" })
    .click();
  await page.getByLabel("Action", { exact: true }).selectOption("stripe.refunds.create");
  await page.getByLabel("Charge (required)").fill("{{event.data.id}}");
  await page.getByRole("textbox", { name: "Amount (required)" }).fill("7");
  await page.getByText("Every step that moves money needs an approval.").waitFor();
  await save();
  await page.waitForURL(/\/automations\/[0-9a-f-]{36}$/);
  automation = page.url();
  await page.getByRole("button", { name: "Enable", exact: true }).click();
  await page.getByText("is enabled.").first().waitFor();
  await pay();
  await page.goto(`${app.url}/approvals`);
  await page.getByRole("heading", { name: /^Refund \$7\.00/ }).waitFor();
  await expectNoViolations();
});

it("does not let a session approve that was signed out elsewhere", async () => {
  // A page that hears of it leaves by itself.
  await page.route("**/api/mesh/stream?*", (route) => route.abort());
  await page.reload();
  await page.getByRole("button", { name: "Approve refund of $7.00" }).waitFor();
  const other = await browser.newContext({ storageState: await context.storageState() });
  const elsewhere = await other.newPage();
  await elsewhere.goto(app.url);
  await signOut(elsewhere);
  await elsewhere.waitForURL(/\/login/);
  await other.close();
  await page.getByRole("button", { name: "Approve refund of $7.00" }).click();
  await page.waitForURL(/\/login/);
  await page.unroute("**/api/mesh/stream?*");
  await signInDemo(page, app);
  await page.goto(`${app.url}/approvals`);
  await page.getByRole("button", { name: "Approve refund of $7.00" }).click();
  await page.getByText("Approved and sent").waitFor();
  await openNewestRun();
  await succeeded();
});

it("lets small amounts go once there is a limit and an owner's word", async () => {
  await page.goto(automation);
  const most = page.getByLabel("Max per step", { exact: true });
  // What the server has drawn takes clicks once the script of this part has come.
  await expect
    .poll(async () => {
      if ((await most.count()) === 0)
        await page.getByRole("button", { name: "Set a limit" }).click();
      return most.count();
    })
    .toBe(1);
  await most.fill("7");
  await page.getByLabel("Max in 24 hours").fill("10.5");
  await page
    .getByText(
      /Auto-approval limit, if an owner allows it: up to \$7\.00 at a time and \$10\.50 in/,
    )
    .waitFor();
  await expectNoViolations();
  await save();
  await page.getByRole("button", { name: "Make version 2 live" }).click();
  await page.getByText("Version 2 is live.").first().waitFor();
  await page.getByRole("button", { name: /^More about/ }).click();
  await page.getByRole("menuitem", { name: "Auto-approval limits…" }).click();
  await page.getByRole("checkbox", { name: /^Move money without approval: up to \$7\.00/ }).check();
  await expectNoViolations();
  await page.getByRole("button", { name: "Allow", exact: true }).click();
  await page.getByText(/^An owner allowed version 2 to move up to \$7\.00 at a time/).waitFor();

  await pay();
  await openNewestRun();
  await succeeded();
  await page
    .getByText("$7.00 moved without approval: an owner allowed up to $7.00 at a time")
    .waitFor();
  await pay();
  await page.goto(`${app.url}/approvals`);
  await page
    .getByText(/Refund a payment: \$7\.00, above the limit of \$10\.50 in 24 hours/)
    .waitFor();
  const { url, secretKey } = app.stack.sandbox;
  const answer = await fetch(`${url}/v1/refunds?limit=100`, {
    headers: { authorization: `Bearer ${secretKey}`, "stripe-account": NORTHWIND_ID },
  });
  const { data } = (await answer.json()) as { data: readonly { amount: number }[] };
  expect(data.filter(({ amount }) => amount === 700)).toHaveLength(2);
});

it("keeps who decided and what was sent in the audit log", async () => {
  await page.goto(app.url);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: "Audit log" }).click();
  await page.getByRole("link", { name: "Decided an approval" }).waitFor();
  await page.getByText("Changed auto-approval limits").waitFor();
  await page.getByRole("link", { name: "Providers" }).click();
  await page.waitForURL(/area=providers/);
  await page.getByText("Decided an approval").waitFor({ state: "detached" });
  const sent = page.getByRole("listitem").filter({ hasText: "Refund a payment (Stripe)" });
  expect(await sent.first().textContent()).toMatch(/Give back.*POST \/v1\/refunds.*applied/);
  await expectNoViolations();
  await sent.first().getByRole("link").click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  expect(problems).toEqual([]);
});
