import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { connectStripe } from "./app";
import { app, context, page, problems, startHarness, stopHarness } from "./harness";
import { violationsOf } from "./visual";

/** The sandbox's account that the consent page offers. */
const ACCOUNT = "acct_1NorthwindRoastr";

/** Widgets that show the synced copy and the metrics, in a browser. */
beforeAll(async () => {
  await startHarness();
  await connectStripe(page, app);
});
afterAll(stopHarness);

const payments = () => page.getByRole("region", { name: "Recent Payments" });
const first = () => payments().getByRole("option").first();

interface Listed {
  readonly data: readonly {
    readonly id: string;
    readonly status: string;
    readonly customer: string | null;
  }[];
}

/** One call of the sandbox's API for the connected account, as its owner's own software makes it. */
async function stripe<Answer>(path: string, form?: Record<string, string>): Promise<Answer> {
  const { url, secretKey } = app.stack.sandbox;
  const response = await fetch(`${url}/v1/${path}`, {
    headers: { authorization: `Bearer ${secretKey}`, "stripe-account": ACCOUNT },
    ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
  return (await response.json()) as Answer;
}

describe("Recent Payments", () => {
  it("names customers, with the id on hover", async () => {
    await page.goto(`${app.url}/dashboards/home`);
    const name = payments().getByText("Ada Whitfield").first();
    await name.waitFor();
    expect(await name.getAttribute("title")).toMatch(/^cus_/);
    expect(await payments().textContent()).not.toMatch(/cus_/);
    await expect.poll(() => payments().getByRole("option").count()).toBe(20);
    expect(await payments().textContent()).not.toMatch(/of \d+ rows/);
  });

  it("shows a refund as soon as it has happened", async () => {
    const charges = await stripe<Listed>("charges?limit=20");
    const paid = charges.data.find(({ status, customer }) => status === "succeeded" && customer);
    const before = await payments().getByText("Refunded", { exact: true }).count();
    await stripe("refunds", { charge: paid?.id ?? "" });
    await expect
      .poll(() => payments().getByText("Refunded", { exact: true }).count(), { timeout: 15_000 })
      .toBe(before + 1);
  });

  it("shows a new hold, and gives the customer's id to the other widgets", async () => {
    const { data } = await stripe<{ data: { id: string }[] }>("customers?limit=1");
    const customer = data[0]?.id ?? "";
    await stripe("payment_intents", {
      amount: "4321",
      currency: "usd",
      customer,
      capture_method: "manual",
      confirm: "true",
      payment_method: "pm_card_visa",
      "automatic_payment_methods[enabled]": "true",
      "automatic_payment_methods[allow_redirects]": "never",
    });
    await expect.poll(() => first().textContent(), { timeout: 15_000 }).toContain("Uncaptured");
    expect(await first().textContent()).toContain("$43.21");
    expect(await first().textContent()).not.toContain(customer);
    const stored = page.waitForRequest(
      (request) => request.url().includes("/api/mesh/events") && request.method() === "POST",
    );
    await first().click();
    expect((await stored).postData()).toContain(`"customer":"${customer}"`);
  });
});

describe("the gallery", () => {
  const add = async (name: string) => {
    await page.getByRole("button", { name: "Add a widget" }).first().click();
    await page.getByRole("button", { name: `Add ${name}`, exact: true }).click();
    const widget = page.getByRole("region", { name, exact: true });
    await widget.waitFor();
    return widget;
  };

  it("adds a chart that keys read, with its table and its file", async () => {
    const widget = await add("Gross volume");
    const chart = widget.getByRole("group", { name: /^Gross volume from/ });
    await chart.focus();
    await page.keyboard.press("End");
    await expect.poll(() => chart.getByRole("status").textContent()).toMatch(/\$[\d,.]+ so far/);
    await page.keyboard.press("t");
    await expect.poll(() => chart.getByRole("row").count()).toBe(31);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      chart.getByRole("link", { name: "CSV" }).click(),
    ]);
    expect(file.suggestedFilename()).toBe("gross-volume.csv");
  });

  it("adds a tile with its change and its course", async () => {
    const widget = await add("MRR");
    await widget.getByRole("img", { name: "Course of MRR" }).waitFor();
    expect(await widget.textContent()).toMatch(/\$[\d,]+\.\d\d/);
    expect(await widget.textContent()).toMatch(/compared with/);
  });

  it("draws both on the server, too", async () => {
    await page.reload();
    const drawn = async () => {
      const html = await (await context.request.get(`${app.url}/dashboards/home`)).text();
      return [/<svg[^>]*aria-label="Gross volume from/, /<svg[^>]*aria-label="Course of MRR"/].map(
        (picture) => picture.test(html),
      );
    };
    // A page does not wait for a widget that takes longer than others.
    await expect.poll(drawn, { timeout: 30_000 }).toEqual([true, true]);
    await page.getByRole("group", { name: /^Gross volume from/ }).waitFor();
  });

  it.each(["light", "dark"] as const)("is accessible in %s colours", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    expect(await violationsOf([`${app.url}/dashboards/home`], colorScheme)).toEqual([]);
  });

  it("logs no problem in the browser", () => {
    expect(problems).toEqual([]);
  });
});
