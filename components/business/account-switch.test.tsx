import { render, screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import type { AccountOption } from "@/lib/business/accounts";

import { AccountSwitch } from "./account-switch";
import { NoAccount } from "./not-connected";

vi.mock("next/navigation", () => ({ usePathname: () => "/payments" }));

const option = (key: string, label: string, note: string | null): AccountOption => ({
  key,
  label,
  note,
  href: key === "a1" ? "/payments" : `/payments?account=${key}`,
  isCurrent: key === "a2",
});
const OPTIONS = [option("a1", "Northwind Roasters", null), option("a2", "Kissaten", "Test mode")];

it("names the account of the page and its mode, and leads to the others", () => {
  render(<AccountSwitch options={OPTIONS} />);
  const button = screen.getByRole("button", { name: "Showing Kissaten Test mode" });
  const panel = screen.getByRole("dialog", { hidden: true });
  expect(panel).toHaveAttribute("aria-label", "Account to show");
  expect(button).toHaveAttribute("popovertarget", panel.id);
  const links = within(panel).getAllByRole("link", { hidden: true });
  expect(
    links.map((link) => [link.getAttribute("href"), link.getAttribute("aria-current")]),
  ).toEqual([
    ["/payments", null],
    ["/payments?account=a2", "true"],
  ]);
});

it("is not drawn for a single account", () => {
  const { container } = render(<AccountSwitch options={OPTIONS.slice(1)} />);
  expect(container).toBeEmptyDOMElement();
});

it("says that an account is not connected, with a way to one that is", () => {
  const { unmount } = render(<NoAccount title="Payments" href="/payments?tab=failed" />);
  expect(screen.getByText("This account is not connected here")).toBeVisible();
  expect(
    screen.getByRole("link", { name: "Show the account that was connected first" }),
  ).toHaveAttribute("href", "/payments?tab=failed");
  unmount();
  render(<NoAccount title="Payments" href={null} />);
  expect(screen.getByRole("link", { name: "Connect Stripe" })).toBeVisible();
});
