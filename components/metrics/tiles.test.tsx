import { render, screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { Tiles } from "./tiles";

vi.mock("next/navigation", () => ({ usePathname: () => "/" }));

const tile = {
  label: "MRR",
  definition: "Monthly value of all subscriptions.",
  main: "$1,200",
  cents: ".00",
  change: null,
  note: null,
  spark: null,
};

it("says of a figure what it counts and of how much", () => {
  const about = [
    { label: "Counts", text: tile.definition },
    { label: "Coverage", text: "12 of 12 subscriptions, 38 s ago" },
  ];
  render(
    <Tiles
      label="Figures"
      tiles={[
        { ...tile, about },
        { ...tile, label: "Balance" },
      ]}
    />,
  );
  const button = screen.getByRole("button", { name: "About MRR" });
  const panel = screen.getByRole("dialog", { hidden: true });
  expect(button).toHaveAttribute("popovertarget", panel.id);
  const terms = within(panel).getAllByRole("term", { hidden: true });
  expect(terms.map((term) => [term.textContent, term.nextSibling?.textContent])).toEqual(
    about.map(({ label, text }) => [label, text]),
  );
  expect(screen.getAllByRole("button")).toHaveLength(1);
});
