import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { TEAM } from "@/sandbox/slack/testing";

import { connectStripe } from "./app";
import {
  app,
  connectByConsent,
  context,
  stopHarness,
  page,
  problems,
  startHarness,
} from "./harness";
import { keysOn } from "./keys";

/** Automations as people make them: by form, by keys, on the emulators that `npm start` offers. */

beforeAll(async () => {
  await startHarness();
  await connectStripe(page, app);
  for (const name of ["Slack", "Jira"] as const) await connectByConsent(name);
});
afterAll(stopHarness);

async function makePayment(): Promise<void> {
  const sandbox = await context.newPage();
  await sandbox.goto(app.stack.sandbox.url);
  await sandbox.getByTestId("make-payment").click();
  await sandbox.waitForLoadState("networkidle");
  await sandbox.close();
}

const POSTING = { path: "/api/chat.postMessage" };
async function slack(method: string, path: string, body?: object): Promise<void> {
  const { url, adminToken } = app.stack.tools["slack"] ?? { url: "", adminToken: "" };
  const response = await fetch(`${url}/_sandbox/${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  expect(response.ok).toBe(true);
}

const addStep = (kind: string) =>
  page.getByRole("group", { name: "Add to: Steps" }).getByRole("button", { name: kind }).click();
const save = async () => {
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page
    .getByText(/Saved as version \d+\./)
    .first()
    .waitFor();
};
const enable = async () => {
  await page.getByRole("button", { name: "Enable", exact: true }).click();
  await page.getByText("is enabled.").first().waitFor();
};
const step = (key: string) => page.getByRole("region", { name: `Step ${key}` });
const openFirstRun = async () => {
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page
    .getByRole("link", { name: /^Payment succeeded/ })
    .first()
    .click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
};
describe("by form", () => {
  it("begins with a recipe, says what it does, and refuses what leads nowhere", async () => {
    await page.goto(`${app.url}/automations`);
    await page.getByRole("link", { name: "Onboard new payments in Jira" }).click();
    await page
      .getByText(
        /^When a payment succeeds and .+ is at least \$50\.00 .+, create a Jira issue “Onboard …”/,
      )
      .waitFor();
    await page.getByRole("combobox", { name: "Project (required)" }).fill("SHOP");
    await page
      .getByRole("group", { name: "Only if", exact: true })
      .getByRole("textbox", { name: /^(Value|Amount)$/ })
      .first()
      .fill("1");
    const summary = page.getByRole("textbox", { name: "Summary (required)" });
    await summary.fill("Onboard {{custmer.name}}");
    await page.getByText('Did you mean "customer.name"?').first().waitFor();
    await summary.fill("Onboard {{event.subject}}");
    await page.getByText('Did you mean "customer.name"?').first().waitFor({ state: "hidden" });
  });

  it("takes a second step that reads the first, by a field chip", async () => {
    await addStep("App action");
    await page.getByLabel("Action", { exact: true }).nth(1).selectOption("slack.messages.post");
    await page.getByRole("combobox", { name: "Channel (required)" }).fill("U0ADA000001");
    await page.getByRole("textbox", { name: "Text (required)" }).fill("Ticket ");
    await page.getByRole("button", { name: "Insert a field into Text" }).click();
    // The picker's code comes with the first click.
    await page.getByLabel("Search fields").fill("ticket.key");
    await page.getByRole("option", { name: /key/i }).first().waitFor();
    await page.keyboard.press("Enter");
    await expect
      .poll(() => page.getByRole("textbox", { name: "Text (required)" }).inputValue())
      .toBe("Ticket {{steps.ticket.key}}");
    await save();
    await page.waitForURL(/\/automations\/[0-9a-f-]{36}$/);
    await enable();
  });

  it("runs for a payment, and shows the step that broke with what it was given", async () => {
    await slack("POST", "disconnect", { team: TEAM });
    await makePayment();
    await openFirstRun();
    await step("message").getByText("Failed", { exact: true }).waitFor();
    await step("ticket").getByText("Succeeded", { exact: true }).waitFor();
    expect(await page.getByLabel("Input of message").textContent()).toMatch(
      /"text": "Ticket SHOP-\d+"/,
    );
  });

  it("goes on where it broke once that is mended, and does nothing twice", async () => {
    const [run, ticket] = [page.url(), await step("ticket").textContent()];
    await page.goto(`${app.url}/settings/connections`);
    const slackPanel = page.getByRole("region", { name: /^Slack: / });
    await slackPanel.getByRole("link", { name: "Connect again" }).click();
    await page.getByTestId("approve").click();
    await page.waitForURL(/success=slack/);
    await page.goto(run);
    await page.getByRole("button", { name: "Retry", exact: true }).click();
    await step("message").getByText("Succeeded", { exact: true }).waitFor();
    await page.getByText("Developer details").click();
    await page
      .getByRole("region", { name: "Developer details of message" })
      .getByText(/Attempt \d: ok/)
      .waitFor();
    expect(await step("ticket").textContent()).toBe(ticket);
    await page.getByRole("link", { name: "Open the event" }).click();
    await page.getByText("stripe.payment.received", { exact: true }).first().waitFor();
  });
});

describe("an answer that was lost", () => {
  it("asks a person whether it is done, and goes on by what they say", async () => {
    // To one person, where the app itself cannot look.
    await slack("POST", "faults", { kind: "drop", afterEffect: true, times: 1, match: POSTING });
    await makePayment();
    await page.goto(`${app.url}/automations`);
    await page.getByRole("link", { name: "Onboard new payments in Jira" }).click();
    await openFirstRun();
    await step("message").getByText("Needs review", { exact: true }).waitFor();
    await step("message").getByRole("button", { name: "Mark as done" }).click();
    await page.getByRole("status").getByText("Succeeded", { exact: true }).waitFor();
  });
});

describe("by keys alone", () => {
  it("makes an automation from a recipe, and turns it on", async () => {
    const keys = keysOn(page);
    await page.goto(`${app.url}/automations/new`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await keys.until("Tab", /^Tell Slack about new issues$/);
    await page.keyboard.press("Enter");
    await page.getByText(/^When a Jira issue is created, send a Slack message to/).waitFor();
    await keys.until("Tab", /^Channel \(required\)/);
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("#general");
    await page.keyboard.press("Tab");
    await keys.until("Tab", /^Insert a field into Text$/);
    await page.keyboard.press("Enter");
    const search = page.getByLabel("Search fields");
    await expect
      .poll(() => search.evaluate((input) => input === document.activeElement))
      .toBe(true);
    await page.keyboard.type("event.subject");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => page.getByRole("textbox", { name: "Text (required)" }).inputValue())
      .toContain("{{event.subject}}");
    await keys.until("Shift+Tab", /^Save$/);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/automations\/[0-9a-f-]{36}$/);
    await page.getByRole("button", { name: "Enable", exact: true }).waitFor();
    await page.getByRole("heading", { level: 1 }).click();
    await keys.until("Tab", /^Enable$/);
    await page.keyboard.press("Space");
    await page.getByText("“Tell Slack about new issues” is enabled.").waitFor();
  });
});

describe("approvals", () => {
  it("waits with exactly what would be sent, rings on every page, and goes on when approved", async () => {
    await page.goto(`${app.url}/automations/new?event=stripe.payment.received`);
    await page.getByLabel("Name", { exact: true }).fill("Ask first");
    await addStep("App action");
    await page.getByLabel("Action", { exact: true }).selectOption("slack.messages.post");
    await page.getByRole("combobox", { name: "Channel (required)" }).fill("#general");
    await page.getByRole("textbox", { name: "Text (required)" }).fill("Approved {{event.subject}}");
    await page.getByLabel("Require approval").check();
    await save();
    await page.waitForURL(/\/automations\/[0-9a-f-]{36}$/);
    await enable();
    await makePayment();
    await page.getByRole("link", { name: /^1 pending approval/ }).waitFor();
    await page.getByRole("link", { name: "Approvals" }).click();
    await page
      .getByLabel(/^Fields to send/)
      .getByText(/^Approved pi_/)
      .waitFor();
    await page.getByRole("button", { name: "Approve", exact: true }).click();
    await page.getByText("No pending approvals").waitFor();
    await page
      .getByRole("link", { name: /^(No approvals wait for you|\d+ failed runs?)$/ })
      .waitFor();
    await page.getByText("Approved and sent").first().waitFor();
  });
});

describe("versions", () => {
  it("keeps what is live until the new version is made live, and brings an old one back", async () => {
    await page.goto(`${app.url}/automations`);
    await page.getByRole("link", { name: "Ask first" }).click();
    await page.getByRole("textbox", { name: "Text (required)" }).fill("Second");
    await page.getByText("Unsaved changes").waitFor();
    await page.getByRole("link", { name: "Events", exact: true }).click();
    await page.getByRole("dialog", { name: "Leave without saving?" }).waitFor();
    await page.getByRole("button", { name: "Stay" }).click();
    await save();
    await page.getByText("Version 1 is live. Version 2 is saved but not live.").waitFor();
    await page.getByRole("tab", { name: "Versions" }).click();
    await page.getByRole("button", { name: "Compare with version 1" }).click();
    await page
      .getByText(/Approved \{\{event\.subject\}\}/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Restore" }).click();
    await page.getByText("Version 1 was restored as version 3.").waitFor();
    await page.getByRole("tab", { name: "Form" }).click();
    expect(await page.getByRole("textbox", { name: "Text (required)" }).inputValue()).toBe(
      "Approved {{event.subject}}",
    );
  });

  it("says what it would have done over the last 30 days, and sends nothing", async () => {
    await page.getByRole("tab", { name: "Back-test" }).click();
    await page.getByRole("button", { name: "Back-test the last 30 days" }).click();
    await page.getByText(/Nothing was sent\./).waitFor();
    await page.getByText(/× Send a Slack message/).waitFor();
  });
});

it("met no script error and no refusal of the policy", () => {
  expect(problems).toEqual([]);
});
