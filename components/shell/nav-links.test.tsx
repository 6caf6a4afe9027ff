import { render, screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { PendingCounts } from "@/components/approvals/pending-counts";

import { BottomBar, NavLinks } from "./nav-links";

let query = "";
vi.mock("next/navigation", () => ({
  usePathname: () => "/automations",
  useSearchParams: () => new URLSearchParams(query),
}));

const draw = (approvals: number) =>
  render(
    <PendingCounts initial={{ approvals, failed: 3 }}>
      <div role="group" aria-label="rail">
        <NavLinks />
      </div>
      <div role="group" aria-label="bar">
        <BottomBar more={null} />
      </div>
    </PendingCounts>,
  );

it.each([
  [0, "Approvals"],
  [2, "Approvals 2 pending"],
  [100, "Approvals 100 pending"],
])("counts %i pending approvals beside their place in the rail and the bar", (count, name) => {
  draw(count);
  for (const place of ["rail", "bar"]) {
    const links = within(screen.getByRole("group", { name: place })).getAllByRole("link");
    const names = links.map((link) => link.textContent.replaceAll(/(?<=\D)(?=\d)/g, " "));
    expect(names).toContain(name);
    expect(names.filter((one) => one.includes("pending"))).toHaveLength(count > 0 ? 1 : 0);
  }
});

it("keeps the account of the page in links to pages of the business, and in no others", () => {
  const hrefOf = (name: string) =>
    within(screen.getByRole("group", { name: "rail" }))
      .getByRole("link", { name })
      .getAttribute("href");
  query = "account=a2&cursor=c";
  const { unmount } = draw(0);
  expect(["Overview", "Payments", "Revenue", "Automations", "Home"].map(hrefOf)).toEqual([
    "/?account=a2",
    "/payments?account=a2",
    "/revenue?account=a2",
    "/automations",
    "/dashboards/home",
  ]);
  unmount();
  query = "";
  draw(0);
  expect(["Overview", "Payments"].map(hrefOf)).toEqual(["/", "/payments"]);
});
