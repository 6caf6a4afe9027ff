import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { makeAutomation } from "./app";
import { signUp } from "./clients";
import { app, context, stopHarness, page, problems, startHarness } from "./harness";
import { shot, tooWideOrHeavy, violationsOf } from "./visual";

/** What people see of events and runs: one tree, trying, replaying, approving, in a browser. */

beforeAll(async () => {
  await startHarness();
  order = await makeAutomation(page, app, {
    schema: 1,
    name: "Take the order",
    on: { manual: true },
    steps: [
      { id: "never", when: "1 === 2", publish: "shop.order.lost" },
      { id: "place", publish: "shop.order.placed", with: { total: "1200" } },
    ],
  });
  await makeAutomation(page, app, {
    schema: 1,
    name: "Thank the customer",
    on: { event: "shop.order.placed" },
    steps: [
      { id: "thank", publish: "shop.customer.thanked" },
      { id: "ok", approve: { reason: "Send the parcel?" } },
    ],
  });
  await makeAutomation(page, app, {
    schema: 1,
    name: "Large orders",
    on: { event: "shop.order.placed", where: { "data.total": { eq: "9999" } } },
    steps: [{ id: "tell", publish: "shop.order.large" }],
  });
});
afterAll(stopHarness);

let order: string;
let late: string;
let run: string;
let event: string;

const tree = () => page.getByRole("tree", { name: "Trace" });
const openDetails = () => page.getByText("Developer details").click();
const item = (name: RegExp) => tree().getByRole("treeitem", { name });

describe("one tree", () => {
  it("grows on the run's page while its runs go on, from the hand that began it", async () => {
    await page.goto(order);
    await page.getByRole("button", { name: "Run now" }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
    run = page.url();
    await openDetails();
    await item(/^Started manually by/).waitFor();
    await item(/Skipped never/).waitFor();
    await item(/shop\.order\.placed/).waitFor();
    await item(/Waiting Thank the customer/).waitFor();
    await item(/shop\.customer\.thanked/).waitFor();
    await item(/Did not start Large orders .*Condition not met/).waitFor();
    const current = tree().locator("[aria-current=true]");
    expect(await current.textContent()).toContain("Take the order");
  });

  it("stands in the debugger, where events open in place and are tried", async () => {
    await page.keyboard.press("~");
    const drawer = page.getByRole("dialog", { name: "Event debugger" });
    await drawer.getByRole("row", { name: /shop\.order\.placed/ }).click();
    const details = drawer.getByRole("region", { name: "Details of shop.order.placed" });
    await details.getByRole("treeitem", { name: /^Started manually by/ }).waitFor();
    await details.getByRole("row", { name: /Large orders Did not start/ }).waitFor();
    await shot("debugger");
    await details.getByRole("treeitem", { name: /shop\.customer\.thanked/ }).click();
    await drawer.getByRole("region", { name: "Details of shop.customer.thanked" }).waitFor();
    expect(page.url()).toBe(run);
    await drawer.getByRole("treeitem", { name: /shop\.order\.placed/ }).click();
    await details.getByRole("button", { name: "Test automations" }).click();
    await details.getByText("Would not start", { exact: true }).waitFor();
    await shot("debugger-try");
    await page.setViewportSize({ width: 320, height: 700 });
    await shot("debugger-narrow");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await page.setViewportSize({ width: 1280, height: 900 });
    const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    await drawer.getByRole("button", { name: "Close", exact: true }).click();
  });

  it("leaves a narrow screen to the events: filters fold behind a button that counts them", async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    await page.keyboard.press("~");
    const drawer = page.getByRole("dialog", { name: "Event debugger" });
    const search = drawer.getByRole("searchbox", { name: "Search events" });
    const fold = drawer.getByRole("button", { name: /^Filters and tools/ });
    await fold.waitFor();
    const heightOf = async () => {
      const [top, list] = await Promise.all([
        drawer.boundingBox(),
        drawer.getByRole("grid", { name: "Events" }).boundingBox(),
      ]);
      return (list?.y ?? 0) - (top?.y ?? 0);
    };
    expect([await search.isVisible(), (await heightOf()) < 60]).toEqual([false, true]);
    await shot("debugger-folded");
    await fold.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type("placed");
    await drawer.getByRole("button", { name: "Filters and tools 1 active" }).waitFor();
    await drawer.getByRole("button", { name: "Safe mode" }).waitFor();
    await shot("debugger-unfolded");
    // The drawer is fixed and would not make the page wider.
    const wide = await drawer.evaluate((one) =>
      [...one.querySelectorAll("*")].map((part) => part.getBoundingClientRect().right),
    );
    expect(Math.max(...wide)).toBeLessThanOrEqual(320);
    const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
    await fold.waitFor({ state: "hidden" });
    expect(await search.inputValue()).toBe("placed");
    await shot("debugger-wide");
    await drawer.getByRole("button", { name: "Close", exact: true }).click();
  });

  it("leads by keys from the run to the event, which shows the same tree and who listened", async () => {
    const before = await tree().getByRole("treeitem").count();
    await tree().locator("[aria-current=true]").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/events\/\d+$/);
    event = page.url();
    await page.getByRole("heading", { level: 1, name: "shop.order.placed" }).waitFor();
    expect(await tree().getByRole("treeitem").count()).toBe(before);
    expect(await tree().locator("[aria-current=true]").textContent()).toContain(
      "shop.order.placed",
    );
    const listeners = page.getByRole("table", { name: "Automations that listen" });
    await listeners.getByRole("row", { name: /Thank the customer Waiting/ }).waitFor();
    await listeners.getByRole("row", { name: /Large orders Did not start/ }).waitFor();
  });
});

