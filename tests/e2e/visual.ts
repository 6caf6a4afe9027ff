import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

import { initialJs } from "../../bench/initial-js";
import { app, page } from "./harness";

/** A picture to look at, where somebody wants one: `SCREENSHOTS` names the folder. */
export async function shot(name: string): Promise<void> {
  const folder = process.env["SCREENSHOTS"];
  if (folder)
    await page.screenshot({
      path: `${folder}/${name}.png`,
      fullPage: !name.startsWith("debugger"),
    });
}

/** Goes to each address in turn, and takes a picture. */
async function* visit(addresses: readonly string[], picture: string) {
  for (const [index, address] of addresses.entries()) {
    await page.goto(address);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await shot(`${picture}-${index}`);
    yield address;
  }
}

type ColorScheme = "light" | "dark";

/** All rules in light colours; in dark ones contrast alone, because nothing else depends on colours. */
export const axeOn = (at: Page, colorScheme: ColorScheme) =>
  colorScheme === "light"
    ? new AxeBuilder({ page: at })
    : new AxeBuilder({ page: at }).withRules(["color-contrast"]);

/** What is not accessible on these pages of the harness. */
export async function violationsOf(addresses: readonly string[], colorScheme: ColorScheme) {
  const found: unknown[] = [];
  for await (const address of visit(addresses, colorScheme)) {
    const { violations } = await axeOn(page, colorScheme).analyze();
    found.push(...violations.map(({ id, nodes }) => [address, id, nodes[0]?.html]));
  }
  return found;
}

/** Which of these pages of the harness are not exactly 320 px wide, or load more than 170 KB of scripts first. */
export async function tooWideOrHeavy(addresses: readonly string[]) {
  const found: { address: string; width: number; kilobytes: number }[] = [];
  for await (const address of visit(addresses, "narrow")) {
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    const { kilobytes } = await initialJs(new URL(address).pathname, async (one) => {
      const response = await page.request.get(new URL(one, app.url).href, { maxRetries: 2 });
      return response.body();
    });
    if (width !== 320 || kilobytes > 170) found.push({ address, width, kilobytes });
  }
  return found;
}
