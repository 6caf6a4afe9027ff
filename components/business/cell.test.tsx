import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { CellView } from "./cell";

it("keeps a name that turns its direction from turning its note", () => {
  render(
    <p>
      <CellView cell={{ kind: "text", text: "\u202Eevil", note: "Order 7" }} />
    </p>,
  );
  expect(screen.getByText("\u202Eevil").tagName).toBe("BDI");
  expect(screen.getByText("Order 7").tagName).toBe("BDI");
});
