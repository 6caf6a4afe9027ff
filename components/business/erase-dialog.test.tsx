import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { EraseDialog } from "./erase-dialog";

vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh: () => {} }) }));

it("stays open and says what to look for when the answer was lost", async () => {
  const user = userEvent.setup();
  const onClose = vi.fn<() => void>();
  render(
    <EraseDialog
      id="cus_1"
      account="a"
      name="Ada"
      confirmWith="ada@example.com"
      provider="Stripe"
      providerUrl={null}
      erase={() => Promise.reject(new TypeError("Failed to fetch"))}
      onClose={onClose}
    />,
  );
  await user.type(await screen.findByLabelText(/^Type/), "ada@example.com");
  await user.click(screen.getByRole("button", { name: "Erase customer" }));
  await screen.findByText(
    "The answer did not arrive. Reload to see whether the customer was erased.",
  );
  expect(onClose).not.toHaveBeenCalled();
});
