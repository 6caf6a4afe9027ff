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
