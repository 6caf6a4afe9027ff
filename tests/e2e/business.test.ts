import { readFileSync } from "node:fs";

import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { connectStripe } from "./app";
import { app, page, problems, startHarness, stopHarness } from "./harness";
import { tooWideOrHeavy, violationsOf } from "./visual";

/** The pages of the business, from the import of an account to a payment with its fee. */
beforeAll(async () => {
  await startHarness();
  await connectStripe(page, app);
});
afterAll(stopHarness);

const rows = () => page.getByRole("table", { name: "Payments" }).getByRole("row");
/** Opens a list, once the import has brought it. */
async function openList(path: string): Promise<void> {
  await page.goto(`${app.url}${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

describe("a connected account", () => {
  it("is imported, and says so by type", async () => {
    await page.getByRole("link", { name: "Imported data" }).click();
    await page
      .getByRole("heading", { name: "Your account is imported" })
      .waitFor({ timeout: 60_000 });
    const customers = page.getByRole("row", { name: /^Customers/ });
    expect(await customers.textContent()).toMatch(/Customers\d+/);
    expect(await page.getByText("Not imported").count()).toBe(0);
  });

  it("has its payments on a page, the newest first", async () => {
    await openList("/payments");
    expect(await rows().nth(1).textContent()).toContain("Ada Whitfield");
    await expect.poll(() => page.getByRole("link", { name: /^Failed \d+$/ }).count()).toBe(1);
  });

  it("opens a payment beside the list, goes on by keys, and closes it", async () => {
    await rows().nth(1).getByRole("link").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const [first] = await rows().nth(3).getByRole("cell").allTextContents();
    await rows().nth(3).click();
    const panel = page.getByRole("complementary", { name: "Payment" });
    await panel.waitFor();
    expect(await panel.textContent()).toContain(first ?? "?");
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
  });

  it("goes to the page of a payment with Enter", async () => {
    await rows().nth(1).getByRole("link").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/payments\/pi_/);
    await page.getByRole("heading", { name: "Timeline" }).waitFor();
    await expect.poll(() => page.getByRole("heading", { name: "Breakdown" }).count()).toBe(1);
    await page.getByRole("link", { name: "Ada Whitfield" }).click();
    await page.waitForURL(/\/customers\/cus_/);
    await page.getByRole("heading", { level: 1, name: "Ada Whitfield" }).waitFor();
    await expect.poll(() => page.getByRole("table", { name: "Payments" }).count()).toBe(1);
  });

  it("says that an account is not connected, and leads to the one that is", async () => {
    for (const path of ["/", "/revenue", "/payments?tab=failed", "/payments/pi_1"]) {
      const url = new URL(path, app.url);
      url.searchParams.set("account", "00000000-0000-4000-8000-000000000000");
      await page.goto(url.href);
      await page.getByText("This account is not connected here").waitFor();
    }
    await page.getByRole("link", { name: "Show the account that was connected first" }).click();
    await page.waitForURL(/\/payments$/);
    expect(await page.getByRole("button", { name: /^Showing/ }).count()).toBe(0);
  });

  it("filters by an amount as it is typed, and says what makes no sense", async () => {
    await openList("/payments");
    await page.getByRole("button", { name: "Amount", exact: true }).click();
    await page.getByLabel("At least").fill("60");
    await page.getByLabel("At least").press("Enter");
    await page.waitForURL(/min=60/);
    const amounts = await page.locator("tbody tr td:first-child").allTextContents();
    expect(amounts.length).toBeGreaterThan(0);
    expect(amounts.every((amount) => Number(amount.replace(/[^\d.]/g, "")) >= 60)).toBe(true);
    await openList("/payments?min=lots");
    await page.getByText("“lots” is not an amount in USD.").waitFor();
    await openList("/payments?from=2026-13-45");
    await page.getByText("“2026-13-45” is not a day.", { exact: false }).waitFor();
  });

  it("filters by a customer who is chosen by name while typing", async () => {
    await openList("/payments");
    await page.getByRole("button", { name: "Customer", exact: true }).click();
    await page.getByRole("combobox", { name: "Customer" }).fill("ada whit");
    await page.getByRole("option", { name: /Ada Whitfield/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/customer=cus_/);
    await page.getByRole("button", { name: /^Customer\s*Ada Whitfield$/ }).waitFor();
    const rows = await page.locator("tbody tr").allTextContents();
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.includes("Ada Whitfield"))).toBe(true);
    await openList("/payments?customer=Nobody%20Here");
    await page.getByText("No customer matches “Nobody Here”", { exact: false }).waitFor();
  });

  it("keeps filters and columns as a view, which Undo brings back after it was deleted", async () => {
    await openList("/payments?tab=failed");
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "Method" }).uncheck();
    await page.getByRole("checkbox", { name: "Id" }).check();
    await page
      .getByRole("dialog", { name: "Columns" })
      .getByRole("button", { name: "Apply" })
      .click();
    await page.waitForURL(/cols=/);
    await page.getByRole("columnheader", { name: "Id" }).waitFor();
    expect(await page.getByRole("columnheader").allTextContents()).toEqual([
      "Amount",
      "Status",
      "Customer",
      "Date",
      "Id",
    ]);
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByLabel("Save this view").fill("Failed with ids");
    await page.getByRole("button", { name: "Save view" }).click();
    await page.waitForURL(/view=/);
    await openList("/payments");
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByRole("link", { name: "Failed with ids" }).click();
    await page.getByRole("columnheader", { name: "Id" }).waitFor();
    await page.getByRole("button", { name: "View: Failed with ids" }).click();
    await page.getByRole("button", { name: "Delete “Failed with ids”" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("“Failed with ids” is back.").waitFor();
  });

  it("gives the list as a file for spreadsheets", async () => {
    await openList("/payments?tab=failed");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Export CSV" }).click(),
    ]);
    const lines = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\n");
    expect(lines[0]).toContain("id,created,status,amount,amount_minor_units,currency");
    expect(lines.length - 1).toBe(await page.locator("tbody tr").count());
    expect(lines[1]).toMatch(/,Failed,\d+\.\d\d,\d+,USD,/);
  });

  it("refunds half of a payment with the keyboard, after saying what will happen", async () => {
    await openList("/payments?tab=succeeded");
    await rows().nth(1).getByRole("link").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/payments\/pi_/);
    await page.getByRole("button", { name: "Refund", exact: true }).focus();
    await page.keyboard.press("Enter");
    const form = page.getByRole("dialog", { name: /^Refund/ });
    await form.getByText("What will happen").waitFor();
    await form.getByRole("button", { name: /^Half/ }).focus();
    await page.keyboard.press("Enter");
    await form.getByText("of the payment stays with you").waitFor();
    const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await form.getByRole("button", { name: /^Refund [^a-z]/ }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("is on its way back to the customer").waitFor();
    await page.getByRole("heading", { name: "What your team did" }).waitFor();
    await expect
      .poll(async () => {
        await page.reload();
        return page.getByText("Partly refunded").count();
      })
      .toBe(1);
  });

  it("changes the quantity of a subscription for the difference that was shown", async () => {
    await openList("/subscriptions?tab=active");
    const [, first] = await page
      .getByRole("table", { name: "Subscriptions" })
      .getByRole("row")
      .all();
    await first?.getByRole("link").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/subscriptions\/sub_/);
    await page.getByRole("button", { name: "Change plan" }).click();
    const form = page.getByRole("dialog", { name: /^Change / });
    await form.getByLabel("Quantity").fill("12");
    await form.getByText(/^Stripe charges the difference of /).waitFor();
    const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await form.getByRole("button", { name: "Change the plan" }).click();
    await page.getByText("The plan was changed.").waitFor();
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Cancel…" }).click();
    await page.getByRole("dialog", { name: /^Cancel / }).waitFor();
    await page.keyboard.press("Escape");
  });

  it("asks a second person above the limit that an owner set", async () => {
    await page.goto(`${app.url}/settings/limits`);
    await page
      .getByRole("textbox", { name: "What one person may give away in 24 hours" })
      .fill("1");
    await page.getByRole("button", { name: "Save limit" }).click();
    await page.getByText("$1.00", { exact: true }).waitFor();
    await openList("/payments?tab=succeeded");
    const href = await page.getByRole("link", { name: /^\$/ }).first().getAttribute("href");
    const [, id] = /\b(pi_\w+)/.exec(href ?? "") ?? [];
    await page.goto(`${app.url}/payments/${id}`);
    await page.getByRole("button", { name: "Refund", exact: true }).click();
    await page.getByRole("button", { name: "Ask for approval" }).click();
    await page.getByText("Waits for approval").waitFor();
    await page.goto(`${app.url}/approvals`);
    const card = page.getByRole("region", { name: /^Refund \$.*, asked by / });
    await card.getByText("You asked for this, so another admin approves it.").waitFor();
    await card.getByRole("button", { name: "Withdraw" }).click();
    await page.getByText("It was withdrawn.").waitFor();
    await page.getByText("No pending approvals").waitFor();
    await page.goto(`${app.url}/settings/limits`);
    await page.getByRole("button", { name: "Remove the limit for USD" }).click();
    await page.getByText("No limits yet").waitFor();
  });

  it("switches to another account, which links keep", async () => {
    await page.goto(`${app.url}/settings/connections`);
    await page.locator("summary", { hasText: "Connect another account" }).click();
    await page.getByRole("link", { name: "Connect another account" }).first().click();
    await page.getByLabel(/Kissaten/).check();
    await page.getByTestId("approve").click();
    await page.waitForURL(/settings\/connections\?success=stripe/);
    await openList("/payments?tab=succeeded");
    await page.getByRole("button", { name: "Showing Northwind Roasters Test mode" }).focus();
    await page.keyboard.press("Enter");
    const choice = page.getByRole("dialog", { name: "Account to show" });
    await choice.getByRole("link", { name: /^Kissaten Coffee/ }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/payments\?tab=succeeded&account=/);
    await page.getByRole("button", { name: "Showing Kissaten Coffee Test mode" }).waitFor();
    const { search } = new URL(page.url());
    const account = search.replace("tab=succeeded&", "");
    for (const name of ["Overview", "Revenue"])
      expect(await page.getByRole("link", { name, exact: true }).getAttribute("href")).toContain(
        account,
      );
    await rows().nth(1).getByRole("link").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/payments\/pi_.*account=/);
    await page.getByRole("heading", { name: "Timeline" }).waitFor();
  });
});

const PAGES = [
  "/payments",
  "/customers",
  "/subscriptions",
  "/invoices",
  "/products",
  "/disputes",
  "/payouts",
  "/balance",
];

describe("every page of the business", () => {
  it.each(["light", "dark"] as const)("is accessible in %s colours", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    expect(
      await violationsOf(
        PAGES.map((path) => app.url + path),
        colorScheme,
      ),
    ).toEqual([]);
  });

  it("fits 320 px and loads little", async () => {
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await tooWideOrHeavy(PAGES.map((path) => app.url + path))).toEqual([]);
  });

  it("met no error on the way", () => expect(problems).toEqual([]));
});
