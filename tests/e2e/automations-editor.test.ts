import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { app, stopHarness, page, problems, startHarness } from "./harness";
import { keysOn, type Keys } from "./keys";

/** The editor itself: steps inside of steps, undo, and what is not saved yet. */
let keys: Keys;

beforeAll(async () => {
  await startHarness();
  keys = keysOn(page);
});
afterAll(stopHarness);

const definition = async () => {
  await page.getByRole("tab", { name: "Code" }).click();
  const code = await page.getByLabel("Definition, as JSON").inputValue();
  await page.getByRole("tab", { name: "Form" }).click();
  return JSON.parse(code) as { steps: unknown[] };
};
const card = (name: RegExp) => page.getByRole("region", { name });

describe("steps inside of steps", () => {
  it("are added three deep by keys alone", async () => {
    await page.goto(`${app.url}/automations/new?event=stripe.payment.received`);
    await page.getByRole("tab", { name: "Form" }).waitFor();
    await keys.until("Tab", /^Name$/);
    await keys.type("Look at each item");
    await keys.until("Tab", /^For each$/);
    await keys.press("Enter");
    await expect
      .poll(() => page.locator(":focus").evaluate((held) => held.id))
      .toBe("at:steps[0].forEach");
    await keys.type("{{event.data.items}}");
    await keys.until("Tab", /^Add a step$/);
    await keys.press("Enter");
    await keys.until("Tab", /^Condition$/);
    await keys.press("Enter");
    await page.getByRole("group", { name: "If, branch 1 of condition" }).waitFor();
    await keys.until("Tab", /^Write an expression$/);
    await keys.press("Enter");
    await keys.until("Shift+Tab", /^If, as an expression$/);
    await keys.type("item.price > 5");
    await keys.until("Tab", /^Add a step$/);
    await keys.press("Enter");
    await keys.until("Tab", /^Publish an event$/);
    await keys.press("Enter");
    await expect
      .poll(() => page.locator(":focus").evaluate((held) => held.id))
      .toBe("at:steps[0].steps[0].branch[0].steps[0].publish");
    await keys.type("item.dear");
    expect((await definition()).steps).toMatchObject([
      {
        forEach: "{{event.data.items}}",
        steps: [
          { branch: [{ if: "item.price > 5", steps: [{ id: "publish", publish: "item.dear" }] }] },
        ],
      },
    ]);
    await page.getByText(/for each item of event\.data\.items \(if item/).waitFor();
  });

  it("are read in both colours, and on a narrow page without scrolling sideways", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      // Colours change over a moment, and what is half way has neither's contrast.
      await page.waitForFunction(
        () => !document.getAnimations().some((one) => one instanceof CSSTransition),
      );
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.length])).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      320,
    );
    const inner = await card(/publish$/).boundingBox();
    expect(inner?.width).toBeGreaterThan(190);
    await page.setViewportSize({ width: 1280, height: 900 });
  });
});

describe("undo", () => {
  it("brings a removed step back by key, and says so", async () => {
    await page.getByRole("button", { name: "Remove publish" }).click();
    await page.getByText("Removed “publish”.").waitFor();
    expect((await definition()).steps).toMatchObject([{ steps: [{ branch: [{ steps: [] }] }] }]);
    await keys.press("ControlOrMeta+z");
    await card(/publish$/).waitFor();
    await page.getByText("Undone: removing step publish.").waitFor({ state: "attached" });
    await keys.press("ControlOrMeta+Shift+z");
    await card(/publish$/).waitFor({ state: "detached" });
    await page.getByRole("list", { name: "Steps", exact: true }).getByText("Undo").click();
    await expect
      .poll(() => page.locator(":focus").evaluate((held) => held.id))
      .toBe("at:steps[0].steps[0].branch[0].steps[0]");
  });
});

describe("leaving with something unsaved", () => {
  it("asks before back and forward, stays, and leaves when told", async () => {
    await page.goto(`${app.url}/automations`);
    await page.getByRole("link", { name: "New automation" }).first().click();
    await page.getByRole("link", { name: "Empty automation" }).click();
    await page.waitForURL(/blank/);
    await page.getByLabel("Name", { exact: true }).fill("Half done");
    await page.getByText("Unsaved changes").waitFor();
    const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
    await page.evaluate(() => history.back());
    await dialog.waitFor();
    await dialog.getByRole("button", { name: "Stay" }).click();
    expect(page.url()).toMatch(/blank/);
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Half done");
    await page.evaluate(() => history.back());
    await dialog.getByRole("button", { name: "Leave" }).click();
    await page.waitForURL(/\/automations\/new$/);
    await page.getByRole("heading", { level: 1, name: "New automation" }).waitFor();
    await page.evaluate(() => history.forward());
    await page.waitForURL(/blank/);
    await page.evaluate(() => history.go(-2));
    await page.waitForURL(/\/automations$/);
  });
});

it("met no script error and no refusal of the policy", () => {
  expect(problems).toEqual([]);
});
