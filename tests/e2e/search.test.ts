import { afterAll, beforeAll, expect, it } from "vitest";

import { connectStripe, signOut } from "./app";
import { app, page, problems, startHarness, stopHarness } from "./harness";
import { axeOn, shot } from "./visual";

beforeAll(async () => {
  await startHarness();
  await connectStripe(page, app);
});
afterAll(stopHarness);

const input = () => page.getByRole("combobox", { name: "Search or jump to" });
const option = (name: RegExp) => page.getByRole("option", { name }).first();

/** Opens the search by its keys and types, as somebody without a mouse does. */
async function type(text: string): Promise<void> {
  // The keys are heard once the page is alive.
  for (let presses = 0; (await input().count()) === 0 && presses < 40; presses++) {
    await page.keyboard.press("Control+k");
    await page.waitForTimeout(250);
  }
  await page.keyboard.type(text);
}

async function toOverview(): Promise<void> {
  await page.goto(app.url);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
}

it("finds a customer by name with the keyboard alone", async () => {
  await toOverview();
  await type("whitfield");
  await option(/Ada Whitfield/).waitFor();
  await page.getByText(/^\d+ results$/).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/customers\/cus_\w+$/);
  await page.getByRole("heading", { level: 1, name: /Ada Whitfield/ }).waitFor();
  expect(await input().count()).toBe(0);
});

it("finds a failed payment by amount, with its reason, and a payment by id", async () => {
  await toOverview();
  await type("$39.00");
  await option(/^\$39\.00 from .* funds .*Failed/).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/payments\/pi_\w+$/);
  const path = new URL(page.url()).pathname;
  await toOverview();
  // Enter comes before the server's answer.
  await type(path.split("/").at(-1) ?? "");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${app.url}${path}`);
  await page.getByRole("heading", { level: 1, name: /\$39\.00/ }).waitFor();
});

it("shows what was opened, and returns the focus", async () => {
  await toOverview();
  const opener = page.getByRole("button", { name: "Search or jump to…" });
  await opener.focus();
  await type("");
  const opened = page.getByRole("group", { name: "Recently opened" });
  await opened.getByRole("option", { name: /^\$39\.00/ }).waitFor();
  await opened.getByRole("option", { name: /Ada Whitfield/ }).waitFor();
  await page.keyboard.press("Escape");
  await input().waitFor({ state: "detached" });
  expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true);
});

it("goes to a page and begins an action by name", async () => {
  await toOverview();
  await type("disputes");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${app.url}/disputes`);
  await type("add a widget");
  await page.keyboard.press("Enter");
  const gallery = page.getByRole("dialog", { name: "Add a widget" });
  await gallery.waitFor();
  await page.keyboard.press("Escape");
  await gallery.waitFor({ state: "detached" });
  expect(page.url()).toBe(`${app.url}/`);
});

it.each(["light", "dark"] as const)("is accessible in %s colours", async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  await toOverview();
  const violations = async (name: string) => {
    await page.waitForTimeout(400);
    await shot(`debugger-search-${name}-${colorScheme}`);
    const found = await axeOn(page, colorScheme).analyze();
    return found.violations.map(({ id, nodes }) => [name, id, nodes[0]?.html]);
  };
  await type("");
  expect(await violations("pages")).toEqual([]);
  await page.keyboard.type("ada");
  await option(/Ada Whitfield/).waitFor();
  expect(await violations("results")).toEqual([]);
  await page.keyboard.type("qqq");
  await page.getByText("Nothing matches “adaqqq”").waitFor();
  expect(await violations("empty")).toEqual([]);
  await page.keyboard.press("Escape");
});

it("fits 375 px, where a button opens it", async () => {
  await page.setViewportSize({ width: 375, height: 812 });
  await page.emulateMedia({ colorScheme: "light" });
  await toOverview();
  const opener = page.getByRole("button", { name: "Search or jump to…" });
  const box = await opener.boundingBox();
  expect(box).toMatchObject({ width: 44, height: 44 });
  for (let presses = 0; (await input().count()) === 0 && presses < 40; presses++) {
    await opener.click({ timeout: 1000 }).catch(() => {}); // the search is before it by then
    await page.waitForTimeout(500);
  }
  await input().fill("ada");
  await option(/Ada Whitfield/).waitFor();
  await page.waitForTimeout(300);
  await shot("debugger-search-phone");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(375);
  expect((await axeOn(page, "light").analyze()).violations.map(({ id }) => id)).toEqual([]);
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await input().waitFor({ state: "detached" });
});

it("forgets what was opened when the person signs out", async () => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await toOverview();
  const kept = () => page.evaluate(() => Object.keys(localStorage));
  expect(await kept()).toHaveLength(1);
  await signOut(page);
  await page.waitForURL(/\/login/);
  await expect.poll(kept).toEqual([]);
});

it("meets no script error and no refusal of the policy", () => {
  expect(problems).toEqual([]);
});
