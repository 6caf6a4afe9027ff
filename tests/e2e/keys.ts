import type { Page } from "playwright-core";

/** A person who has no pointer: every move is a key press. */
export interface Keys {
  /** Presses a key until the control with such a name holds the focus. */
  until(key: "Tab" | "Shift+Tab", name: RegExp): Promise<void>;
  press(...keys: readonly string[]): Promise<void>;
  type(text: string): Promise<void>;
}

const MAX_PRESSES = 150;

/** The name of the control that holds the focus: its label, else its words. */
const nameOfHeld = (page: Page) =>
  page.evaluate(() => {
    const held = document.activeElement;
    const own = held && "labels" in held ? (held as HTMLInputElement).labels?.[0] : null;
    return held?.getAttribute("aria-label") ?? (own ?? held)?.textContent ?? "";
  });

/** Keys on a page. */
export function keysOn(page: Page): Keys {
  return {
    async until(key, name) {
      const seen: string[] = [];
      for (let pressed = 0; pressed < MAX_PRESSES; pressed++) {
        const held = await nameOfHeld(page);
        if (name.test(held)) return;
        seen.push(held.slice(0, 30));
        await page.keyboard.press(key);
      }
      throw new Error(`${key} does not lead to ${name}, but to: ${[...new Set(seen)].join(" | ")}`);
    },
    async press(...keys) {
      for (const key of keys) await page.keyboard.press(key);
    },
    type: (text) => page.keyboard.type(text),
  };
}
