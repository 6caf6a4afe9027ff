import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";

import { ToastProvider } from "@/components/ui/toast";
import { arrangementOf, layoutOf } from "@/lib/business/overview-layout";
import type { OverviewLayout } from "@/lib/contracts/overview";
import type { ActionResult } from "@/lib/core/action-result";

import { Customize } from "./customize";

const router = { refresh: vi.fn<() => void>() };
vi.mock("next/navigation", () => ({ useRouter: () => router, usePathname: () => "/" }));

const save = vi.fn<(layout: OverviewLayout | null) => Promise<ActionResult<unknown>>>(async () => ({
  ok: true,
  value: null,
}));
beforeEach(() => vi.clearAllMocks());

function show(saved: OverviewLayout | null) {
  render(
    <ToastProvider>
      <Customize saved={saved} save={save} />
    </ToastProvider>,
  );
  // jsdom cannot open a popover, and hides it.
  document.querySelector("[popover]")?.removeAttribute("popover");
  return userEvent.setup();
}

it("hides a block, moves a figure, and takes both back by Undo", async () => {
  const user = show(null);
  expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
  expect(screen.getByRole("button", { name: "Reset to default" })).toBeDisabled();
  await user.click(screen.getByRole("checkbox", { name: "Activity" }));
  await user.click(screen.getByRole("button", { name: "Move MRR up" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  const [[layout] = []] = save.mock.calls;
  expect(layout?.hidden).toEqual(["activity"]);
  expect(layout?.tiles.slice(1, 4)).toEqual(["net_volume", "mrr", "successful_payments"]);
  expect(router.refresh).toHaveBeenCalledOnce();
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  expect(save).toHaveBeenLastCalledWith(null);
});

it("goes back to the default, and offers the saved layout again", async () => {
  const saved = layoutOf(arrangementOf({ tiles: ["mrr"], blocks: [], hidden: ["balance"] }));
  const user = show(saved);
  expect(screen.getByRole("checkbox", { name: "Balance" })).not.toBeChecked();
  await user.click(screen.getByRole("button", { name: "Reset to default" }));
  expect(save).toHaveBeenLastCalledWith(null);
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  expect(save).toHaveBeenLastCalledWith(saved);
});

it("says why a layout was not saved", async () => {
  save.mockResolvedValueOnce({ ok: false, code: "internal", message: "The database is away." });
  const user = show(null);
  await user.click(screen.getByRole("checkbox", { name: "Payments" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("The database is away.");
  expect(router.refresh).not.toHaveBeenCalled();
});
