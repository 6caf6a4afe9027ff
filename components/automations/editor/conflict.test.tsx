import { screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import type { SavedAutomation } from "../types";
import { definition, setUp } from "./editor-testing";

vi.mock("next/navigation", () => ({
  useRouter: () => ({ refresh: () => {}, push: () => {}, replace: () => {} }),
}));

const automation: SavedAutomation = {
  id: "a1",
  status: "disabled",
  pausedReason: null,
  latestVersion: 1,
  liveVersion: null,
  allowedItems: null,
  allowedMoney: false,
  allowedVersion: null,
  versions: [
    { version: 1, definition, author: "Ada", createdAt: "2026-11-01T00:00:00Z", sentence: null },
  ],
};
const message = "Version 2 was saved while you edited version 1.";

async function meet() {
  const editor = setUp({ automation });
  editor.save.mockResolvedValueOnce({ ok: false, code: "conflict", message });
  await editor.user.type(screen.getByLabelText("Name"), " all");
  await editor.user.click(screen.getByRole("button", { name: "Save" }));
  // Its code is fetched now.
  const found = screen.findByRole("dialog", { name: /newer version/ }, { timeout: 10_000 });
  const dialog = within(await found);
  expect(dialog.getByText(new RegExp(message))).toBeVisible();
  expect(editor.save).toHaveBeenLastCalledWith(expect.anything(), "a1", 1);
  return { ...editor, dialog };
}

it("saves mine as the newest when a person says so, and goes on from there", async () => {
  const { user, save, dialog } = await meet();
  await user.click(dialog.getByRole("button", { name: "Save mine as latest" }));
  expect(save).toHaveBeenLastCalledWith(
    expect.objectContaining({ name: "Tell all" }),
    "a1",
    undefined,
  );
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(save).toHaveBeenLastCalledWith(expect.anything(), "a1", 2);
});

it("shows the versions and keeps what was changed", async () => {
  const { user, dialog } = await meet();
  await user.click(dialog.getByRole("button", { name: "View newer version" }));
  expect(await screen.findByRole("heading", { name: "Version 1" })).toBeVisible();
  await user.click(screen.getByRole("tab", { name: "Form" }));
  expect(screen.getByLabelText("Name")).toHaveValue("Tell all");
});