describe("trying and replaying", () => {
  it("says what would start, asks, starts it, and leads to the run", async () => {
    late = await makeAutomation(page, app, {
      schema: 1,
      name: "Late listener",
      on: { event: "shop.order.placed" },
      steps: [{ id: "late", publish: "shop.order.late", with: { n: "{{event.data.total}}" } }],
    });
    await page.goto(event);
    await page.getByRole("button", { name: "Try with this event" }).click();
    await page.getByRole("checkbox", { name: "Late listener" }).waitFor();
    await page.getByText("Open its run to re-run it").waitFor();
    await shot("try");
    await page.getByRole("region", { name: "Input of late" }).getByText("1200").waitFor();
    await page.getByRole("button", { name: "Replay for real…" }).click();
    await page.getByRole("button", { name: "Start 1 run" }).click();
    await page.getByRole("link", { name: "open run" }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
    await page.getByRole("status").getByText("Succeeded", { exact: true }).waitFor();
    await openDetails();
    await item(/Take the order/).waitFor();
  });

  it("tries an automation with the latest events of its type, sending nothing", async () => {
    await page.goto(`${late}/runs`);
    await page.getByRole("link", { name: "Test with an event" }).click();
    await page.getByRole("heading", { name: "Try “Late listener”" }).waitFor();
    await page.getByText("Would start", { exact: true }).waitFor();
    await page.getByRole("region", { name: "Input of late" }).getByText("1200").waitFor();
    await page.goto(`${late}/runs`);
    const runs = page.getByRole("link", { name: /^Order placed/ });
    await runs.first().waitFor();
    // The replay's, and none of the trial's.
    await expect.poll(() => runs.count()).toBe(1);
  });
});

describe("runs", () => {
  it("copies an id, and runs again by a chosen version", async () => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(run);
    await openDetails();
    await page.getByRole("button", { name: "Copy run id" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(run.split("/").at(-1));
    await page.goto(order);
    await page.getByRole("tab", { name: "Code" }).click();
    const code = page.getByLabel("Definition, as JSON");
    const changed = (await code.inputValue()).replace('"1200"', '"1300"');
    await code.fill(changed);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Make version 2 live" }).click();
    await page.getByText("Version 2 is live.").first().waitFor();
    await page.goto(run);
    await page.getByRole("button", { name: "Run again…" }).click();
    await page.getByRole("radio", { name: "Version 1 (used by this run)" }).check();
    await shot("rerun");
    await page.getByRole("button", { name: "Run again" }).click();
    await page.waitForURL((url) => /\/runs\//.test(url.href) && url.href !== run);
    await page.getByRole("link", { name: "version 1", exact: true }).waitFor();
    await page.getByRole("status").getByText("Succeeded", { exact: true }).waitFor();
  });

  it("cancels everything that is open, after saying how many", async () => {
    await page.goto(`${app.url}/automations`);
    await page.getByRole("link", { name: "Thank the customer" }).click();
    await page.getByRole("link", { name: "Runs", exact: true }).click();
    await page.getByText("Waiting", { exact: true }).nth(1).waitFor();
    await page.getByRole("button", { name: "Cancel all open…" }).click();
    await page.getByRole("dialog", { name: "Cancel 2 runs?" }).waitFor();
    await page.getByRole("button", { name: "Cancel runs" }).click();
    await page.getByText("2 runs cancelled.").first().waitFor();
    await page.getByRole("listitem").getByText("Cancelled", { exact: true }).nth(2).waitFor();
  });
});

describe("approvals", () => {
  it("are denied with a word about why, which the run and the history show", async () => {
    await page.goto(order);
    await page.getByRole("button", { name: "Run now" }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
    await openDetails();
    await item(/Waiting Thank the customer/).click();
    await page.getByRole("link", { name: "Runs of “Thank the customer”" }).waitFor();
    const thanked = page.url();
    await openDetails();
    await page.getByRole("figure", { name: "When each step ran" }).getByText("thank").waitFor();
    await page.goto(`${app.url}/approvals`);
    await page.getByRole("button", { name: "Deny…" }).first().click();
    await page.getByLabel("Reason (optional)").fill("Out of stock");
    await page.getByRole("button", { name: "Deny", exact: true }).click();
    await page.getByText("“Out of stock”").waitFor();
    await page.goto(thanked);
    await page
      .getByText(/ denied it: “Out of stock”$/)
      .first()
      .waitFor();
    await page.getByRole("status").getByText("Cancelled", { exact: true }).waitFor();
    await shot("denied");
  });
});

describe("events", () => {
  it("are found by an id that they have to do with, and exported as lines", async () => {
    await page.goto(`${app.url}/events`);
    await page.getByLabel("Related to this id").fill(run.split("/").at(-1) ?? "");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.waitForURL(/related=/);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Export NDJSON" }).click(),
    ]);
    const lines = (await (await page.request.get(download.url(), { maxRetries: 2 })).text())
      .trim()
      .split("\n");
    const shown = await page
      .getByRole("listitem")
      .filter({ has: page.locator("details") })
      .count();
    expect(lines).toHaveLength(shown);
    expect(lines.map((line) => typeof JSON.parse(line).id)).not.toContain("undefined");
  });
});

describe("every one of these pages", () => {
  const paths = () => [
    event,
    run,
    `${order}/runs`,
    `${order}/try`,
    `${late}/try`,
    `${app.url}/approvals`,
    `${app.url}/events?related=x`,
  ];
  it.each(["light", "dark"] as const)(
    "has no accessibility violation in %s",
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      expect(await violationsOf(paths(), colorScheme)).toEqual([]);
    },
  );

  it("fits 320 px and 170 KB", async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await tooWideOrHeavy(paths())).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it("leads somewhere else where there is nothing, and from what is another's", async () => {
    for (const path of ["/runs/not-an-id", "/events/999999", "/automations/x/runs"]) {
      await page.goto(`${app.url}${path}`);
      await page.getByText("Nothing is here").last().waitFor();
      await page.getByRole("link", { name: "Go to the dashboard" }).waitFor();
    }
    const { cookie } = await signUp(app, "stranger");
    const answer = await fetch(`${app.url}/api/events/trace?run=${run.split("/").at(-1)}`, {
      headers: { cookie },
    });
    expect(answer.status).toBe(404);
  });

  it("met no script error and no refusal of the policy", () => {
    expect(problems).toEqual([]);
  });
});
