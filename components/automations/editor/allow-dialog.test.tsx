import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import type { AutoApprovalLimits, SavedAutomation } from "../types";
import { AllowDialog } from "./allow-dialog";

vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh: () => {} }) }));

const MONEY = [{ currency: "usd", each: 5000, perDay: 20_000 }];

function setUp(allowed: AutoApprovalLimits | null, limits: object = {}) {
  const definition = { steps: [{ id: "all", forEach: "{{event.data.items}}" }], limits };
  const automation: SavedAutomation = {
    id: "a1",
    status: "enabled",
    pausedReason: null,
    latestVersion: 3,
    liveVersion: 3,
    allowedItems: allowed?.items ?? null,
    allowedMoney: allowed?.money ?? false,
    allowedVersion: allowed === null ? null : 3,
    versions: [{ version: 3, definition, author: "ada", createdAt: "", sentence: null }],
  };
  const allow = vi.fn((_id: string, _what: AutoApprovalLimits) =>
    Promise.resolve({ ok: true as const, value: {} }),
  );
  const onClose = vi.fn();
  render(<AllowDialog automation={automation} allow={allow} onClose={onClose} />);
  return { user: userEvent.setup(), allow, onClose };
}

it("says for which version it holds, and takes a number that makes sense only", async () => {
  const { user, allow, onClose } = setUp(null);
  expect(await screen.findByText(/Version 3 can do this without an approval/)).toBeVisible();
  expect(screen.queryByRole("checkbox")).toBeNull();
  expect(screen.getByRole("button", { name: "Allow" })).toBeDisabled();
  const field = screen.getByLabelText("Max items per list");
  await user.type(field, "101");
  expect(screen.getByText("Enter a whole number from 1 to 100")).toBeVisible();
  expect(screen.getByRole("button", { name: "Allow" })).toBeDisabled();
  await user.clear(field);
  await user.type(field, "25");
  await user.click(screen.getByRole("button", { name: "Allow" }));
  expect(allow).toHaveBeenCalledExactlyOnceWith("a1", { items: 25, money: false });
  await waitFor(() => expect(onClose).toHaveBeenCalled());
});

it("allows money within the limits of the live version, and says them", async () => {
  const { user, allow } = setUp({ items: 25, money: false }, { money: MONEY });
  await user.click(
    await screen.findByRole("checkbox", {
      name: "Move money without approval: up to $50.00 at a time and $200.00 in 24 hours",
    }),
  );
  await user.click(screen.getByRole("button", { name: "Allow" }));
  expect(allow).toHaveBeenCalledExactlyOnceWith("a1", { items: 25, money: true });
});

it("takes all of it back", async () => {
  const { user, allow } = setUp({ items: 25, money: true }, { money: MONEY });
  expect(await screen.findByLabelText("Max items per list")).toHaveValue(25);
  expect(screen.getByRole("checkbox")).toBeChecked();
  await user.click(screen.getByRole("button", { name: "Require approval" }));
  expect(allow).toHaveBeenCalledExactlyOnceWith("a1", { items: null, money: false });
});
