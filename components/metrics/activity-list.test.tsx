import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { ActivityList } from "./activity-list";
import { BlockColumns } from "./block-columns";

const line = {
  key: "7",
  text: "Payment of $75.00 from Ada Whitfield succeeded",
  href: "/payments/pi_1",
  atMs: Date.UTC(2026, 10, 30, 9, 42),
  person: "Ada Whitfield",
  isAutomation: false,
};

it("shows each line with its time and a link to what it is about", () => {
  render(
    <ActivityList
      lines={[line, { ...line, key: "8", text: "Run failed · Onboarding", isAutomation: true }]}
      timeZone="UTC"
    />,
  );
  expect(screen.getByRole("link", { name: line.text })).toHaveAttribute("href", "/payments/pi_1");
  expect(screen.getByText("AW")).toBeVisible();
  expect(screen.getAllByRole("listitem")).toHaveLength(2);
});

it("says that nothing happened yet", () => {
  render(<ActivityList lines={[]} timeZone="UTC" />);
  expect(screen.getByText("Nothing happened yet")).toBeVisible();
});

it("stacks blocks in their order on a narrow screen, although they stand in two columns", () => {
  const { container } = render(
    <BlockColumns
      blocks={[
        { key: "recent", height: 300, content: "A" },
        { key: "attention", height: 500, content: "B" },
        { key: "countries", height: 200, content: "C" },
      ]}
    />,
  );
  const columns = [...(container.firstElementChild?.children ?? [])];
  expect(columns.map(({ textContent }) => textContent)).toEqual(["AC", "B"]);
  expect([...(columns[0]?.children ?? [])].map(({ className }) => className)).toEqual([
    "min-w-0 max-wide:order-1",
    "min-w-0 max-wide:order-3",
  ]);
});
