import { render, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { ModePill } from "./mode-pill";

/** The panel that the pill opens. The browser hides it until then, and so does the test's document. */
const panel = () => {
  const target = screen.getByRole("button").getAttribute("popovertarget");
  return document.getElementById(target ?? "") ?? document.createElement("div");
};

describe("the pill of the mode", () => {
  it("opens a panel that leads to the page of every sandbox", () => {
    const sandboxes = [
      { name: "Payments", url: "http://127.0.0.1:1001" },
      { name: "Chat", url: "http://127.0.0.1:1002" },
    ];
    render(<ModePill mode="sandbox" sandboxes={sandboxes} />);
    expect(screen.getByRole("button", { name: "Sandbox data" })).toBeVisible();
    expect(panel()).not.toBeVisible();
    const links = within(panel()).getAllByRole("link", { hidden: true });
    expect(links.map((link) => [link.textContent, link.getAttribute("href")])).toEqual([
      ["Payments", "http://127.0.0.1:1001"],
      ["Chat", "http://127.0.0.1:1002"],
    ]);
  });

  it.each([
    ["live", "Live data", /takes effect/],
    ["test", "Test data", /No real money/],
  ] as const)("says that data is %s, and lists no sandbox where none runs", (mode, label, text) => {
    render(<ModePill mode={mode} sandboxes={[]} />);
    expect(screen.getByRole("button", { name: label })).toBeVisible();
    expect(panel().textContent).toMatch(text);
    expect(screen.queryByRole("link", { hidden: true })).toBeNull();
  });

  it("is left out while nothing is connected", () => {
    const { container } = render(<ModePill mode={null} sandboxes={[]} />);
    expect(container.textContent).toBe("");
  });
});
