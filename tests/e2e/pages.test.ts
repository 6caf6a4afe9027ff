import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { initialJs } from "../../bench/initial-js";
import { connectStripe, makeAutomation, openPage } from "./app";
import { app, browser, context, stopHarness, page, problems, startHarness } from "./harness";
import { axeOn } from "./visual";

beforeAll(async () => {
  await startHarness();
  await connectStripe(page, app);
  pages.push(...(await automationPages()));
});
afterAll(stopHarness);

/** Cumulative layout shift that a page may have; news that arrive while it loads move a badge. */
const MAX_SHIFT = 0.02;

const pages = [
  "/",
  "/revenue",
  "/dashboards/home",
  "/events",
  "/approvals",
  "/automations/new",
  "/automations/new?recipe=onboard-customer",
  "/settings/connections",
  "/settings/account",
  "/settings/audit",
  "/settings/members",
];

/** The lists of the business, which the tests of the business look at otherwise. */
const lists = [
  "payments",
  "customers",
  "subscriptions",
  "invoices",
  "products",
  "disputes",
  "payouts",
];

/** Makes an automation, starts it by hand, and returns the pages that show both. */
async function automationPages(): Promise<string[]> {
  const definition = {
    schema: 1,
    name: "Say hello",
    on: { manual: true },
    steps: [
      { id: "hello", publish: "hello.said", with: { at: "{{event.time}}" } },
      { id: "ok", approve: { reason: "Go on?" } },
    ],
  };
  const automation = new URL(await makeAutomation(page, app, definition)).pathname;
  await page.getByRole("button", { name: "Run now" }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  await page.getByText("Waiting for an approval.").waitFor();
  return ["/automations", automation, `${automation}/runs`, new URL(page.url()).pathname];
}

const TABS = 3;

describe("every page", () => {
  const doors = ["/login", "/signup", "/reset"];
  const asStranger = async <T>(work: (stranger: Page) => Promise<T>) => {
    const other = await browser.newContext();
    try {
      return await work(await other.newPage());
    } finally {
      await other.close();
    }
  };

  /** Looks at the paths in several tabs at once: most of it is waiting. */
  async function inTabs(
    paths: readonly string[],
    prepare: (tab: Page) => Promise<unknown>,
    look: (tab: Page, path: string) => Promise<void>,
  ): Promise<void> {
    const left = [...paths];
    await Promise.all(
      Array.from({ length: TABS }, async () => {
        const { page: tab, problems: met } = await openPage(context);
        await prepare(tab);
        for (let path = left.shift(); path !== undefined; path = left.shift())
          await look(tab, path);
        await tab.close();
        problems.push(...met);
      }),
    );
  }

  async function violationsOf(at: Page, path: string, colorScheme: "light" | "dark") {
    await at.goto(`${app.url}${path}`);
    await at.getByRole("heading", { level: 1 }).waitFor();
    await at.waitForTimeout(400);
    const { violations } = await axeOn(at, colorScheme).analyze();
    return violations.map(({ id, nodes }) => ({
      path,
      id,
      at: nodes.map(({ target }) => target.join(" ")).slice(0, 3),
    }));
  }

  it.each(["light", "dark"] as const)(
    "has no accessibility violation in %s colours",
    async (colorScheme) => {
      await inTabs(
        pages,
        (tab) => tab.emulateMedia({ colorScheme }),
        async (tab, path) => expect(await violationsOf(tab, path, colorScheme)).toEqual([]),
      );
      await asStranger(async (stranger) => {
        await stranger.emulateMedia({ colorScheme });
        for (const path of doors)
          expect(await violationsOf(stranger, path, colorScheme)).toEqual([]);
      });
    },
  );

  it("loads at most 170 KB of JavaScript before it is alive", async () => {
    const through = (at: Page) => async (path: string) => {
      const response = await at.request.get(new URL(path, app.url).href, {
        maxRedirects: 0,
        maxRetries: 2, // a kept connection may be closed as it is used
      });
      if (response.status() !== 200) throw new Error(`${path} answered ${response.status()}.`);
      return response.body();
    };
    const tooLarge = async (at: Page, paths: readonly string[]) => {
      const sizes = await Promise.all(
        paths.map(async (path) => ({ path, ...(await initialJs(path, through(at))) })),
      );
      return sizes.filter(({ kilobytes }) => kilobytes > 170);
    };
    expect(await tooLarge(page, pages)).toEqual([]);
    expect(await asStranger((stranger) => tooLarge(stranger, doors))).toEqual([]);
  });

  it.each([
    ["a desktop", 1280, 900],
    ["a phone", 375, 812],
  ])(
    "paints its largest part from the server's HTML and moves nothing, on %s",
    async (_, width, height) => {
      const watch = () => {
        interface Shift extends PerformanceEntry {
          readonly value: number;
          readonly sources: readonly { readonly node: Node | null }[];
        }
        const seen = { shift: 0, moved: [] as string[], largest: "" };
        Object.assign(window, { seen });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as Shift[]) {
            seen.shift += entry.value;
            seen.moved.push(
              ...entry.sources.map(({ node }) => node?.textContent?.slice(0, 80) ?? ""),
            );
          }
        }).observe({ type: "layout-shift", buffered: true });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            seen.largest =
              (entry as PerformanceEntry & { element: Element | null }).element?.textContent ?? "";
        }).observe({ type: "largest-contentful-paint", buffered: true });
      };
      const prepare = async (tab: Page) => {
        await tab.setViewportSize({ width, height });
        await tab.addInitScript(watch);
        // A time that turns from 59 seconds into a minute is of another width.
        await tab.addInitScript(() => {
          const now = Date.now(); // about when the server drew the page
          Date.now = () => now;
        });
      };
      await inTabs([...pages, ...lists.map((name) => `/${name}`)], prepare, async (tab, path) => {
        await tab.goto(`${app.url}${path}`);
        await tab.getByRole("heading", { level: 1 }).waitFor();
        await tab.waitForTimeout(1500);
        const { shift, moved, largest } = await tab.evaluate(
          () =>
            (window as unknown as { seen: { shift: number; moved: string[]; largest: string } })
              .seen,
        );
        const html = await (await tab.request.get(`${app.url}${path}`, { maxRetries: 2 })).text();
        const text = largest.trim().slice(0, 20);
        // A field's own text has no element; the editor of a phone has nothing larger.
        const isFromServer =
          text === ""
            ? /<(?:input|select|textarea)\b/.test(html)
            : html.replaceAll(/<[^>]*>/g, "").includes(text);
        const jumps = shift > MAX_SHIFT ? moved : [];
        expect({ path, jumps, text, isFromServer }).toEqual({
          path,
          jumps: [],
          text,
          isFromServer: true,
        });
      });
    },
  );

  it("asks for its letters ahead, once", async () => {
    await page.goto(`${app.url}/settings/members`);
    const ahead = await page.locator("link[rel=preload][as=font]").getAttribute("href");
    const fetched = await page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .map(({ name }) => new URL(name).pathname)
        .filter((path) => path.endsWith(".woff2")),
    );
    expect(fetched).toEqual([ahead]);
  });

  it("fits 320 px without scrolling sideways", async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    for (const path of pages) {
      await page.goto(`${app.url}${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect({ path, fits: width <= 320 }).toEqual({ path, fits: true });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it("keeps its frame however long an e-mail address is", async () => {
    await page.goto(app.url);
    const frame = page.getByRole("complementary", { name: "Navigation" });
    const email = frame.locator("[title*='@'] span:not(.sr-only) > span").first();
    await email.evaluate((span) => (span.textContent = `${"long".repeat(12)}@example.com`));
    const [outer, inner] = await Promise.all([
      frame.boundingBox(),
      frame.getByRole("button", { name: /^Account/ }).boundingBox(),
    ]);
    expect((inner?.x ?? 0) + (inner?.width ?? 0)).toBeLessThanOrEqual(outer?.width ?? 0);
  });

  it("meets no script error and no refusal of the policy", () => {
    expect(problems).toEqual([]);
  });
});
