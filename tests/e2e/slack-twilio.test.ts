import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { SlackSandbox } from "@/sandbox/slack/server";
import {
  CLIENT_ID,
  CLIENT_SECRET,
  SIGNING_SECRET,
  startSlack,
  TEAM,
} from "@/sandbox/slack/testing";
import type { TwilioSandbox } from "@/sandbox/twilio/server";
import { ACCOUNT_SID, AUTH_TOKEN, NUMBER, PHONE, startTwilio } from "@/sandbox/twilio/testing";
import { freePort } from "@/supabase/embedded/postgres";

import { app, context, stopHarness, page, problems, startHarness } from "./harness";

let slack: SlackSandbox;
let twilio: TwilioSandbox;

beforeAll(async () => {
  const port = await freePort();
  slack = await startSlack({
    eventsUrl: `http://127.0.0.1:${port}/api/webhooks/slack`,
    platform: {
      appId: "A0SANDBOX01",
      name: "Agentic dashboard",
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      signingSecret: SIGNING_SECRET,
      redirectUris: [`http://localhost:${port}/api/auth/slack/callback`],
    },
  });
  twilio = await startTwilio({
    accounts: [
      { sid: ACCOUNT_SID, authToken: AUTH_TOKEN, name: "Northwind Phones", numbers: [NUMBER] },
    ],
  });
  await startHarness({
    port,
    env: {
      SLACK_CLIENT_ID: CLIENT_ID,
      SLACK_CLIENT_SECRET: CLIENT_SECRET,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_BASE: slack.url,
      TWILIO_API_BASE: twilio.url,
    },
  });
});
afterAll(async () => {
  await stopHarness();
  await slack.close();
  await twilio.close();
});

const settings = () => page.goto(`${app.url}/settings/connections`);
const region = (name: string) => page.getByRole("region", { name, exact: true });

