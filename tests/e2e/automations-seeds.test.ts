import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { TwilioSandbox } from "@/sandbox/twilio/server";
import { ACCOUNT_SID, AUTH_TOKEN, NUMBER, startTwilio } from "@/sandbox/twilio/testing";

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
import { keysOn, type Keys } from "./keys";

/** The automations that the product was asked for, made from nothing, by form and by keys alone, and watched. */
let twilio: TwilioSandbox;
let keys: Keys;

beforeAll(async () => {
  twilio = await startTwilio();
  await startHarness({ env: { TWILIO_API_BASE: twilio.url } });
  keys = keysOn(page);
  await connectStripe(page, app);
  for (const name of ["Slack", "Jira"] as const) await connectByConsent(name);
  await page.goto(`${app.url}/settings/connections`);
  await page.getByLabel("Account SID", { exact: true }).fill(ACCOUNT_SID);
  await page.getByLabel("Auth token", { exact: true }).fill(AUTH_TOKEN);
  await page.getByLabel("Your Twilio number").fill(NUMBER);
  await page.getByRole("button", { name: "Connect with these" }).click();
  await page.getByRole("region", { name: /^Twilio: / }).waitFor();
});
afterAll(async () => {
  await stopHarness();
  await twilio.close();
});

const focused = () => page.locator(":focus");

/** From the list of ways to begin to a named, empty automation that hears one event. */
async function begin(name: string, event: string, sentence: RegExp): Promise<void> {
  await page.goto(`${app.url}/automations/new`);
  await page.getByRole("heading", { level: 1, name: "New automation" }).waitFor();
  await keys.until("Tab", /^Empty automation$/);
  await keys.press("Enter");
  await page.waitForURL(/blank/);
  await page.getByRole("tab", { name: "Form" }).waitFor();
  await keys.until("Tab", /^Name$/);
  await keys.type(name);
  await keys.until("Tab", /^Event$/);
  // A list of the platform is searched by typing.
  await keys.type(event);
  await page.getByText(sentence).waitFor();
}

async function addOperation(title: string, name: string): Promise<void> {
  await keys.until("Tab", /^App action$/);
  await keys.press("Enter");
  await expect.poll(() => focused().evaluate((held) => held.id)).toBe("at:steps[0].use");
  await keys.type(title);
  await expect.poll(() => focused().inputValue()).toBe(name);
}

/** Narrows the choices of the field that holds the focus, and takes the first. */
async function choose(text: string, option: string, value: string): Promise<void> {
  await keys.type(text);
  await page.getByRole("listbox").getByRole("option", { name: option, exact: true }).waitFor();
  await keys.press("Enter");
  await expect.poll(() => focused().inputValue()).toBe(value);
}

async function insertField(into: string, path: string): Promise<void> {
  await keys.until("Shift+Tab", new RegExp(`^Insert a field into ${into}$`));
  await keys.press("Enter");
  await expect.poll(() => focused().getAttribute("aria-label")).toBe("Search fields");
  await keys.type(path);
  await keys.press("Enter");
  await expect.poll(() => focused().inputValue()).toContain(`{{${path}`);
}

async function saveAndEnable(name: string): Promise<void> {
  await keys.until("Shift+Tab", /^Save$/);
  await keys.press("Enter");
  await page.waitForURL(/\/automations\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "Enable", exact: true }).waitFor();
  await keys.until("Tab", /^Enable$/);
  await keys.press("Space");
  await page.getByText(`“${name}” is enabled.`).waitFor();
}

/** Presses a button of the Stripe sandbox's page, as a customer's visit would have its effect. */
async function atTheShop(button: string): Promise<void> {
  const shop = await context.newPage();
  await shop.goto(app.stack.sandbox.url);
  await shop.getByTestId(button).click();
  await shop.getByTestId("notice").waitFor();
  await shop.close();
}

/** Opens the newest run of an automation by its links, and waits for its step to be done. */
async function openRun(name: string, step: string) {
  await page.goto(`${app.url}/automations`);
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: `Runs of “${name}”` }).waitFor();
  const run = page.getByRole("main").locator('a[href^="/runs/"]').first();
  await run.waitFor();
  await run.click();
  const card = page.getByRole("region", { name: `Step ${step}` });
  await card.getByText("Succeeded", { exact: true }).waitFor();
  return page.getByLabel(`Input of ${step}`).textContent();
}

describe("a payment, a ticket, a message", () => {
  it("opens a ticket for a payment, in a project and of a type that were chosen", async () => {
    await begin("Onboard", "Payment succeeded", /^When a payment succeeds/);
    await addOperation("Create a Jira issue", "jira.issues.create");
    await keys.until("Tab", /^Project \(required\)/);
    await keys.press("ArrowDown");
    await page.getByRole("listbox", { name: "Choices for Project" }).waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.length])).toEqual([]);
    await choose("online", "Online shop SHOP", "SHOP");
    await keys.until("Tab", /^Summary \(required\)/);
    await keys.type("Onboard ");
    await insertField("Summary", "customer.name");
    await keys.until("Tab", /^\d more fields$/);
    await keys.press("Enter");
    await keys.until("Tab", /^Issue type$/);
    await choose("task", "Task", "Task");
    await saveAndEnable("Onboard");
  });

  it("tells a channel of the ticket that the first one opened", async () => {
    await begin("Announce", "Jira issue created", /^When a Jira issue is created/);
    await addOperation("Send a Slack message", "slack.messages.post");
    await keys.until("Tab", /^Channel \(required\)/);
    await choose("sales", "sales C0SALES0001", "C0SALES0001");
    await keys.until("Tab", /^Text \(required\)/);
    await keys.type("New: ");
    await insertField("Text", "event.data.key");
    await saveAndEnable("Announce");
  });

  it("runs through both when somebody pays", async () => {
    await atTheShop("make-payment");
    expect(await openRun("Onboard", "issue")).toMatch(/"summary": "Onboard [^"]+"/);
    expect(await openRun("Announce", "message")).toMatch(/"text": "New: SHOP-\d+"/);
    const { url, adminToken } = app.stack.tools["slack"] ?? { url: "", adminToken: "" };
    const effects = await fetch(`${url}/_sandbox/effects`, {
      headers: { authorization: `Bearer ${adminToken}` },
    });
    expect(await effects.text()).toMatch(/C0SALES0001.*New: SHOP-\d+|New: SHOP-\d+.*C0SALES0001/);
  });
});

describe("a failed payment, a text message", () => {
  it("writes to the customer's phone, with a link to pay", async () => {
    await begin("Ask to pay", "Payment failed", /^When a payment fails/);
    await addOperation("Send a text message", "twilio.sms.send");
    await keys.until("Tab", /^To \(required\)/);
    await insertField("To", "customer.phone");
    await keys.until("Tab", /^Body \(required\)/);
    await keys.type("Your payment did not go through. Pay at https://shop.example/pay/");
    await insertField("Body", "event.data.payment_intent");
    await saveAndEnable("Ask to pay");
    await atTheShop("decline-payment");
    const link = /Pay at https:\/\/shop\.example\/pay\/pi_\w+/;
    expect(await openRun("Ask to pay", "sms")).toMatch(link);
    expect(twilio.effects()).toHaveLength(1);
    expect(twilio.effects()).toMatchObject([
      { to: expect.stringMatching(/^\+[1-9]\d{8,14}$/) as string, from: NUMBER },
    ]);
    expect(JSON.stringify(twilio.effects())).toMatch(link);
  });
});

it("met no script error and no refusal of the policy", () => {
  expect(problems).toEqual([]);
});
