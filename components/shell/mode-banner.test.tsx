import { render, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { ModeBanner } from "./mode-banner";

const banner = () => screen.getByRole("complementary", { name: "Mode" });

describe("the banner of the mode", () => {
  it("leads to the page of every emulator", () => {
    const emulators = [
      { name: "Payments", url: "http://127.0.0.1:1001" },
      { name: "Chat", url: "http://127.0.0.1:1002" },
    ];
    render(<ModeBanner mode="sandbox" emulators={emulators} />);
    const list = within(banner()).getByRole("list", { name: "Sandboxes:" });
    const links = within(list).getAllByRole("link");
    expect(links.map((link) => [link.textContent, link.getAttribute("href")])).toEqual([
      ["Payments", "http://127.0.0.1:1001"],
      ["Chat", "http://127.0.0.1:1002"],
    ]);
  });

  it.each([
    ["live", /Real accounts/],
    ["test", /No real money/],
  ] as const)("says that figures are %s, and names no emulator where none runs", (mode, text) => {
    render(<ModeBanner mode={mode} emulators={[]} />);
    expect(banner().textContent).toMatch(text);
    expect(screen.queryByRole("link")).toBeNull();
  });

  it("says nothing before there is anything to say", () => {
    const { container } = render(<ModeBanner mode={null} emulators={[]} />);
    expect(container.textContent).toBe("");
  });
});
