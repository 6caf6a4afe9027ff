import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { AttentionList } from "./attention-list";

const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    key: `line ${index}`,
    tone: "info" as const,
    icon: "clock" as const,
    title: `Line ${index}`,
    note: "",
    href: "/payments",
    action: "View",
  }));

it("counts the lines in view, and shows all of them when asked", () => {
  render(<AttentionList lines={lines(9)} />);
  expect(screen.getAllByRole("listitem")).toHaveLength(5);
  expect(screen.getByText("5 of 9")).toBeVisible();
  fireEvent.click(screen.getByRole("button", { name: "Show all 9" }));
  expect(screen.getAllByRole("listitem")).toHaveLength(9);
  expect(screen.getByText("9")).toBeVisible();
});

it("says no more than there is", () => {
  render(<AttentionList lines={lines(5)} />);
  expect(screen.getByText("5")).toBeVisible();
  expect(screen.queryByRole("button")).toBeNull();
});
