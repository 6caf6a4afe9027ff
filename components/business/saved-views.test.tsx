import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";

import { ToastProvider } from "@/components/ui/toast";
import { viewsOfPage } from "@/lib/business/saved-views";
import type { SavedView, ViewContent } from "@/lib/contracts/views";
import type { ActionResult } from "@/lib/core/action-result";

import { SavedViews } from "./saved-views";

const router = { refresh: vi.fn<() => void>(), replace: vi.fn<(href: string) => void>() };
vi.mock("next/navigation", () => ({ useRouter: () => router, usePathname: () => "/payments" }));

const FAILED = { id: "v1", list: "payments", name: "Failed", address: { tab: "failed" } };
type Save = (view: ViewContent & { id?: string }) => Promise<ActionResult<SavedView>>;
const save = vi.fn<Save>(async (view) => ({ ok: true, value: { id: "v2", ...view } }));
const remove = vi.fn<(id: string) => Promise<ActionResult<SavedView>>>(async () => ({
  ok: true,
  value: FAILED,
}));
beforeEach(() => vi.clearAllMocks());

function show(address: Record<string, string>, saved: readonly SavedView[] = [FAILED]) {
  render(
    <ToastProvider>
      <SavedViews page={viewsOfPage("payments", saved, address)} actions={{ save, remove }} />
    </ToastProvider>,
  );
  // jsdom cannot open a popover, and hides it.
  document.querySelector("[popover]")?.removeAttribute("popover");
  return userEvent.setup();
}

it("saves what the list shows under a name, and opens it", async () => {
  const user = show({ min: "200", open: "pi_1" });
  await user.type(screen.getByLabelText("Save this view"), "Large{Enter}");
  expect(save).toHaveBeenCalledExactlyOnceWith({
    list: "payments",
    name: "Large",
    address: { min: "200" },
  });
  expect(await screen.findByText("Saved the view “Large”.")).toBeDefined();
  expect(router.replace.mock.calls[0]?.[0]).toBe("/payments?min=200&view=v2");
});

it("offers nothing to save while the list is as usual", () => {
  show({});
  expect(screen.queryByRole("textbox")).toBeNull();
  expect(screen.getByText(/Choose a tab, filters, an order or columns/)).toBeDefined();
});

it("renames a view, and takes that back", async () => {
  const user = show({});
  await user.click(screen.getByRole("button", { name: "Rename “Failed”" }));
  const field = screen.getByLabelText("New name of “Failed”");
  await user.clear(field);
  await user.type(field, "Declined{Enter}");
  expect(save).toHaveBeenLastCalledWith({ ...FAILED, name: "Declined" });
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  expect(save).toHaveBeenLastCalledWith(FAILED);
});

it("deletes a view, and saves it again on Undo", async () => {
  const user = show({});
  await user.click(screen.getByRole("button", { name: "Delete “Failed”" }));
  expect(remove).toHaveBeenCalledExactlyOnceWith("v1");
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  const { id: _new, ...content } = FAILED;
  expect(save).toHaveBeenLastCalledWith(content);
});

it("names the view that is open, and saves changes to it", async () => {
  const user = show({ tab: "failed", min: "10", view: "v1" });
  expect(screen.getByRole("button", { name: "View: Failed (changed)" })).toBeDefined();
  await user.click(screen.getByRole("button", { name: "Save changes to “Failed”" }));
  expect(save).toHaveBeenCalledExactlyOnceWith({
    ...FAILED,
    address: { tab: "failed", min: "10" },
  });
});

it("says why a view was not saved", async () => {
  save.mockResolvedValueOnce({ ok: false, code: "conflict", message: "You already have it." });
  const user = show({ min: "200" });
  await user.type(screen.getByLabelText("Save this view"), "Failed{Enter}");
  expect(await screen.findByText("You already have it.")).toBeDefined();
  expect(router.replace).not.toHaveBeenCalled();
});
