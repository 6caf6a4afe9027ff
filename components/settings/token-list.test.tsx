import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { ToastProvider } from "@/components/ui/toast";

import { TokenList, type TokenActions, type TokenView } from "./token-list";

const shop: TokenView = {
  id: "t1",
  name: "shop",
  hint: "…abcd",
  createdBy: "Ada",
  stopped: null,
  expiresAtMs: Date.now() + 86_400_000,
  lastUsedAtMs: null,
};

function draw(actions: Partial<TokenActions> = {}, canEdit = true, token = shop) {
  const full: TokenActions = {
    create: vi.fn<TokenActions["create"]>(async (name) => ({
      ok: true,
      value: { name, token: "dash_secret" },
    })),
    revoke: vi.fn<TokenActions["revoke"]>(async () => ({ ok: true, value: {} })),
    ...actions,
  };
  render(
    <ToastProvider>
      <TokenList
        tokens={[token]}
        canEdit={canEdit}
        endpoint="https://x.example/api/v1/events"
        actions={full}
      />
    </ToastProvider>,
  );
  return { user: userEvent.setup(), actions: full };
}

describe("TokenList", () => {
  it("shows a new token once, with a command to try it", async () => {
    const { user, actions } = draw();
    await user.selectOptions(screen.getByRole("combobox", { name: "Expires after" }), "1 year");
    await user.type(screen.getByRole("textbox", { name: "Name" }), "backend{Enter}");
    expect(actions.create).toHaveBeenCalledWith("backend", 365);
    expect(await screen.findByText("dash_secret")).toBeVisible();
    expect(screen.getByText(/curl -X POST https:\/\/x\.example.*backend\.hello/)).toBeVisible();
  });

  it("says at the field what is wrong", async () => {
    const { user } = draw({
      create: async () => ({
        ok: false,
        code: "conflict",
        message: "There is a token “shop” already.",
      }),
    });
    await user.type(screen.getByRole("textbox", { name: "Name" }), "shop{Enter}");
    expect(await screen.findByText(/already/)).toBeVisible();
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveAttribute("aria-invalid", "true");
  });

  it("asks before it revokes a token", async () => {
    const { user, actions } = draw();
    await user.click(screen.getByRole("button", { name: "Revoke" }));
    await user.click(await screen.findByRole("button", { name: "Revoke token" }));
    expect(actions.revoke).toHaveBeenCalledWith("t1");
  });

  it.each([
    ["expired", "Expired"],
    ["creator", /was no longer an admin/],
  ] as const)("says why a token that is %s does not work", (stopped, words) => {
    draw({}, true, { ...shop, stopped });
    expect(screen.getByText(words)).toBeVisible();
  });

  it("tells others whom to ask", () => {
    draw({}, false);
    expect(screen.getByText("Only admins see API tokens")).toBeVisible();
  });
});
