import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { Breakdown } from "./detail-view";

const product = { name: "Espresso Club", href: "/products/prod_1" };

it("links the name of a product in its line, and names it beside a line that does not", () => {
  render(
    <Breakdown
      lines={[
        { label: "1 × Espresso Club (at $32.00 / month)", text: "$32.00", product },
        { label: "Remaining time", text: "$8.00", product },
        { label: "Setup", text: "$5.00" },
      ]}
    />,
  );
  const links = screen.getAllByRole("link", { name: "Espresso Club" });
  expect(links.map((link) => link.getAttribute("href"))).toEqual([product.href, product.href]);
  expect(screen.getAllByRole("term").map(({ textContent }) => textContent)).toEqual([
    "1 × Espresso Club (at $32.00 / month)",
    "Remaining time · Espresso Club",
    "Setup",
  ]);
});
