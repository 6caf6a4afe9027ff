import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { PASTED } from "@/sandbox/jira/testing";

import { app, stopHarness, page, problems, startHarness } from "./harness";

/** Jira as `npm start` offers it: its sandbox runs beside the app, and nothing was configured. */

beforeAll(() => startHarness());
afterAll(stopHarness);

const HOST = "northwind.atlassian.net";
const settings = () => page.goto(`${app.url}/settings/connections`);
const panel = () => page.getByRole("region", { name: `Jira: ${HOST}`, exact: true });
const control = (path: string, body: object = {}) => {
  const { url, adminToken } = app.stack.tools["jira"] ?? { url: "", adminToken: "" };
  return fetch(`${url}/_sandbox/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminToken}` },
    body: JSON.stringify(body),
  });
};
async function disconnect(sentence: RegExp): Promise<void> {
  await panel().getByRole("button", { name: "Disconnect" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(sentence).waitFor();
  await dialog.getByRole("button", { name: "Disconnect" }).click();
  await panel().getByText("Disconnected", { exact: true }).waitFor();
}

describe("Jira by consent", () => {
  it("returns a person who declines with a sentence", async () => {
    await settings();
    await page.getByRole("link", { name: "Connect Jira" }).click();
    await page.getByText("SANDBOX – not Jira").waitFor();
    await page.getByTestId("deny").click();
    await page.getByText("You declined, so nothing was connected.").waitFor();
  });

  it("connects the site that was chosen, and tests it", async () => {
    await page.getByRole("link", { name: "Connect Jira" }).click();
    await page.getByTestId("approve").click();
    await page.waitForURL(/settings\/connections\?success=jira/);
    await page.getByText("Jira is connected.").waitFor();
    await panel().getByRole("button", { name: "Test connection" }).click();
    await panel()
      .getByText(/Jira answered as northwind\.atlassian\.net in \d+ ms\./)
      .waitFor();
    await panel().getByText("Details", { exact: true }).click();
    await panel().getByText("Read and write", { exact: true }).waitFor();
    expect(await panel().textContent()).not.toMatch(/Mode|Country/);
  });

  it("renews an access token that has ended without being asked", async () => {
    await control("expire");
    await panel().getByRole("button", { name: "Test connection" }).click();
    await panel()
      .getByText(/Jira answered as/)
      .waitFor();
    await settings();
    await panel().getByText("Working", { exact: true }).first().waitFor();
  });

  it("shows its issues, and a new one without waiting for the poll", async () => {
    await panel().getByRole("button", { name: "Receive this account’s events" }).click();
    const address = panel().locator("code").filter({ hasText: "/api/webhooks/jira/" });
    const url = (await address.textContent()) ?? "";
    await panel().getByLabel("The signing secret that it shows then").fill("jira-signing-secret");
    await panel().getByRole("button", { name: "Save the secret" }).click();
    await panel().getByText("Saved.").waitFor();
    await control("webhooks", { site: HOST, url, secret: "jira-signing-secret" });
    await page.goto(`${app.url}/dashboards/home`);
    await page.getByRole("button", { name: "Add a widget" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Add a widget" });
    await dialog.getByRole("button", { name: "Add Recent Issues" }).click();
    await dialog.waitFor({ state: "hidden" });
    const issues = page.getByRole("region", { name: "Recent Issues", exact: true });
    await issues.getByText("Prepare the winter menu page").waitFor();
    await control("create", { site: HOST, project: "SHOP", summary: "Made by a person" });
    await issues.getByText("Made by a person").waitFor({ timeout: 9_000 });
  });

  it("says that the authorisation has ended, and offers the way back", async () => {
    await control("disconnect", { site: HOST });
    await settings();
    await panel().getByRole("button", { name: "Test connection" }).click();
    await panel().getByText("Connect again", { exact: true }).first().waitFor();
    await panel().getByRole("link", { name: "Connect again" }).click();
    await page.getByTestId("approve").click();
    await page.waitForURL(/success=jira/);
    await panel().getByText("Working", { exact: true }).first().waitFor();
  });

  it("disconnects, and says what Atlassian cannot be told", async () => {
    await disconnect(/Jira has no call to end the access/);
  });
});

describe("Jira by API token", () => {
  const WAY = "Use an e-mail address and an API token instead";
  const form = () => page.getByRole("form", { name: WAY });
  const fill = async (fields: Readonly<Record<string, string>>) => {
    await page.getByText(WAY).click();
    for (const [label, value] of Object.entries(fields)) await form().getByLabel(label).fill(value);
    await form().getByRole("button", { name: "Connect with these" }).click();
  };
  const right = { Site: PASTED.url, "E-mail address": PASTED.email, "API token": PASTED.pat };

  it("names the field that is wrong", async () => {
    await settings();
    await fill({ ...right, Site: "jira.example.com" });
    await page.getByText("The site must look like your-company.atlassian.net.").waitFor();
    expect(await form().getByLabel("Site").getAttribute("aria-invalid")).toBe("true");
    expect(await form().getByLabel("API token").getAttribute("aria-invalid")).toBeNull();
  });

  it("connects, tests and disconnects", async () => {
    await settings();
    await fill(right);
    await panel().getByText("Details", { exact: true }).click();
    await panel().getByText(`Key ${PASTED.email}`).waitFor();
    await panel().getByRole("button", { name: "Test connection" }).click();
    await panel()
      .getByText(/Jira answered as/)
      .waitFor();
    expect(await page.content()).not.toContain(PASTED.pat);
    await disconnect(/The key is deleted here/);
  });
});

it("met no error of a script and nothing that the policy refused", () => {
  expect(problems).toEqual([]);
});
