import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { ToastProvider } from "@/components/ui/toast";

import { SecretList, type SecretActions, type SecretView } from "./secret-list";

const billing: SecretView = {
  id: "s1",
  name: "billing",
  hosts: ["api.example.com"],
  updatedAtMs: 0,
  lastUsedAtMs: null,
};

function draw(
  actions: Partial<SecretActions> = {},
  { canEdit = true, secrets = [billing] }: { canEdit?: boolean; secrets?: SecretView[] } = {},
) {
  const full: SecretActions = {
    save: vi.fn<SecretActions["save"]>(async ({ name }) => ({ ok: true, value: { name } })),
    remove: vi.fn<SecretActions["remove"]>(async () => ({ ok: true, value: {} })),
    ...actions,
  };
  render(
    <ToastProvider>
      <SecretList secrets={secrets} canEdit={canEdit} actions={full} />
    </ToastProvider>,
  );
  return { user: userEvent.setup(), actions: full };
}

describe("SecretList", () => {
  it("saves a secret for several hosts, and empties the form", async () => {
    const { user, actions } = draw();
    await user.type(screen.getByLabelText("Name"), "erp");
    await user.type(screen.getByLabelText("Value"), "12345678");
    await user.type(screen.getByLabelText("Hosts"), "a.example.com, b.example.com{Enter}");
    expect(actions.save).toHaveBeenCalledWith({
      name: "erp",
      value: "12345678",
      hosts: ["a.example.com", "b.example.com"],
    });
    expect(await screen.findByText("The secret erp was saved.")).toBeVisible();
    expect(screen.getByLabelText("Value")).toHaveValue("");
  });

  it("says what is wrong and keeps what was typed", async () => {
    const { user } = draw({
      save: async () => ({ ok: false, code: "invalid", message: "hosts: “x” is not allowed." }),
    });
    await user.type(screen.getByLabelText("Name"), "erp");
    await user.type(screen.getByLabelText("Value"), "12345678");
    await user.type(screen.getByLabelText("Hosts"), "x{Enter}");
    expect(await screen.findByText("hosts: “x” is not allowed.")).toBeVisible();
    expect(screen.getByLabelText("Value")).toHaveValue("12345678");
  });

  it("asks before it deletes one", async () => {
    const { user, actions } = draw();
    await user.click(screen.getByRole("button", { name: "Delete billing" }));
    expect(actions.remove).not.toHaveBeenCalled();
    await user.click(await screen.findByRole("button", { name: "Delete secret" }));
    expect(actions.remove).toHaveBeenCalledWith("s1");
  });

  it("shows members the names, and no form", () => {
    draw({}, { canEdit: false });
    expect(screen.getByText("billing")).toBeVisible();
    expect(screen.queryByLabelText("Value")).toBeNull();
    expect(screen.queryByRole("button", { name: "Delete billing" })).toBeNull();
  });

  it("says that there are none", () => {
    draw({}, { secrets: [] });
    expect(screen.getByText("No secrets yet.")).toBeVisible();
  });
});