async function addWidget(name: string): Promise<void> {
  await page.goto(`${app.url}/dashboards/home`);
  await page.getByRole("button", { name: "Add a widget" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add a widget" });
  await dialog.getByRole("button", { name: `Add ${name}` }).click();
  await dialog.waitFor({ state: "hidden" });
  await region(name).waitFor();
}

describe("connecting Slack", () => {
  it("returns a person who declines with a sentence", async () => {
    await settings();
    await page.getByRole("link", { name: "Connect Slack" }).click();
    await page.getByText("SANDBOX – not Slack").waitFor();
    await page.getByTestId("deny").click();
    await page.getByText("You declined, so nothing was connected.").waitFor();
  });

  it("connects by the consent page, tests, and says what it may do", async () => {
    await settings();
    await page.getByRole("link", { name: "Connect Slack" }).click();
    await page.getByTestId("approve").click();
    await page.waitForURL(/settings\/connections\?success=slack/);
    const panel = region("Slack: Northwind Roasters");
    await panel.getByText("Details", { exact: true }).click();
    await panel.getByText("Read and post messages").waitFor();
    expect(await panel.textContent()).toContain(TEAM);
    await panel.getByRole("button", { name: "Test connection" }).click();
    await panel.getByText(/Slack answered as Northwind Roasters in \d+ ms\./).waitFor();
  });

  it("shows its channels, and the one that is clicked", async () => {
    await addWidget("Slack Channels");
    await addWidget("Slack Messages");
    await region("Slack Messages").getByText("Select a channel to read it here").waitFor();
    await region("Slack Channels").getByText("sales", { exact: true }).click();
    await region("Slack Messages").getByText("Good morning!").waitFor();
    await region("Slack Messages").getByText("Who follows up on the cafés & bars list?").waitFor();
  });

  it("follows what a person writes, without waiting for the poll", async () => {
    slack.say(TEAM, "sales", "a <new> message");
    await region("Slack Messages").getByText("a <new> message").waitFor({ timeout: 9000 });
    await page.goto(`${app.url}/events?pattern=slack.message.posted`);
    await page.getByText("slack.message.posted", { exact: true }).first().waitFor();
  });

  it("answers the challenge of Slack's events URL", async () => {
    const answer = await fetch(`${slack.url}/_sandbox/events/challenge`, {
      method: "POST",
      headers: { authorization: `Bearer ${slack.adminToken}` },
    });
    expect(await answer.json()).toEqual({ verified: true });
  });
});

describe("a permission that the connection lacks", () => {
  it("is named where it is needed; the connection stays, and a new consent brings it", async () => {
    const answer = await context.request.get(`${app.url}/api/auth/slack`, { maxRedirects: 0 });
    const consent = new URL(answer.headers()["location"] ?? "");
    const scopes = consent.searchParams.get("scope") ?? "";
    consent.searchParams.set("scope", scopes.replace(",users:read", ""));
    await page.goto(consent.href);
    await page.getByTestId("approve").click();
    await page.waitForURL(/settings\/connections\?success=slack/);
    await page.goto(`${app.url}/automations/new?blank`);
    await page.getByRole("tab", { name: "Code" }).click();
    const step = { id: "tell", use: "slack.messages.post", with: { channel: "", text: "Hi" } };
    await page
      .getByLabel("Definition, as JSON")
      .fill(JSON.stringify({ schema: 1, name: "Tell", on: { manual: true }, steps: [step] }));
    await page.getByRole("tab", { name: "Form" }).click();
    const channel = page.getByRole("combobox", { name: "Channel (required)" });
    await channel.click();
    await page
      .getByText("People: The app lacks the permission users:read.", { exact: false })
      .waitFor();
    await page.getByRole("option", { name: /^sales/ }).click();
    expect(await channel.inputValue()).toBe("C0SALES0001");
    await settings();
    const panel = region("Slack: Northwind Roasters");
    await panel.getByText("Working", { exact: true }).first().waitFor();
    expect(await panel.getByText("Read and post messages").count()).toBe(0);
    await panel.getByRole("link", { name: "Connect again" }).click();
    await page.getByTestId("approve").click();
    await page.waitForURL(/settings\/connections\?success=slack/);
    await panel.getByText("Details", { exact: true }).click();
    await panel.getByText("Read and post messages").waitFor();
  });
});

describe("connecting Twilio", () => {
  const fill = async (token: string) => {
    await page.getByLabel("Account SID", { exact: true }).fill(ACCOUNT_SID);
    await page.getByLabel("Auth token", { exact: true }).fill(token);
    await page.getByLabel("Your Twilio number").fill(NUMBER);
    await page.getByRole("button", { name: "Connect with these" }).click();
  };
  const panel = () => region("Twilio: Northwind Phones");

  it("refuses what is malformed and what Twilio does not know, at its field", async () => {
    await settings();
    await fill("short");
    await page.getByText("The auth token must have 32 characters").waitFor();
    await fill("0".repeat(32));
    await page.getByText("Twilio does not accept this key.").waitFor();
  });

  it("connects, tests, and hears what a phone writes at an address of its own", async () => {
    await fill(AUTH_TOKEN);
    await panel().getByRole("button", { name: "Test connection" }).click();
    await panel()
      .getByText(/Twilio answered as Northwind Phones in \d+ ms\./)
      .waitFor();
    expect(await page.content()).not.toContain(AUTH_TOKEN);
    await panel().getByRole("button", { name: "Receive this account’s events" }).click();
    const address =
      (await panel().locator("code").filter({ hasText: "/api/webhooks/twilio/" }).textContent()) ??
      "";
    await fetch(`${twilio.url}/_sandbox/webhooks/address`, {
      method: "POST",
      headers: { authorization: `Bearer ${twilio.adminToken}` },
      body: JSON.stringify({ url: address }),
    });
    twilio.write(ACCOUNT_SID, PHONE, NUMBER, "STOP");
    await twilio.courier.flush();
    expect(twilio.courier.deliveries().at(-1)).toMatchObject({ done: true, status: 200 });
    await page.goto(`${app.url}/events?pattern=twilio.sms.received`);
    await page.getByText("twilio.sms.received", { exact: true }).first().waitFor();
  });

  it("shows messages with their status", async () => {
    await addWidget("Text Messages");
    const widget = region("Text Messages");
    await widget.getByText("Your order is on its way.").waitFor();
    await widget.getByText("STOP", { exact: true }).waitFor();
    expect(await widget.textContent()).toContain(PHONE);
    expect(await widget.textContent()).toMatch(/delivered/i);
  });
});

describe("ending", () => {
  const end = async (name: string) => {
    await settings();
    const panel = region(name);
    await panel.getByRole("button", { name: "Disconnect" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Disconnect" }).click();
    await panel.getByText("Disconnected", { exact: true }).waitFor();
  };

  it("disconnects Twilio, and its address takes nothing more", async () => {
    await end("Twilio: Northwind Phones");
    twilio.write(ACCOUNT_SID, PHONE, NUMBER, "anybody?");
    await twilio.courier.flush();
    expect(twilio.courier.deliveries().at(-1)?.done).toBe(false);
    await page.goto(`${app.url}/dashboards/home`);
    await region("Text Messages")
      .getByText(/not connected/i)
      .waitFor();
  });

  it("marks Slack as revoked when a person removes the app there", async () => {
    slack.disconnect(TEAM);
    await slack.courier.flush();
    await settings();
    await region("Slack: Northwind Roasters").getByText("Disconnected", { exact: true }).waitFor();
  });
});

it("met no script error and no refusal of the policy", () => {
  expect(problems).toEqual([]);
});
