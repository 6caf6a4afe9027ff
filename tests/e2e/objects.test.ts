import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { connectStripe } from "./app";
import { app, page, problems, startHarness, stopHarness } from "./harness";
import { axeOn, shot, tooWideOrHeavy } from "./visual";

/** Pages of single objects, and lists whose address makes no sense. */
beforeAll(async () => {
  await startHarness();
  await page.goto(`${app.url}/payments/pi_1`);
  await page.getByText("Connect Stripe to see your business").waitFor();
  await connectStripe(page, app);
});
afterAll(stopHarness);

const LISTS = ["subscriptions", "invoices", "products", "disputes", "payouts", "balance"];

const rows = () => page.getByRole("table", { name: "Payments" }).getByRole("row");
async function openList(path: string): Promise<void> {
  await page.goto(`${app.url}${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

/** A name without a place to break, which asks for the other direction. */
const HOSTILE = `\u202E${"W".repeat(200)}`;

/** Sends a form to the sandbox's first account. Returns the id of what it made. */
async function make(path: string, fields: Record<string, string>): Promise<string> {
  const { url, secretKey } = app.stack.sandbox;
  const response = await fetch(`${url}/v1/${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${secretKey}`,
      "stripe-account": "acct_1NorthwindRoastr",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(fields),
  });
  return ((await response.json()) as { id: string }).id;
}

/** Waits until an event has brought an object's page. */
async function untilThere(path: string): Promise<void> {
  while (!(await page.request.get(app.url + path, { maxRetries: 2 })).ok())
    await page.waitForTimeout(500);
}

describe("an address that a list does not take", () => {
  const FIRST_PAGE = "The page of the list that the address names belongs to another filter";
  it.each([
    ["a damaged cursor", "/payments?cursor=abc", FIRST_PAGE],
    ["a text of 8,000 letters", `/payments?q=${"x".repeat(8_000)}`, "Text: the text is too long."],
    ["a currency that is none", "/payments?currency=dollars", "“dollars” is not a currency."],
  ])("with %s shows the first page and says so", async (_name, path, sentence) => {
    await openList(path);
    await page.getByText(sentence, { exact: false }).waitFor();
    await expect.poll(() => rows().count()).toBeGreaterThan(1);
  });

  it("with the cursor of another filter keeps its own filter", async () => {
    await openList("/payments");
    const older = await page.getByRole("link", { name: "Older" }).getAttribute("href");
    await openList(`${older ?? ""}&tab=failed`);
    await page.getByText(FIRST_PAGE, { exact: false }).waitFor();
    const failed = page.getByRole("link", { name: /^Failed \d+$/ });
    expect(await failed.getAttribute("aria-current")).not.toBeNull();
  });

  it("with an id that no object can have says that there is none", async () => {
    await page.goto(`${app.url}/payments/${"x".repeat(400)}`);
    expect(await page.getByText("could not be shown").count()).toBe(0);
    await page.getByRole("heading", { level: 1 }).waitFor();
  });
});

describe("a page of a single object", () => {
  let addresses: string[];
  beforeAll(async () => {
    const customer = await make("customers", { name: HOSTILE, email: "hostile@example.org" });
    const payment = await make("payment_intents", {
      amount: "4200",
      currency: "usd",
      confirm: "true",
      payment_method: "pm_card_visa",
      description: HOSTILE,
      customer,
    });
    await untilThere(`/payments/${payment}`);
    addresses = [`/customers/${customer}`, `/payments/${payment}`];
    for (const list of LISTS) {
      await openList(`/${list}`);
      const href = await page.locator("tbody [data-row-link]").first().getAttribute("href");
      addresses.push(`/${list}/${new URL(href ?? "", app.url).searchParams.get("open") ?? ""}`);
    }
    await page.goto(`${app.url}/settings/connections`);
    const health = page.getByRole("link", { name: "Imported data" });
    addresses.push((await health.getAttribute("href")) ?? "");
  }, 180_000);

  it("fits 320 px and a wide screen, with a hostile name too", async () => {
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await tooWideOrHeavy(addresses.map((path) => app.url + path))).toEqual([]);
    await page.setViewportSize({ width: 1440, height: 900 });
    for (const path of [...addresses, `/payments?open=${addresses[1]?.split("/").at(-1) ?? ""}`]) {
      await page.goto(app.url + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect([path, width]).toEqual([path, 1440]);
      await shot(`object-${path.replaceAll(/\W+/g, "-").slice(1, 20)}`);
    }
  });

  it("is accessible", async () => {
    const found: unknown[] = [];
    for (const path of addresses) {
      await page.goto(app.url + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      const { violations } = await axeOn(page, "light").analyze();
      found.push(...violations.map(({ id, nodes }) => [path, id, nodes[0]?.html]));
    }
    expect(found).toEqual([]);
  });

  it("met no error on the way", () => expect(problems).toEqual([]));
});
