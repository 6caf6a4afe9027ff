import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";

import { AuthForm } from "./auth-form";

const fields = [
  { name: "password", label: "New password", type: "password", autoComplete: "new-password" },
] as const;

it("shows a password while it is typed, and hides it again", async () => {
  const user = userEvent.setup();
  render(<AuthForm action={async () => null} fields={fields} submit="Save" />);
  const password = screen.getByLabelText("New password");
  await user.type(password, "correct horse");
  expect(password).toHaveAttribute("type", "password");
  await user.click(screen.getByRole("button", { name: "Show new password" }));
  expect(password).toHaveAttribute("type", "text");
  expect(password).toHaveValue("correct horse");
  await user.click(screen.getByRole("button", { name: "Hide new password" }));
  expect(password).toHaveAttribute("type", "password");
});

it.each([
  ["at its field, where it is about one", "password", "alert"],
  ["above the form, where it is about none", undefined, null],
])("says a problem once: %s", async (_where, field, role) => {
  const user = userEvent.setup();
  const action = async () => ({ ok: false, message: "Too short.", ...(field ? { field } : {}) });
  render(<AuthForm action={action} fields={fields} submit="Save" />);
  await user.click(screen.getByRole("button", { name: "Save" }));
  const said = await screen.findAllByText("Too short.");
  expect(said).toHaveLength(1);
  expect(said[0]?.getAttribute("role") ?? null).toBe(role);
});
