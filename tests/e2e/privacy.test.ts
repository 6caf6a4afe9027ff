import { readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { connectStripe } from "./app";
import { app, page, problems, startHarness, stopHarness } from "./harness";
import { axeOn, shot, tooWideOrHeavy } from "./visual";

/** Personal data: masked in events until a person shows it, exported, and erased. */
const MASK = "••••••";

beforeAll(async () => {
  await startHarness();
  await connectStripe(page, app);
  await page.getByRole("link", { name: "Imported data" }).click();
  await page
    .getByRole("heading", { name: "Your account is imported" })
    .waitFor({ timeout: 60_000 });
});
afterAll(stopHarness);

/** What is not accessible on the page as it is now. */
const violations = async () =>
  (await axeOn(page, "light").analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html]);

/** Creates a customer at the sandbox, whose event comes as a webhook. */
async function createCustomer(name: string, email: string): Promise<string> {
  const { url, secretKey } = app.stack.sandbox;
  const response = await fetch(`${url}/v1/customers`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${secretKey}`,
      "stripe-account": "acct_1NorthwindRoastr",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ name, email }),
  });
  const { id } = (await response.json()) as { id: string };
  return id;
}

const openCustomer = async (id: string, name: string) => {
  await expect
    .poll(
      async () => {
        await page.goto(`${app.url}/customers/${id}`);
        return page.getByRole("heading", { level: 1, name }).count();
      },
      { timeout: 30_000 },
    )
    .toBe(1);
};
const chooseInMenu = async (name: string, item: string) => {
  await page.getByRole("button", { name: `Options of ${name}` }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: item }).waitFor();
  await page.getByRole("menuitem", { name: item }).press("Enter");
};

describe("an event with personal data", () => {
  it("is masked until a person shows it, which the audit log notes", async () => {
    const id = await createCustomer("Zelda Quixworth", "zelda@example.org");
    await openCustomer(id, "Zelda Quixworth");
    await page.goto(`${app.url}/events?related=${id}`);
    const row = page.locator("summary", { hasText: "stripe.customer.created" });
    await row.click();
    const json = page.getByRole("region", { name: /as JSON$/ });
    await json.waitFor();
    expect(await json.textContent()).toContain(MASK);
    expect(await json.textContent()).not.toContain("zelda@example.org");
    await page.getByRole("button", { name: "Show personal data" }).press("Enter");
    await page.getByText("Personal data is shown.", { exact: false }).waitFor();
    expect(await json.textContent()).toContain("zelda@example.org");
    await page.reload();
    await page.locator("summary", { hasText: "stripe.customer.created" }).click();
    await json.waitFor();
    expect(await json.textContent()).not.toContain("zelda@example.org");
    await page.goto(`${app.url}/settings/audit`);
    await page.getByText("Showed the personal data of an event").first().waitFor();
  });

  it("is masked in the debugger too", async () => {
    await page.goto(`${app.url}/payments`);
    await page.getByRole("button", { name: "Debugger" }).click();
    const drawer = page.getByRole("dialog", { name: "Event debugger" });
    await createCustomer("Yuri Quixworth", "yuri@example.org");
    await drawer.getByText("stripe.customer.created").last().click({ timeout: 20_000 });
    const details = drawer.getByRole("region", { name: "Details of stripe.customer.created" });
    await details.waitFor();
    expect(await details.textContent()).toContain(MASK);
    expect(await details.textContent()).not.toContain("yuri@example.org");
    await details.getByRole("button", { name: "Show personal data" }).click();
    await details.getByText("Personal data is shown.", { exact: false }).waitFor();
    expect(await details.textContent()).toContain("yuri@example.org");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  });
});

describe("a customer", () => {
  let id: string;

  it("is exported as a file", async () => {
    id = await createCustomer("Ximena Quixworth", "ximena@example.org");
    await openCustomer(id, "Ximena Quixworth");
    const download = page.waitForEvent("download");
    await chooseInMenu("Ximena Quixworth", "Export data");
    const file = await (await download).path();
    const data = JSON.parse(readFileSync(file, "utf8")) as {
      customer: string;
      objects: object[];
      events: object[];
    };
    expect(data.customer).toBe(id);
    expect(data.objects).toHaveLength(1);
    expect(JSON.stringify(data.events)).toContain("ximena@example.org");
  });

  it("is erased after the e-mail address was typed, on a phone and by keys", async () => {
    await page.setViewportSize({ width: 375, height: 800 });
    await openCustomer(id, "Ximena Quixworth");
    await chooseInMenu("Ximena Quixworth", "Erase customer…");
    const dialog = page.getByRole("dialog", { name: "Erase Ximena Quixworth?" });
    await dialog.waitFor();
    await shot("erase-dialog");
    expect(await violations()).toEqual([]);
    expect(
      await dialog
        .getByRole("link", { name: "Delete the customer at Stripe" })
        .getAttribute("href"),
    ).toBe(`https://dashboard.stripe.com/test/customers/${id}`);
    const field = dialog.getByLabel("Type ximena@example.org to confirm");
    await field.fill("somebody@example.org");
    await field.press("Enter");
    await dialog.getByText("Type ximena@example.org to confirm.").waitFor();
    await field.fill("ximena@example.org");
    await field.press("Enter");
    await page.getByRole("heading", { level: 1, name: "This customer was erased" }).waitFor();
    await page
      .getByText("The customer's data was deleted from this dashboard", { exact: false })
      .waitFor({ timeout: 20_000 });
    await expect.poll(() => page.title()).toContain("Erased customer");
    expect(await violations()).toEqual([]);
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await tooWideOrHeavy([`${app.url}/customers/${id}`])).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${app.url}/customers`);
    await page.getByRole("table", { name: "Customers" }).waitFor();
    expect(await page.getByText("Ximena Quixworth").count()).toBe(0);
  });

  it("can no longer be seen in its event", async () => {
    await page.goto(`${app.url}/events?pattern=stripe.customer.created`);
    await page.locator("summary").first().click();
    const json = page.getByRole("region", { name: /as JSON$/ });
    await json.waitFor();
    expect(await json.textContent()).toContain("personalDataErased");
    expect(problems).toEqual([]);
  });
});
