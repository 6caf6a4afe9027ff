import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import type { SavedAutomation } from "../types";
import { AllowDialog } from "./allow-dialog";

vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh: () => {} }) }));

function setUp(allowedItems: number | null) {
  const automation: SavedAutomation = {
    id: "a1",
    status: "enabled",
    pausedReason: null,
    latestVersion: 3,
    liveVersion: 3,
    allowedItems,
    allowedVersion: allowedItems === null ? null : 3,
    versions: [],
  };
  const allow = vi.fn((_id: string, _items: number | null) =>
    Promise.resolve({ ok: true as const, value: {} }),
  );
  const onClose = vi.fn();
  render(<AllowDialog automation={automation} allow={allow} onClose={onClose} />);
  return { user: userEvent.setup(), allow, onClose };
}

it("says for which version it holds, and takes a number that makes sense only", async () => {
  const { user, allow, onClose } = setUp(null);
  expect(await screen.findByText(/let version 3 do longer lists/)).toBeVisible();
  const field = screen.getByLabelText("Items, at most");
  await user.type(field, "101");
  expect(screen.getByText("A whole number from 1 to 100")).toBeVisible();
  expect(screen.getByRole("button", { name: "Allow" })).toBeDisabled();
  await user.clear(field);
  await user.type(field, "25");
  await user.click(screen.getByRole("button", { name: "Allow" }));
  expect(allow).toHaveBeenCalledExactlyOnceWith("a1", 25);
  await waitFor(() => expect(onClose).toHaveBeenCalled());
});

it("takes it back", async () => {
  const { user, allow } = setUp(25);
  expect(await screen.findByLabelText("Items, at most")).toHaveValue(25);
  await user.click(screen.getByRole("button", { name: "Ask again" }));
  expect(allow).toHaveBeenCalledExactlyOnceWith("a1", null);
});
