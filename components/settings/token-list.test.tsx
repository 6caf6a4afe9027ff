import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { ToastProvider } from "@/components/ui/toast";

import { TokenList, type TokenActions, type TokenView } from "./token-list";

const shop: TokenView = {
  id: "t1",
  name: "shop",
  hint: "…abcd",
  createdAtMs: 0,
  lastUsedAtMs: null,
};

function draw(actions: Partial<TokenActions> = {}, canEdit = true) {
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
        tokens={[shop]}
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
    const { user } = draw();
    await user.type(screen.getByRole("textbox", { name: "Name" }), "backend{Enter}");
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

  it("asks before it ends a token", async () => {
    const { user, actions } = draw();
    await user.click(screen.getByRole("button", { name: "End" }));
    await user.click(await screen.findByRole("button", { name: "End the token" }));
    expect(actions.revoke).toHaveBeenCalledWith("t1");
  });

  it("tells others whom to ask", () => {
    draw({}, false);
    expect(screen.getByText("Only admins see API tokens")).toBeVisible();
  });
});
